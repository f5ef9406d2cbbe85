// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/trade_number.hpp"

#include "agent/domain/gtin.hpp"
#include "agent/domain/scan/gs1_check.hpp"

#include <charconv>

namespace aisle {
namespace {

constexpr std::size_t gtin_digits = 14;

// Of the thirteen digits of an EAN; a UPC has a zero in front there.
TradeNumberKind kind_of(std::string_view ean) {
    int prefix = 0;
    std::from_chars(ean.data(), ean.data() + 3, prefix);
    if ((prefix >= 20 && prefix <= 29) || (prefix >= 40 && prefix <= 49)) {
        return TradeNumberKind::restricted;
    }
    if (prefix >= 200 && prefix <= 299) return TradeNumberKind::restricted;
    if ((prefix >= 50 && prefix <= 59) || prefix >= 990) return TradeNumberKind::coupon;
    if (prefix == 977) return TradeNumberKind::periodical;
    if (prefix == 978 || prefix == 979) return TradeNumberKind::book;
    if (prefix == 980) return TradeNumberKind::refund_receipt;
    if (prefix >= 981 && prefix <= 983) return TradeNumberKind::currency_coupon;
    return TradeNumberKind::item;
}

// EAN-8 has prefixes of its own: 0 and 2 are for use within a company.
TradeNumberKind kind_of_short(std::string_view digits) {
    const bool own = digits.front() == '0' || digits.front() == '2';
    return own ? TradeNumberKind::restricted : TradeNumberKind::item;
}

std::optional<TradeNumber> plain_number(std::string_view digits) {
    const auto size = digits.size();
    if (size != 8 && size != 12 && size != 13 && size != gtin_digits) return std::nullopt;
    if (!passes_mod10(digits)) return std::nullopt;
    TradeNumber number;
    number.gtin.assign(gtin_digits - size, '0').append(digits);
    if (size == 8) {
        number.kind = kind_of_short(digits);
    } else if (size != gtin_digits || digits.front() == '0') {
        number.kind = kind_of(std::string_view(number.gtin).substr(1));
    }
    return number;
}

}  // namespace

std::string_view to_string(TradeNumberKind kind) {
    switch (kind) {
        case TradeNumberKind::item:
            return "item";
        case TradeNumberKind::restricted:
            return "restricted";
        case TradeNumberKind::coupon:
            return "coupon";
        case TradeNumberKind::currency_coupon:
            return "currency_coupon";
        case TradeNumberKind::refund_receipt:
            return "refund_receipt";
        case TradeNumberKind::periodical:
            return "periodical";
        case TradeNumberKind::book:
            return "book";
    }
    return "item";
}

std::optional<std::string> expand_upce(std::string_view digits) {
    if (!is_of_set('N', digits) || digits.size() < 6 || digits.size() > 8) return std::nullopt;
    const bool has_system = digits.size() > 6;
    const char system = has_system ? digits.front() : '0';
    if (system != '0' && system != '1') return std::nullopt;
    const auto six = digits.substr(has_system ? 1 : 0, 6);
    const char last = six[5];
    std::string upca(1, system);
    if (last <= '2') {
        upca.append(six.substr(0, 2)).append(1, last).append("0000").append(six.substr(2, 3));
    } else if (last == '3') {
        upca.append(six.substr(0, 3)).append("00000").append(six.substr(3, 2));
    } else if (last == '4') {
        upca.append(six.substr(0, 4)).append("00000").append(six.substr(4, 1));
    } else {
        upca.append(six.substr(0, 5)).append("0000").append(1, last);
    }
    upca += gtin_check_digit(upca);
    if (digits.size() == 8 && digits.back() != upca.back()) return std::nullopt;
    return upca;
}

std::optional<TradeNumber> parse_trade_number(std::string_view digits, bool upce) {
    if (digits.empty() || !is_of_set('N', digits)) return std::nullopt;
    if (upce && digits.size() <= 8) {
        const auto upca = expand_upce(digits);
        return upca ? plain_number(*upca) : std::nullopt;
    }
    if (auto number = plain_number(digits)) return number;
    for (const std::size_t add_on : {std::size_t{2}, std::size_t{5}}) {
        const auto base = digits.size() - std::min(add_on, digits.size());
        if (base != 12 && base != 13) continue;
        auto number = plain_number(digits.substr(0, base));
        if (!number) continue;
        number->add_on = digits.substr(base);
        return number;
    }
    return std::nullopt;
}

std::optional<TradeNumber> parse_ean_upc(std::string_view digits, bool upce) {
    if (digits.size() != gtin_digits || !is_of_set('N', digits)) {
        return parse_trade_number(digits, upce);
    }
    constexpr std::size_t upca_digits = 12;
    auto number = plain_number(digits.substr(0, upca_digits));
    if (!number) return parse_trade_number(digits, upce);
    number->add_on = digits.substr(upca_digits);
    return number;
}

std::optional<int> currency_coupon_value(const TradeNumber& coupon) {
    if (coupon.kind != TradeNumberKind::currency_coupon) return std::nullopt;
    const auto ean = std::string_view(coupon.gtin).substr(1);
    int value = 0;
    std::from_chars(ean.data() + 9, ean.data() + 12, value);
    if (ean.starts_with("981")) return value * 10;
    if (ean.starts_with("982")) return value;
    return std::nullopt;
}

}  // namespace aisle
