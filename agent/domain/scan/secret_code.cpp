// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/secret_code.hpp"

#include "agent/base/ascii.hpp"
#include "agent/domain/gtin.hpp"
#include "agent/domain/luhn.hpp"
#include "agent/domain/scan/gs1_check.hpp"
#include "agent/domain/scan/symbology.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace aisle {
namespace {

constexpr std::size_t card_digits_min = 13;
constexpr std::size_t card_digits_max = 19;
// One more than the longest code of a wallet has.
constexpr std::size_t digits_kept_max = 25;

// By the first four digits, with the one or two lengths that are in use.
struct Network {
    int first;
    int last;
    std::size_t shorter;
    std::size_t longer;
};

constexpr std::array networks{
    Network{2200, 2204, 16, 16},  // Mir
    Network{2221, 2720, 16, 16},  // Mastercard
    Network{3000, 3059, 14, 16},  // Diners Club
    Network{3095, 3095, 14, 16},  // Diners Club
    Network{3400, 3499, 15, 15},  // American Express
    Network{3528, 3589, 16, 16},  // JCB
    Network{3600, 3699, 14, 16},  // Diners Club
    Network{3700, 3799, 15, 15},  // American Express
    Network{3800, 3999, 14, 16},  // Diners Club
    Network{4000, 4999, 16, 19},  // Visa
    Network{5018, 5018, 16, 19},  // Maestro
    Network{5020, 5020, 16, 19},  // Maestro
    Network{5038, 5038, 16, 19},  // Maestro
    Network{5100, 5599, 16, 16},  // Mastercard
    Network{6011, 6011, 16, 19},  // Discover
    Network{6200, 6299, 16, 19},  // UnionPay
    Network{6069, 6085, 16, 16},  // RuPay
    Network{6304, 6304, 16, 19},  // Maestro
    Network{6440, 6599, 16, 19},  // Discover
    Network{6759, 6763, 16, 19},  // Maestro
    Network{9558, 9558, 16, 19},  // ICBC's cards from before UnionPay
};

int number_of(std::string_view digits) {
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

bool is_card_number(std::string_view digits) {
    if (digits.size() < card_digits_min || digits.size() > card_digits_max || is_gtin(digits)) {
        return false;
    }
    const int prefix = number_of(digits.substr(0, 4));
    const bool issued = std::ranges::any_of(networks, [&](const Network& network) {
        // UnionPay's cards have every length between.
        const bool between = network.first == 6200 && digits.size() > network.shorter;
        return prefix >= network.first && prefix <= network.last &&
               (digits.size() == network.shorter || digits.size() == network.longer || between);
    });
    return issued && passes_luhn(digits);
}

std::size_t leading_digits(std::string_view text) {
    const auto end = std::ranges::find_if_not(text, is_digit);
    return static_cast<std::size_t>(end - text.begin());
}

// Whether a track's digits and the sign behind them stand there.
bool begins_with_track(std::string_view text, char end) {
    // In track 1 the digits may be in groups.
    std::array<char, card_digits_max + 1> digits{};
    std::size_t size = 0;
    while (!text.empty() && size < digits.size() && (is_digit(text[0]) || text[0] == ' ')) {
        if (text[0] != ' ') digits[size++] = text[0];
        text.remove_prefix(1);
    }
    if (size < card_digits_min || size > card_digits_max || !text.starts_with(end)) return false;
    return passes_luhn({digits.data(), size});
}

bool holds_track(std::string_view text, std::string_view begin, char end) {
    for (auto at = text.find(begin); at != std::string_view::npos; at = text.find(begin, at + 1)) {
        if (begins_with_track(text.substr(at + begin.size()), end)) return true;
    }
    return false;
}

// Some readers leave the sign out with which a track begins.
bool is_bare_track(std::string_view text) {
    constexpr std::size_t expiry_digits = 4;
    if (begins_with_track(text, '=')) {
        return leading_digits(text.substr(text.find('=') + 1)) >= expiry_digits;
    }
    const bool first = text.starts_with('B') || text.starts_with('b');
    return first && begins_with_track(text.substr(1), '^');
}

// Digits and nothing else, but for what parts groups of them.
SecretKind kind_of_digits(std::string_view text) {
    std::array<char, digits_kept_max> kept{};
    std::size_t size = 0;
    for (const char c : text) {
        const bool parts = c == ' ' || c == '-' || c == '\t' || c == '\r' || c == '\n';
        if (parts) continue;
        if (size == kept.size()) return SecretKind::none;
        kept[size++] = c;
    }
    const std::string_view code(kept.data(), size);
    if (is_resident_id(code)) return SecretKind::resident_id;
    if (size < card_digits_min || leading_digits(code) != size) return SecretKind::none;
    const auto wallet = wallet_kind(code);
    if (wallet != SecretKind::none) return wallet;
    return is_card_number(code) ? SecretKind::payment_card : SecretKind::none;
}

// Control characters may stand round a code. A separator says that GS1's elements follow.
std::string_view without_controls(std::string_view text) {
    constexpr char separator = '\x1d';
    const auto is_plain = [](char c) {
        return static_cast<unsigned char>(c) > ' ' || c == separator;
    };
    while (!text.empty() && !is_plain(text.front())) text.remove_prefix(1);
    while (!text.empty() && !is_plain(text.back())) text.remove_suffix(1);
    return text;
}

// The AIM identifier, where nobody has taken it off.
std::string_view take_aim(std::string_view& text) {
    constexpr std::size_t size = 3;
    if (text.size() < size || text.front() != ']') return {};
    const auto aim = text.substr(0, size);
    text.remove_prefix(size);
    return aim;
}

}  // namespace

SecretKind wallet_kind(std::string_view digits) {
    const int prefix = number_of(digits.substr(0, 2));
    if (digits.size() == 18 && prefix >= 10 && prefix <= 15) return SecretKind::wechat_pay;
    if (digits.size() >= 16 && digits.size() <= 24 && prefix >= 25 && prefix <= 30) {
        return SecretKind::alipay;
    }
    if (digits.size() == 19 && prefix == 62) return SecretKind::unionpay;
    return SecretKind::none;
}

// Seventeen digits, each by a power of two modulo eleven; ten is written X.
bool is_resident_id(std::string_view text) {
    constexpr std::array<int, 17> weights{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    constexpr std::string_view checks = "10X98765432";
    if (text.size() != 18 || !is_of_set('N', text.substr(0, 17))) return false;
    int sum = 0;
    for (std::size_t i = 0; i < weights.size(); ++i) sum += (text[i] - '0') * weights[i];
    const char last = text[17] == 'x' ? 'X' : text[17];
    return last == checks[static_cast<std::size_t>(sum % 11)];
}

std::string_view to_string(SecretKind kind) {
    switch (kind) {
        case SecretKind::none:
            return "none";
        case SecretKind::wechat_pay:
            return "wechat_pay";
        case SecretKind::alipay:
            return "alipay";
        case SecretKind::unionpay:
            return "unionpay";
        case SecretKind::payment_card:
            return "payment_card";
        case SecretKind::card_track:
            return "card_track";
        case SecretKind::resident_id:
            return "resident_id";
    }
    return "none";
}

SecretKind secret_kind(const Scan& scan) {
    auto text = without_controls(scan.bytes);
    const auto aim = scan.aim.empty() ? take_aim(text) : std::string_view(scan.aim);
    const auto symbology = symbology_of(aim, text);
    if (symbology.gs1 || symbology.trade_number) return SecretKind::none;
    const auto kind = kind_of_digits(text);
    if (kind != SecretKind::none) return kind;
    if (text.size() < card_digits_min + 2) return SecretKind::none;
    const bool track = holds_track(text, "%B", '^') || holds_track(text, "%b", '^') ||
                       holds_track(text, ";", '=') || is_bare_track(text);
    return track ? SecretKind::card_track : SecretKind::none;
}

SecretKind secret_behind_letter(std::string_view text) {
    text = without_controls(text);
    const bool letter =
        !text.empty() && ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= 'A' && text[0] <= 'Z'));
    return letter ? kind_of_digits(text.substr(1)) : SecretKind::none;
}

}  // namespace aisle
