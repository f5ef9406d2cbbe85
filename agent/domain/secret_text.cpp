// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/secret_text.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/domain/card_number.hpp"
#include "agent/domain/digit_run.hpp"
#include "agent/domain/scan/secret_code.hpp"

#include <charconv>
#include <optional>
#include <string>

namespace aisle {
namespace {

// The shortest is a wallet's.
constexpr std::size_t digits_min = 16;

constexpr std::size_t resident_digits = 18;
constexpr std::size_t wallet_digits_max = 24;

// One in eleven of all long numbers has the check digit of a resident id, but no birthday in it.
bool has_birthday(std::string_view digits) {
    int year = 0, month = 0, day = 0;
    std::from_chars(digits.data() + 6, digits.data() + 10, year);
    std::from_chars(digits.data() + 10, digits.data() + 12, month);
    std::from_chars(digits.data() + 12, digits.data() + 14, day);
    return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool is_resident(std::string_view digits, bool then_x) {
    std::string resident(digits);
    if (then_x) resident += 'X';
    return resident.size() == resident_digits && is_resident_id(resident) && has_birthday(digits);
}

// The number may begin and end at any group: "No. 7 110105 19491231 002X".
bool holds_resident(const DigitRun& run) {
    for (std::size_t from = 0; from < run.groups.size(); ++from) {
        std::string digits;
        for (auto to = from; to < run.groups.size() && digits.size() < resident_digits; ++to) {
            digits += run.group(to);
            if (is_resident(digits, run.then_x && to + 1 == run.groups.size())) return true;
        }
    }
    return false;
}

// Wallets show their codes whole, or in groups of one size of which only the last may be another:
// "1347 2918 3746 5019 28", "1347 2918 3746 501928". Two numbers beside each other are none.
bool holds_wallet(const DigitRun& run) {
    constexpr std::size_t group_min = 3;
    constexpr std::size_t group_max = 6;
    constexpr std::size_t longer_at_most = 2;
    for (std::size_t from = 0; from < run.groups.size(); ++from) {
        const auto size = run.group(from).size();
        std::string digits(run.group(from));
        if (wallet_kind(digits) != SecretKind::none) return true;
        const bool goes_on = from > 0 && run.group(from - 1).size() == size;
        if (size < group_min || size > group_max || goes_on) continue;
        auto to = from + 1;
        for (; to < run.groups.size() && run.group(to).size() == size; ++to) {
            if (digits.size() <= wallet_digits_max) digits += run.group(to);
        }
        if (wallet_kind(digits) != SecretKind::none) return true;
        if (to == run.groups.size() || run.group(to).size() > size + longer_at_most) continue;
        digits += run.group(to);
        if (wallet_kind(digits) != SecretKind::none) return true;
    }
    return false;
}

bool contains(std::string_view text, bool (*of_a_kind)(const DigitRun& run)) {
    if (digits_at_most(text) < digits_min) return false;
    for (auto run = find_digit_run(text, 0); run; run = find_digit_run(text, run->end)) {
        if (!run->in_a_digest && of_a_kind(*run)) return true;
    }
    return false;
}

bool holds_one(const DigitRun& run) {
    return holds_resident(run) || holds_wallet(run);
}

// Numbers of things may be as long as they like; those of people are people's.
bool numbers_things(std::string_view key) {
    if (key == "member_id" || key == "operator_id") return false;
    return key == "id" || key.ends_with("_id") || key == "key" || key == "gtin" ||
           key == "sha256" || key == "token" || key == "receipt_number";
}

struct Found {
    std::string_view code;
    std::string place;
};

std::string_view code_of(std::string_view text, std::string_view key) {
    if (contains_card_number(text)) return "card_number";
    return !numbers_things(key) && contains(text, holds_one) ? "secret_number" : "";
}

// The JSON pointer of the first one, put together only when there is one. A name that is such a
// number itself is no part of it.
std::optional<Found> find_secret(const Json& json, std::string_view key) {
    if (const auto text = json.string()) {
        if (const auto code = code_of(*text, key); !code.empty()) return Found{code, ""};
    }
    for (std::size_t i = 0; i < json.items().size(); ++i) {
        auto found = find_secret(json.items()[i], key);
        if (!found) continue;
        found->place = "/" + std::to_string(i) + found->place;
        return found;
    }
    for (const auto& member : json.members()) {
        if (const auto code = code_of(member.key(), ""); !code.empty()) return Found{code, ""};
        auto found = find_secret(member.value, member.key());
        if (!found) continue;
        found->place = Fields(json).pointer_to(member.key()) + found->place;
        return found;
    }
    return std::nullopt;
}

}  // namespace

bool is_wallet_or_resident(const DigitRun& run) {
    return !run.in_a_digest && holds_one(run);
}

bool contains_card_or_resident_id(std::string_view text) {
    return contains_card_number(text) || contains(text, holds_resident);
}

bool contains_secret(std::string_view text) {
    return contains_card_number(text) || contains(text, holds_one);
}

Result<void> refuse_secrets(const Json& body) {
    auto found = find_secret(body, "");
    if (!found) return {};
    const bool card = found->code == "card_number";
    return Error(Errc::invalid,
                 card ? "a payment card number is never stored: send the kind of tender and the "
                        "amount, and leave the number out"
                      : "the code of a payment app or a resident id is never stored: leave it out")
        .coded(found->code)
        .placed(std::move(found->place));
}

}  // namespace aisle
