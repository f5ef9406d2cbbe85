// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/digit_run.hpp"

#include <algorithm>
#include <array>

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

// Bytes of what stands between two groups; 0 when the run ends here.
std::size_t parting(std::string_view text, std::size_t at, std::size_t group_size) {
    if (at >= text.size()) return 0;
    const bool plain = text[at] == ' ' || text[at] == '-';
    if (plain && digit_bytes(text, at + 1) > 0) return 1;
    if (group_size != card_group) return 0;
    if (text[at] == '.' && is_card_group(text, at + 1)) return 1;
    return text.substr(at).starts_with("  ") && is_card_group(text, at + 2) ? 2 : 0;
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
