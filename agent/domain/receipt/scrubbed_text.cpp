// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/scrubbed_text.hpp"

#include "agent/domain/digit_run.hpp"
#include "agent/domain/luhn.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t card_digits_min = 13;
constexpr std::size_t card_digits_max = 19;
// No item, price or date has so many in one piece.
constexpr std::size_t long_digits = 16;
constexpr std::size_t last_four = 4;
constexpr std::size_t phone_digits_min = 7;

bool is_mobile(std::string_view digits) {
    return digits.size() == 11 && digits[0] == '1' && digits[1] >= '3';
}

void star(std::string& text, const DigitRun& run, std::size_t from, std::size_t to) {
    for (auto i = from; i < to; ++i) {
        std::fill_n(text.begin() + static_cast<std::ptrdiff_t>(run.places[i]),
                    digit_bytes(text, run.places[i]), '*');
    }
}

// The digits may stand among others: "table 12 4111 1111 1111 1111".
void star_cards(std::string& text, const DigitRun& run) {
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

void star_groups(std::string& text, const DigitRun& run) {
    for (std::size_t i = 0; i < run.groups.size(); ++i) {
        const auto digits = run.group(i);
        const auto begin = run.groups[i];
        if (is_mobile(digits)) star(text, run, begin + 3, begin + digits.size());
        if (digits.size() >= long_digits) {
            star(text, run, begin, begin + digits.size() - last_four);
        }
    }
}

}  // namespace

std::string scrubbed(std::string_view text) {
    std::string kept(text);
    for (auto run = find_digit_run(text, 0); run; run = find_digit_run(text, run->end)) {
        const auto size = run->digits.size();
        if (is_mobile(run->digits) || (run->after_plus && size >= phone_digits_min)) {
            star(kept, *run, 3, size);
        } else if (is_wallet_or_resident(*run)) {
            star(kept, *run, 0, size);
        } else {
            star_cards(kept, *run);
            star_groups(kept, *run);
        }
    }
    return kept;
}

}  // namespace aisle
