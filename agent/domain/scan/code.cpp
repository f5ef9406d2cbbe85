// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/code.hpp"

#include "agent/domain/scan/gs1_check.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace aisle {
namespace {

constexpr std::string_view token_beginning = "AIS1";
constexpr std::size_t gtin_digits = 14;

// What the elements of a GS1 code are about, by the first of these that is there.
struct About {
    std::string_view number;
    CodeClass kind;
};

constexpr About about[] = {
    {"255", CodeClass::coupon},   {"8110", CodeClass::coupon},  {"8112", CodeClass::coupon},
    {"01", CodeClass::product},   {"8006", CodeClass::product}, {"03", CodeClass::product},
    {"02", CodeClass::logistics},
};

CodeClass class_of(const Gs1Elements& elements) {
    for (const auto& [number, kind] : about) {
        if (!elements.value(number).empty()) return kind;
    }
    return CodeClass::logistics;
}

std::string gtin_of(const Gs1Elements& elements) {
    for (const std::string_view number : {"01", "8006", "03", "02"}) {
        const auto value = elements.value(number);
        if (!value.empty()) return std::string(value.substr(0, gtin_digits));
    }
    return {};
}

CodeClass class_of(TradeNumberKind kind) {
    switch (kind) {
        case TradeNumberKind::coupon:
        case TradeNumberKind::currency_coupon:
            return CodeClass::coupon;
        case TradeNumberKind::refund_receipt:
            return CodeClass::refund_receipt;
        case TradeNumberKind::item:
        case TradeNumberKind::restricted:
        case TradeNumberKind::periodical:
        case TradeNumberKind::book:
            return CodeClass::product;
    }
    return CodeClass::product;
}

void settle_elements(Code& code) {
    code.kind = class_of(code.gs1.elements);
    code.gtin = gtin_of(code.gs1.elements);
}

void read_element_string(std::string_view text, Code& code) {
    auto& elements = code.gs1.elements;
    const auto read = text.starts_with('(') ? parse_bracketed(text, elements)
                                            : parse_element_string(text, elements);
    if (read) {
        settle_elements(code);
    } else {
        elements = {};
        code.fault = read.error();
    }
}

// "(01)…": how it is printed under a bar code and typed by people.
bool looks_bracketed(std::string_view text) {
    return text.size() > 5 && text[0] == '(' && gs1_ai_size(text.substr(1)) != 0;
}

bool all_digits(std::string_view text) {
    return !text.empty() && is_of_set('N', text);
}

void take_trade_number(TradeNumber number, Code& code) {
    code.trade = std::move(number);
    code.gtin = code.trade->gtin;
    code.kind = class_of(code.trade->kind);
}

// Eight digits of UPC-E from a scanner that says no more of them: with the number system in front
// and the check digit of the twelve behind. What is an EAN-8 as well was taken for one.
bool read_short_upc(std::string_view text, const Symbology& symbology, Code& code) {
    constexpr std::size_t upce_digits = 8;
    if (symbology.type != ScanDataType::unknown || text.size() != upce_digits) return false;
    auto number = parse_trade_number(text, true);
    if (!number) return false;
    take_trade_number(std::move(*number), code);
    return true;
}

// Some scanners put the add-on's own identifier between the two.
std::optional<TradeNumber> parse_with_add_on_identifier(std::string_view text) {
    using AddOn = std::pair<std::string_view, std::size_t>;
    for (const auto& [identifier, digits] : {AddOn{"]E1", 2}, AddOn{"]E2", 5}}) {
        if (text.size() <= identifier.size() + digits) continue;
        const auto base = text.size() - identifier.size() - digits;
        const auto add_on = text.substr(text.size() - digits);
        if (text.substr(base, identifier.size()) != identifier || !all_digits(add_on)) continue;
        auto number = parse_trade_number(text.substr(0, base));
        if (!number || !number->add_on.empty()) return std::nullopt;
        number->add_on = add_on;
        return number;
    }
    return std::nullopt;
}

bool read_trade_number(std::string_view text, const Symbology& symbology, Code& code) {
    const bool with_add_on = symbology.trade_number;
    auto number = with_add_on ? parse_with_add_on_identifier(text) : std::nullopt;
    if (!number) {
        if (!all_digits(text) || (!with_add_on && text.size() > gtin_digits)) return false;
        const bool upce = symbology.type == ScanDataType::upce;
        number = with_add_on ? parse_ean_upc(text, upce) : parse_trade_number(text, upce);
    }
    // Fourteen digits of any other symbology are no UPC with two more behind it.
    if (!number || (!with_add_on && !number->add_on.empty())) return false;
    take_trade_number(std::move(*number), code);
    return true;
}

Error wrong_trade_number(const Scan& scan) {
    if (scan.aim == "]E1" || scan.aim == "]E2") {
        return Error(Errc::invalid,
                     "the small bar code beside another one: scan both at once, as "
                     "the scanner's setting \"add-on\" does")
            .coded("add_on_alone");
    }
    return Error(Errc::invalid, "a bar code of " + std::to_string(scan.bytes.size()) +
                                    " bytes whose check digit does not fit: scan it again")
        .coded("check_digit");
}

// Neither EAN nor what carries one: interleaved 2 of 5 stands on cases.
bool is_other_symbology(const Symbology& symbology) {
    return symbology.type != ScanDataType::unknown && symbology.type != ScanDataType::itf &&
           !symbology.trade_number;
}

}  // namespace

