// SPDX-License-Identifier: Apache-2.0
// People who are nobody else: numbers, addresses and names that all begin alike and stand nowhere
// by chance, so that one look through some bytes finds any of thousands. And the memory of a
// process, to look through.
#pragma once

#include "agent/domain/sealed_contact.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace aisle {

class Canaries {
public:
    // There are these many, from number 0 on; at most 100000.
    explicit Canaries(std::size_t count) : count_(count) {}

    static std::string national(std::size_t number) {
        return std::string(phone_mark) + digits_of(number);
    }
    static std::string email(std::size_t number) {
        return "ada.canarina" + digits_of(number) + "@example.com";
    }
    static std::string name(std::size_t number) { return "Ada Canarina" + digits_of(number); }
    // In its normal form.
    static Contact contact(std::size_t number) {
        return {.phone = "+86" + national(number), .email = email(number), .name = name(number)};
    }
    // As one or the other writes it.
    static std::string typed(std::size_t number) {
        const auto whole = national(number);
        if (number % 3 == 0) return "+86" + whole;
        if (number % 3 == 1) return whole;
        return whole.substr(0, 3) + " " + whole.substr(3, 4) + " " + whole.substr(7);
    }

    // What stands round each of them in these bytes, or the first few; empty when there is none.
    std::string finds(std::string_view bytes) const {
        std::string found;
        // Libraries keep signs in two or four bytes as well.
        for (const std::size_t wide : {1U, 2U, 4U}) {
            look_for(phone_mark, wide, bytes, found);
            look_for(typed_mark, wide, bytes, found);
            look_for(name_mark, wide, bytes, found);
        }
        return found;
    }
    std::string finds_in_folder(const std::filesystem::path& folder) const {
        std::string found;
        for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
            if (!file.is_regular_file()) continue;
            const auto here = finds(read_whole(file.path().string()));
            if (!here.empty()) found += file.path().string() + ": " + here;
        }
        return found;
    }
    // In all that the process can write to.
    std::string finds_in_memory(pid_t process) const {
        const auto root = "/proc/" + std::to_string(process);
        std::ifstream maps(root + "/maps");
        const int memory = ::open((root + "/mem").c_str(), O_RDONLY | O_CLOEXEC);
        EXPECT_GE(memory, 0);
        std::string found;
        std::size_t seen = 0;
        for (std::string line; std::getline(maps, line);) {
            std::uint64_t from = 0;
            std::uint64_t to = 0;
            char rights[5] = {};
            std::sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, rights);
            // A sanitizer's shadow is terabytes of nothing.
            if (rights[1] != 'w' || to - from > (std::uint64_t{1} << 30)) continue;
            std::string bytes(to - from, '\0');
            const auto got =
                ::pread(memory, bytes.data(), bytes.size(), static_cast<::off_t>(from));
            if (got <= 0) continue;
            bytes.resize(static_cast<std::size_t>(got));
            seen += bytes.size();
            const auto here = finds(bytes);
            if (!here.empty()) found += line + ": " + here;
        }
        ::close(memory);
        EXPECT_GT(seen, 100'000U) << "the control: there is memory to look through";
        return found;
    }

private:
    static constexpr std::string_view phone_mark = "198765";
    static constexpr std::string_view typed_mark = "198 765";
    static constexpr std::string_view name_mark = "anarina";
    static constexpr std::size_t digits = 5;
    static constexpr std::size_t shown_max = 2000;

    static std::string digits_of(std::size_t number) {
        const auto text = std::to_string(number);
        return std::string(digits - text.size(), '0') + text;
    }
    static bool is_hex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

    void look_for(std::string_view mark, std::size_t wide, std::string_view bytes,
                  std::string& found) const {
        std::string sought;
        for (const char c : mark) sought.append(1, c).append(wide - 1, '\0');
        for (auto at = bytes.find(sought); at != bytes.npos; at = bytes.find(sought, at + 1)) {
            if (mark == phone_mark && !is_number(bytes, at + sought.size(), wide)) continue;
            if (mark == phone_mark && is_in_a_digest(bytes, at)) continue;
            if (found.size() > shown_max) return;
            found += '"';
            for (const char c : bytes.substr(at < 40 ? 0 : at - 40, 120)) {
                found += c >= ' ' && c <= '~' ? c : '.';
            }
            found += "\"\n";
        }
    }
    // Whether the digits behind the mark are those of somebody.
    bool is_number(std::string_view bytes, std::size_t at, std::size_t wide) const {
        std::size_t number = 0;
        for (std::size_t i = 0; i < digits; ++i, at += wide) {
            if (at >= bytes.size() || bytes[at] < '0' || bytes[at] > '9') return false;
            number = number * 10 + static_cast<std::size_t>(bytes[at] - '0');
        }
        return number < count_;
    }
    // Of enough digests some has such digits by chance.
    static bool is_in_a_digest(std::string_view bytes, std::size_t at) {
        constexpr std::size_t digest_digits = 32;
        auto first = at;
        auto last = at;
        while (first > 0 && is_hex(bytes[first - 1])) --first;
        while (last < bytes.size() && is_hex(bytes[last])) ++last;
        return last - first >= digest_digits;
    }

    std::size_t count_;
};

}  // namespace aisle
