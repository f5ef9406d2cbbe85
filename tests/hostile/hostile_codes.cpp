// SPDX-License-Identifier: Apache-2.0
#include "tests/hostile/hostile_codes.hpp"

#include "agent/base/check.hpp"
#include "agent/base/utf8.hpp"
#include "tools/ctl/decode_command.hpp"

#include <array>
#include <cstdlib>
#include <fstream>

namespace aisle {
namespace {

std::string code_of(std::string_view line) {
    if (!line.starts_with('@')) return unescaped(line);
    const auto blank = line.find(' ');
    const auto size = std::strtoul(std::string(line.substr(1, blank)).c_str(), nullptr, 10);
    const auto sign = unescaped(line.substr(blank + 1));
    std::string code;
    while (code.size() < size) code += sign;
    return code.substr(0, size);
}

std::string hex(unsigned char byte) {
    constexpr std::string_view digits = "0123456789abcdef";
    return {digits[byte >> 4U], digits[byte & 15U]};
}

std::string place(std::string_view what, std::size_t at, std::string_view text) {
    const auto from = at < 20 ? 0 : at - 20;
    return std::string(what) + " at " + std::to_string(at) + ": " +
           written_code(text.substr(from, 40));
}

// In UTF-8: what is obeyed, what turns text round, what ends a line, what is not seen.
constexpr std::array<std::string_view, 20> forbidden{
    "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066",    "\u2067",
    "\u2068", "\u2069", "\u200e", "\u200f", "\u061c", "\u200b",    "\u2060",
    "\ufeff", "\u2028", "\u2029", "\u00ad", "\ufff9", "\U000e0041"};

}  // namespace

const std::vector<std::string>& hostile_codes() {
    static const auto codes = [] {
        std::vector<std::string> read;
        std::ifstream file(AISLE_SOURCE_DIR "/tests/hostile/codes.txt", std::ios::binary);
        CHECK(file.good(), "the codes are there");
        for (std::string line; std::getline(file, line);) {
            if (!line.empty() && !line.starts_with('#')) read.push_back(code_of(line));
        }
        return read;
    }();
    return codes;
}

std::string written_code(std::string_view code) {
    std::string text;
    for (const char c : code) {
        const auto byte = static_cast<unsigned char>(c);
        text += byte < ' ' || byte >= 0x7f || c == '\\' ? "\\x" + hex(byte) : std::string(1, c);
    }
    return text;
}

std::string terminal_complaint(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if ((byte < ' ' && byte != '\n') || byte == 0x7f) return place("a control", i, text);
        const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
        if (byte == 0xc2 && next < 0xa0) return place("U+0080 to U+009F", i, text);
        for (const auto sign : forbidden) {
            if (text.substr(i).starts_with(sign)) return place("a hidden sign", i, text);
        }
    }
    return is_utf8(text) ? "" : "no UTF-8";
}

std::string text_complaint(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (byte < ' ' && byte != '\n') return place("a control", i, text);
    }
    return is_utf8(text) ? "" : "no UTF-8";
}

}  // namespace aisle
