// SPDX-License-Identifier: Apache-2.0
// A scanner or a printer on a pseudo-terminal, behind a path that stays the same when it is plugged
// in again (as udev's links do), and a folder of its own for it.
#pragma once

#include "agent/base/check.hpp"

#include <poll.h>
#include <pty.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {

class Folder {
public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "aisle-drivers-XXXXXX").string();
        CHECK(::mkdtemp(pattern.data()) != nullptr, "a test needs a folder");
        path_ = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

class PtyScanner {
public:
    PtyScanner() { plug(); }
    ~PtyScanner() { unplug(); }
    PtyScanner(const PtyScanner&) = delete;
    PtyScanner& operator=(const PtyScanner&) = delete;

    void plug() {
        std::array<char, 64> name{};
        int slave = -1;
        CHECK(::openpty(&master_, &slave, name.data(), nullptr, nullptr) == 0, "a pty");
        ::close(slave);
        std::filesystem::create_symlink(name.data(), path());
    }
    void unplug() {
        if (master_ < 0) return;
        std::filesystem::remove(path());
        ::close(std::exchange(master_, -1));
    }
    void type(std::string_view bytes) const {
        CHECK(::write(master_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
              "the pty takes it all");
    }
    // So many bytes that were written to it, by one who opens it or another.
    std::string printed(std::size_t size) const {
        std::string bytes;
        std::array<char, 256> part{};
        for (int looks = 10'000; looks > 0 && bytes.size() < size;) {
            const auto got =
                ::read(master_, part.data(), std::min(size - bytes.size(), part.size()));
            if (got > 0) bytes.append(part.data(), static_cast<std::size_t>(got));
            // Nobody has it open just now.
            if (got <= 0) looks -= 1 + ::poll(nullptr, 0, 1);
        }
        return bytes;
    }
    int master() const { return master_; }
    std::string path() const { return folder_ / "scanner"; }

private:
    Folder folder_;
    int master_ = -1;
};

}  // namespace aisle
