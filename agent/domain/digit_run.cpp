// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/digit_run.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace aisle {
namespace {

constexpr std::size_t wide_bytes = 3;
constexpr std::size_t card_group = 4;

bool is_hex_letter(char c) {
    return (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool is_of_a_word(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// By the word round it: of hexadecimal digits, a letter among them, as long as digests are. A name
// that somebody was typing as a code was scanned is none. No further is looked than a digest goes:
// a word may be as long as a body and have a run at every second letter.
bool is_in_a_digest(std::string_view text, std::size_t begin, std::size_t end) {
    constexpr std::array<std::size_t, 4> digest_sizes{24, 32, 40, 64};
    const auto is_short = [&] { return end - begin <= digest_sizes.back(); };
    while (begin > 0 && is_short() && is_of_a_word(text[begin - 1])) --begin;
    while (end < text.size() && is_short() && is_of_a_word(text[end])) ++end;
    const auto word = text.substr(begin, end - begin);
    return std::ranges::find(digest_sizes, word.size()) != digest_sizes.end() &&
           std::ranges::any_of(word, is_hex_letter) && std::ranges::all_of(word, [](char c) {
               return is_hex_letter(c) || (c >= '0' && c <= '9');
           });
}

// Four digits, and no fifth.
bool is_card_group(std::string_view text, std::size_t at) {
    for (std::size_t i = 0; i < card_group; ++i) {
        const auto size = digit_bytes(text, at);
        if (size == 0) return false;
        at += size;
    }
    return digit_bytes(text, at) == 0;
}

std::size_t bytes_of_any(std::string_view text, std::span<const std::string_view> signs) {
    const auto fits = [text](std::string_view sign) { return text.starts_with(sign); };
    const auto found = std::ranges::find_if(signs, fits);
    return found == signs.end() ? 0 : found->size();
}

// A blank or a dash of any keyboard, printer or input method.
std::size_t blank_bytes(std::string_view text) {
    // U+00A0, U+2007, U+2009, U+202F, U+3000.
    constexpr std::array<std::string_view, 6> blanks{
        " ", "\xc2\xa0", "\xe2\x80\x87", "\xe2\x80\x89", "\xe2\x80\xaf", "\xe3\x80\x80"};
    return bytes_of_any(text, blanks);
}

std::size_t dash_bytes(std::string_view text) {
    // U+2010 to U+2015, U+2212, U+FF0D.
    constexpr std::array<std::string_view, 9> dashes{"-",
                                                     "\xe2\x80\x90",
                                                     "\xe2\x80\x91",
                                                     "\xe2\x80\x92",
                                                     "\xe2\x80\x93",
                                                     "\xe2\x80\x94",
                                                     "\xe2\x80\x95",
                                                     "\xe2\x88\x92",
                                                     "\xef\xbc\x8d"};
    return bytes_of_any(text, dashes);
}

// Between two groups of four: two blanks, or a sign with or without blanks round it.
std::size_t wide_parting(std::string_view rest) {
    const auto before = blank_bytes(rest);
    auto size = before;
    const auto between = rest.substr(before);
    const bool sign = between.starts_with('.') || between.starts_with('/');
    size += sign ? 1 : dash_bytes(between);
    return size + blank_bytes(rest.substr(size));
}

// Bytes of what stands between two groups; 0 when the run ends here.
std::size_t parting(std::string_view text, std::size_t at, std::size_t group_size) {
    if (at >= text.size()) return 0;
    const auto rest = text.substr(at);
    const auto plain = std::max(blank_bytes(rest), dash_bytes(rest));
    if (plain > 0 && digit_bytes(text, at + plain) > 0) return plain;
    if (group_size != card_group) return 0;
    const auto wide = wide_parting(rest);
    return wide > 0 && is_card_group(text, at + wide) ? wide : 0;
}

}  // namespace

std::size_t digit_bytes(std::string_view text, std::size_t at) {
    if (at >= text.size()) return 0;
    if (text[at] >= '0' && text[at] <= '9') return 1;
    // U+FF10 to U+FF19.
    const auto sign = text.substr(at, wide_bytes);
    const bool wide = sign.size() == wide_bytes && sign.starts_with("\xef\xbc") &&
                      sign[2] >= '\x90' && sign[2] <= '\x99';
    return wide ? wide_bytes : 0;
}

std::size_t digits_at_most(std::string_view text) {
    return static_cast<std::size_t>(std::ranges::count_if(
        text, [](char c) { return (c >= '0' && c <= '9') || (c >= '\x90' && c <= '\x99'); }));
}

std::string_view DigitRun::group(std::size_t which) const {
    const auto begin = groups[which];
    const auto next = which + 1 < groups.size() ? groups[which + 1] : digits.size();
    return std::string_view(digits).substr(begin, next - begin);
}

std::optional<DigitRun> find_digit_run(std::string_view text, std::size_t from) {
    while (from < text.size() && digit_bytes(text, from) == 0) ++from;
    if (from >= text.size()) return std::nullopt;
    DigitRun run;
    run.after_plus = from > 0 && text[from - 1] == '+';
    auto at = from;
    while (true) {
        const auto begin = run.digits.size();
        run.groups.push_back(begin);
        for (auto size = digit_bytes(text, at); size > 0; size = digit_bytes(text, at)) {
            // The last byte of a full-width digit counts from 0x90.
            run.digits += size == 1 ? text[at] : static_cast<char>(text[at + 2] - '\x90' + '0');
            run.places.push_back(at);
            at += size;
        }
        const auto between = parting(text, at, run.digits.size() - begin);
        if (between == 0) break;
        at += between;
    }
    run.end = at;
    const char behind = at < text.size() ? text[at] : '\0';
    run.then_x = behind == 'X' || behind == 'x';
    run.in_a_digest = is_in_a_digest(text, from, at);
    return run;
}

}  // namespace aisle
