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

// "1347 2918 3746 5019 28" is one number; "12 4111111111111111" is two.
bool is_even(const DigitRun& run) {
    constexpr std::size_t group_min = 3;
    const auto size = run.group(0).size();
    for (std::size_t i = 0; i + 1 < run.groups.size(); ++i) {
        if (run.group(i).size() != size || size < group_min) return false;
    }
    return run.group(run.groups.size() - 1).size() <= size;
}

// One in eleven of all long numbers has the check digit of a resident id, but no birthday in it.
bool has_birthday(std::string_view digits) {
    int year = 0, month = 0, day = 0;
    std::from_chars(digits.data() + 6, digits.data() + 10, year);
    std::from_chars(digits.data() + 10, digits.data() + 12, month);
    std::from_chars(digits.data() + 12, digits.data() + 14, day);
    return year >= 1900 && year < 2100 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

bool is_resident(std::string_view digits, bool then_x) {
    constexpr std::size_t resident_digits = 18;
    std::string resident(digits);
    if (then_x) resident += 'X';
    return resident.size() == resident_digits && is_resident_id(resident) && has_birthday(digits);
}

bool is_one(std::string_view digits, bool then_x) {
    return is_resident(digits, then_x) || wallet_kind(digits) != SecretKind::none;
}

// Whether it is one as a whole or in one of its groups.
bool is_number(const DigitRun& run, bool (*of_a_kind)(std::string_view digits, bool then_x)) {
    if (run.in_a_digest) return false;
    if (is_even(run) && of_a_kind(run.digits, run.then_x)) return true;
    for (std::size_t i = 0; i < run.groups.size(); ++i) {
        if (of_a_kind(run.group(i), run.then_x && i + 1 == run.groups.size())) return true;
    }
    return false;
}

bool contains(std::string_view text, bool (*of_a_kind)(std::string_view digits, bool then_x)) {
    if (digits_at_most(text) < digits_min) return false;
    for (auto run = find_digit_run(text, 0); run; run = find_digit_run(text, run->end)) {
        if (is_number(*run, of_a_kind)) return true;
    }
    return false;
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
    return !numbers_things(key) && contains(text, is_one) ? "secret_number" : "";
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
    return is_number(run, is_one);
}

bool contains_card_or_resident_id(std::string_view text) {
    return contains_card_number(text) || contains(text, is_resident);
}

bool contains_secret(std::string_view text) {
    return contains_card_number(text) || contains(text, is_one);
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
