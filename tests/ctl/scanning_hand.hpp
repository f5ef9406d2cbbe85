// SPDX-License-Identifier: Apache-2.0
// A person at the counter: reads what the wizard prints, and scans what it asks for. The scanner is
// whatever takes bytes. Everything that was printed is kept.
#pragma once

#include "agent/base/check.hpp"
#include "agent/domain/scanner_sheet.hpp"
#include "tools/ctl/console.hpp"

#include <unistd.h>

#include <array>
#include <cstdio>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

namespace aisle {

class ScanningHand {
public:
    // Called for each code that is asked for, with how often it was asked for before.
    using Scan = std::function<void(const SheetCode& code, int asked)>;

    explicit ScanningHand(Scan scan) : scan_(std::move(scan)) {
        std::array<int, 2> ends{};
        CHECK(::pipe(ends.data()) == 0, "a pipe");
        from_ = ends[0];
        console_.results = ::fdopen(ends[1], "w");
        console_.messages = console_.results;
        console_.coloured = false;
        thread_ = std::thread([this] { look(); });
    }
    ~ScanningHand() { finish(); }
    ScanningHand(const ScanningHand&) = delete;
    ScanningHand& operator=(const ScanningHand&) = delete;

    const Console& console() const { return console_; }
    // All that was printed; the wizard has ended.
    const std::string& finish() {
        if (!thread_.joinable()) return printed_;
        std::fclose(console_.results);
        thread_.join();
        ::close(from_);
        return printed_;
    }

private:
    void look() {
        std::array<char, 4096> block{};
        std::size_t seen = 0;
        for (;;) {
            const auto size = ::read(from_, block.data(), block.size());
            if (size <= 0) return;
            printed_.append(block.data(), static_cast<std::size_t>(size));
            constexpr std::string_view words = "scan the code \"";
            for (auto at = printed_.find(words, seen); at != printed_.npos;
                 at = printed_.find(words, seen)) {
                const auto end = printed_.find("\n", at);
                if (end == printed_.npos) break;
                seen = end;
                const auto name = at + words.size();
                const auto* code =
                    find_sheet_code(printed_.substr(name, printed_.find('"', name) - name));
                CHECK(code != nullptr, "a code of the sheet is asked for");
                asked_ = code == last_ ? asked_ + 1 : 0;
                last_ = code;
                scan_(*code, asked_);
            }
        }
    }

    Scan scan_;
    Console console_;
    int from_ = -1;
    std::string printed_;
    const SheetCode* last_ = nullptr;
    int asked_ = 0;
    std::thread thread_;
};

}  // namespace aisle
