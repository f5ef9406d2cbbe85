// SPDX-License-Identifier: Apache-2.0
#include "tools/bundle/log_tail.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/long_file.hpp"

#include <array>
#include <cstdio>
#include <memory>

namespace aisle {
namespace {

constexpr std::size_t tail_bytes_max = 512 * KiB;

// Without what remains of its first line.
std::string last_lines(std::string text) {
    if (text.size() <= tail_bytes_max) return text;
    text.erase(0, text.size() - tail_bytes_max);
    const auto end = text.find('\n');
    return end == std::string::npos ? text : text.substr(end + 1);
}

Result<std::string> tail_of(const std::string& path) {
    TRY(auto file, OldFile::open(path));
    std::string text;
    while (true) {
        TRY(const auto more, file.read(tail_bytes_max));
        text = last_lines(text + more);
        if (more.size() < tail_bytes_max) return text;
    }
}

struct EndPipe {
    void operator()(std::FILE* pipe) const { ::pclose(pipe); }
};

// Empty where there is no such journal, or nothing of aisled in it.
std::string systemd_lines() {
    const std::unique_ptr<std::FILE, EndPipe> pipe(::popen(
        "timeout 20 journalctl -q -u aisled -n 2000 --no-pager -o short-iso 2>/dev/null", "re"));
    if (!pipe) return {};
    std::string text;
    std::array<char, 4096> block;
    while (const auto n = std::fread(block.data(), 1, block.size(), pipe.get())) {
        text = last_lines(text.append(block.data(), n));
    }
    return text;
}

}  // namespace

Result<LogTail> log_tail(const std::string& file) {
    if (!file.empty()) {
        TRY(auto lines, tail_of(file));
        return LogTail{file, std::move(lines)};
    }
    auto lines = systemd_lines();
    if (lines.empty()) return LogTail{};
    return LogTail{"journalctl -u aisled", std::move(lines)};
}

}  // namespace aisle
