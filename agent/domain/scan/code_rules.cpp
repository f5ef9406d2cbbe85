// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/code_rules.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/ids.hpp"
#include "agent/domain/luhn.hpp"
#include "agent/domain/scan/secret_code.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace aisle {
namespace {

constexpr std::size_t tries_each = 64;
constexpr std::string_view digit_signs = "0123456789";

// Codes that must be forgotten, by how they begin and how long they are.
struct Kind {
    std::string_view begins;
    std::size_t digits;
    bool luhn;
};

constexpr Kind kinds[] = {
    {"10", 18, false},  {"13", 18, false}, {"15", 18, false}, {"25", 16, false},  {"28", 18, false},
    {"30", 24, false},  {"62", 19, false}, {"4", 16, true},   {"51", 16, true},   {"55", 16, true},
    {"2221", 16, true}, {"34", 15, true},  {"37", 15, true},  {"3528", 16, true}, {"36", 14, true},
    {"6011", 16, true}, {"62", 16, true},  {"65", 16, true},
};

// The numbers that stand in an expression, and what all that fits it begins with.
std::vector<std::string> beginnings_of(const Pattern& pattern) {
    std::vector<std::string> beginnings{""};
    const auto& expression = pattern.expression();
    for (std::size_t i = 0; i < expression.size();) {
        const auto end = std::min(expression.find_first_not_of(digit_signs, i), expression.size());
        if (end > i) beginnings.push_back(expression.substr(i, end - i));
        i = std::max(end, i + 1);
    }
    auto common = pattern.common_beginning();
    common.erase(std::ranges::find_if_not(common, is_digit), common.end());
    if (!common.empty()) beginnings.push_back(std::move(common));
    return beginnings;
}

std::string filled(std::string digits, std::size_t size, Entropy& chance) {
    while (digits.size() < size) digits += digit_signs[chance.below(digit_signs.size())];
    return digits;
}

// One of the kind that begins as asked, or nothing when its kind begins in another way.
std::optional<std::string> made(const Kind& kind, std::string_view begins, Entropy& chance) {
    const auto shared = std::min(begins.size(), kind.begins.size());
    if (begins.substr(0, shared) != kind.begins.substr(0, shared)) return std::nullopt;
    const auto longer = begins.size() > kind.begins.size() ? begins : kind.begins;
    if (longer.size() >= kind.digits) return std::nullopt;
    auto code = filled(std::string(longer), kind.digits, chance);
    if (!kind.luhn) return code;
    for (const char last : digit_signs) {
        code.back() = last;
        if (passes_luhn(code)) break;
    }
    return code;
}

// Seventeen digits and whichever check character makes them an id.
std::optional<std::string> made_id(std::string_view begins, Entropy& chance) {
    constexpr std::size_t free_digits = 17;
    if (begins.size() > free_digits) return std::nullopt;
    const auto front = filled(std::string(begins), free_digits, chance);
    for (const char last : std::string_view("0123456789X")) {
        const Scan scan{.bytes = front + last, .aim = {}, .source = {}, .at = {}};
        if (secret_kind(scan) == SecretKind::resident_id) return scan.bytes;
    }
    return std::nullopt;
}

}  // namespace

std::string_view to_string(CodeClass kind) {
    constexpr std::array<std::string_view, 15> names{
        "token",          "suppressed", "product",      "variable_measure", "coupon",
        "refund_receipt", "logistics",  "handoff",      "contact",          "link",
        "member_card",    "badge",      "paper_coupon", "receipt",          "unknown"};
    return names[static_cast<std::size_t>(kind)];
}

std::optional<CodeClass> parse_tenant_class(std::string_view word) {
    for (const auto kind :
         {CodeClass::member_card, CodeClass::badge, CodeClass::paper_coupon, CodeClass::receipt}) {
        if (word == to_string(kind)) return kind;
    }
    return std::nullopt;
}

Result<TokenKey> parse_token_key(std::string_view text) {
    const Error wrong(Errc::invalid, "expected a number, a colon and 64 hex digits");
    const auto colon = std::min(text.find(':'), text.size());
    std::uint16_t kid = 0;
    const auto number = text.substr(0, colon);
    const auto [end, failed] = std::from_chars(number.data(), number.data() + number.size(), kid);
    if (failed != std::errc() || end != number.data() + number.size()) return wrong;
    const auto hex = text.substr(std::min(colon + 1, text.size()));
    constexpr std::size_t half = 32;
    if (hex.size() != 2 * half) return wrong;
    const auto first = parse_hex128(hex.substr(0, half));
    const auto second = parse_hex128(hex.substr(half));
    if (!first || !second) return wrong;
    std::string bytes(first->begin(), first->end());
    bytes.append(second->begin(), second->end());
    TRY(auto key, Ed25519Key::from_bytes(bytes));
    return TokenKey{kid, std::move(key)};
}

std::optional<std::string> secret_taken_by(const Pattern& pattern) {
    SeededEntropy chance(1);
    for (const auto& begins : beginnings_of(pattern)) {
        for (std::size_t i = 0; i < tries_each; ++i) {
            for (const auto& kind : kinds) {
                const auto code = made(kind, begins, chance);
                if (code && pattern.fits(*code)) return code;
            }
            const auto id = made_id(begins, chance);
            if (id && pattern.fits(*id)) return id;
        }
    }
    return std::nullopt;
}

}  // namespace aisle