Code CodeReader::read(const Scan& scan) const {
    const std::string_view text = scan.bytes;
    const auto symbology = symbology_of(scan.aim, text);
    Code code;
    code.type = symbology.type;
    // No token is one of these, but what only begins like a token may be.
    code.secret = secret_kind(scan);
    if (code.secret != SecretKind::none) {
        code.kind = CodeClass::suppressed;
        return code;
    }
    if (text.starts_with(token_beginning)) {
        read_token(scan, code);
        return code;
    }
    if (symbology.gs1 || text.starts_with(group_separator) || looks_bracketed(text)) {
        read_element_string(text, code);
        return code;
    }
    // A tenant's card of thirteen digits is no EAN where the scanner says that it is none.
    if (is_other_symbology(symbology) && all_digits(text) && read_pattern(scan, code)) return code;
    if (read_trade_number(text, symbology, code)) {
        settle_measure(code);
        return code;
    }
    if (symbology.trade_number) {
        code.fault = wrong_trade_number(scan);
        return code;
    }
    if (read_web(scan, code) || read_pattern(scan, code)) return code;
    if (read_short_upc(text, symbology, code)) return code;
    code.secret = secret_behind_letter(text);
    if (code.secret != SecretKind::none) {
        code.kind = CodeClass::suppressed;
        return code;
    }
    if (rules_.gs1_without_identifier && gs1_ai_size(text) != 0) read_element_string(text, code);
    return code;
}

void CodeReader::read_token(const Scan& scan, Code& code) const {
    auto token = parse_token(scan.bytes);
    if (!token) {
        code.fault = token.error();
        return;
    }
    code.kind = CodeClass::token;
    const auto key = std::ranges::find(rules_.keys, token->token.kid, &TokenKey::kid);
    if (key != rules_.keys.end()) {
        code.genuine = token->signed_by(key->key) ? Genuine::yes : Genuine::no;
    }
    code.token = std::move(*token);
}

void CodeReader::settle_measure(Code& code) const {
    if (code.trade->kind != TradeNumberKind::restricted) return;
    const auto ean = std::string_view(code.gtin).substr(1);
    for (const auto& pattern : rules_.measures) {
        code.measure = pattern.read(ean);
        if (!code.measure) continue;
        code.kind = CodeClass::variable_measure;
        return;
    }
}

bool CodeReader::read_web(const Scan& scan, Code& code) const {
    const auto address = parse_web_address(scan.bytes);
    if (!address) return false;
    const auto link = parse_digital_link(*address, code.gs1);
    if (link) {
        settle_elements(code);
        code.attribution = read_attribution(address->query, rules_.web.parameters);
        return true;
    }
    if (link.error().kind() != Errc::not_found) {
        code.gs1 = {};
        code.fault = link.error();
    }
    code.web = read_web_code(*address, rules_.web);
    code.attribution = code.web->attribution;
    switch (code.web->kind) {
        case WebCodeKind::own:
            code.kind = CodeClass::handoff;
            break;
        case WebCodeKind::contact:
            code.kind = CodeClass::contact;
            break;
        case WebCodeKind::other:
            code.kind = CodeClass::link;
            break;
    }
    return true;
}

bool CodeReader::read_pattern(const Scan& scan, Code& code) const {
    for (const auto& known : rules_.patterns) {
        if (!known.pattern.fits(scan.bytes)) continue;
        if (!ends_with_check(known.check, scan.bytes)) continue;
        code.kind = known.kind;
        code.pattern = known.name;
        return true;
    }
    return false;
}

}  // namespace aisle
