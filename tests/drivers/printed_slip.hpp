// SPDX-License-Identifier: Apache-2.0
// A strict reader of what EscPosWriter writes: it knows the writer's own commands and no other, and
// holds the bytes of any slip to what is promised whatever its texts are.
#pragma once

#include "drivers/escpos_decoder.hpp"
#include "drivers/escpos_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

inline unsigned byte_at(std::string_view bytes, std::size_t at) {
    return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0;
}

inline std::string hex(std::string_view bytes) {
    constexpr auto digits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text.append(text.empty() ? "" : " ") += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

inline bool is_lead(char c) {
    return c == '\x10' || c == '\x1b' || c == '\x1c' || c == '\x1d';
}

// The length of a command of the writer's; 0 for any other.
inline std::size_t own_command(std::string_view bytes) {
    const auto code = byte_at(bytes, 1);
    switch (bytes.front()) {
        case '\x1b':
            if (code == '@') return 2;
            return std::string_view("RtaEd").find(static_cast<char>(code)) < 5 ? 3 : 0;
        case '\x1c':
            return code == '&' || code == '.' ? 2 : 0;
        case '\x1d':
            if (code == '!') return 3;
            if (code == 'V') return byte_at(bytes, 2) == 0x42 ? 4 : 0;
            if (code != '(' || byte_at(bytes, 2) != 'k') return 0;
            return 5 + byte_at(bytes, 3) + 256 * byte_at(bytes, 4);
        default:
            return 0;
    }
}

// With its line end; without, when a command comes before that.
inline std::size_t line_size(std::string_view bytes) {
    const auto end = bytes.find_first_of("\n\x10\x1b\x1c\x1d");
    if (end == bytes.npos) return bytes.size();
    return bytes[end] == '\n' ? end + 1 : end;
}

// Commands and lines.
inline std::vector<std::string_view> pieces_of(std::string_view bytes) {
    std::vector<std::string_view> pieces;
    while (!bytes.empty()) {
        const auto size = is_lead(bytes.front()) ? own_command(bytes) : line_size(bytes);
        if (size == 0 || size > bytes.size()) {
            ADD_FAILURE() << "not the writer's: " << hex(bytes.substr(0, 8));
            break;
        }
        pieces.push_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return pieces;
}

// More than any paper has when the line ends within a sign.
inline std::size_t columns_of(std::string_view line, bool two_byte) {
    std::size_t columns = 0;
    std::size_t at = 0;
    while (at < line.size()) {
        const bool pair = two_byte && byte_at(line, at) >= 0x80;
        const bool four = pair && byte_at(line, at + 1) < 0x40;
        columns += pair ? 2 : 1;
        at += four ? 4 : pair ? 2 : 1;
    }
    return at == line.size() ? columns : std::string_view::npos;
}

// Every promise about a slip's bytes that holds whatever its texts are.
inline void expect_obedient(const std::string& bytes, const PrinterProfile& profile) {
    for (const auto* real_time : {"\x10\x04", "\x10\x05", "\x10\x14"}) {
        ASSERT_EQ(bytes.find(real_time), bytes.npos) << hex(bytes);
    }
    std::size_t times = 1;
    for (const auto piece : pieces_of(bytes)) {
        if (piece.starts_with("\x1d!")) times = 1 + (byte_at(piece, 2) >> 4);
        if (is_lead(piece.front())) continue;
        const auto line = piece.substr(0, piece.size() - (piece.ends_with('\n') ? 1 : 0));
        ASSERT_TRUE(std::ranges::none_of(line, [](char c) {
            return static_cast<unsigned char>(c) < ' ' || c == '\x7f';
        })) << hex(line);
        ASSERT_LE(columns_of(line, profile.two_byte) * times, profile.columns) << hex(line);
    }
    std::ptrdiff_t cuts = 0, starts = 0, pages = 0, modes = 0, others = 0;
    for (const auto& token : EscPosDecoder().feed(bytes)) {
        using Kind = EscPosToken::Kind;
        const auto kind = token.kind;
        cuts += kind == Kind::cut;
        starts += kind == Kind::initialize;
        pages += kind == Kind::code_page && token.number == profile.code_page;
        modes += kind == Kind::kanji && (token.number == 1) == profile.two_byte;
        others += kind == Kind::drawer || kind == Kind::unknown || kind == Kind::image ||
                  kind == Kind::bar_code;
    }
    ASSERT_EQ(cuts, profile.cutter ? 1 : 0) << hex(bytes);
    ASSERT_EQ(starts, 2) << hex(bytes);
    ASSERT_EQ(pages, profile.two_byte ? 0 : 1) << hex(bytes);
    ASSERT_EQ(modes, 1) << hex(bytes);
    ASSERT_EQ(others, 0) << hex(bytes);
}

}  // namespace aisle
