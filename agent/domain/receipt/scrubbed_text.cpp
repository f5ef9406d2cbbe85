// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/scrubbed_text.hpp"

#include "agent/domain/luhn.hpp"
#include "agent/domain/scan/check_digit.hpp"

#include <algorithm>
#include <vector>

namespace aisle {
namespace {

constexpr std::size_t card_digits_min = 13;
constexpr std::size_t card_digits_max = 19;
constexpr std::size_t last_four = 4;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// A run: its digits, and where in the text each stands.
struct Run {
    std::string digits;
    std::vector<std::size_t> places;
    bool after_plus = false;
    std::size_t end = 0;
    bool then_x = false;
};

Run run_from(std::string_view text, std::size_t at) {
    Run run;
    run.after_plus = at > 0 && text[at - 1] == '+';
    while (at < text.size()) {
        if (is_digit(text[at])) {
            run.digits += text[at];
            run.places.push_back(at++);
        } else if ((text[at] == ' ' || text[at] == '-') && at + 1 < text.size() &&
                   is_digit(text[at + 1])) {
            ++at;
        } else {
            break;
        }
    }
    run.end = at;
    run.then_x = at < text.size() && (text[at] == 'X' || text[at] == 'x');
    return run;
}

bool is_mobile(std::string_view digits) {
    return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

bool is_resident(const Run& run) {
    if (run.then_x && run.digits.size() == 17) {
        return ends_with_check(CheckDigit::mod11_2, run.digits + 'X');
    }
    return run.digits.size() == 18 && ends_with_check(CheckDigit::mod11_2, run.digits);
}

void star(std::string& text, const Run& run, std::size_t from, std::size_t to) {
    for (auto i = from; i < to; ++i) text[run.places[i]] = '*';
}

// The digits may stand among others: "table 12 4111 1111 1111 1111".
void star_cards(std::string& text, const Run& run) {
    const auto size = run.digits.size();
    for (std::size_t from = 0; from + card_digits_min <= size; ++from) {
        for (auto length = std::min(card_digits_max, size - from); length >= card_digits_min;
             --length) {
            if (!passes_luhn(std::string_view(run.digits).substr(from, length))) continue;
            star(text, run, from, from + length - last_four);
            break;
        }
    }
}

}  // namespace

std::string scrubbed(std::string_view text) {
    std::string kept(text);
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        const auto run = run_from(text, at);
        at = run.end;
        const auto size = run.digits.size();
        if (is_mobile(run.digits) || (run.after_plus && size >= 7)) {
            star(kept, run, 3, size);
        } else if (is_resident(run)) {
            star(kept, run, 0, size);
        } else {
            star_cards(kept, run);
        }
    }
    return kept;
}

}  // namespace aisle
