// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/code_json.hpp"

#include "agent/domain/scan/coupon_code.hpp"

namespace aisle {
namespace {

void write_elements(JsonWriter& json, const Gs1Elements& elements) {
    json.key("gs1").begin_array();
    for (const auto& element : elements.all()) {
        json.begin_object().member("ai", element.number).member("value", element.value);
        json.member("title", element.ai->title).end_object();
    }
    json.end_array();
}

void write_trade_number(JsonWriter& json, const TradeNumber& number) {
    if (number.kind != TradeNumberKind::item) json.member("number", to_string(number.kind));
    json.member_if("add_on", number.add_on);
    const auto value = currency_coupon_value(number);
    if (value) json.member("value_hundredths", std::int64_t{*value});
}

void write_measure(JsonWriter& json, const Measure& measure) {
    json.key("measure").begin_object().member("kind", to_string(measure.kind));
    json.member("item", measure.item).member("value", measure.value);
    json.member("decimals", std::int64_t{measure.decimals}).end_object();
}

std::string_view name_of(Genuine genuine) {
    return genuine == Genuine::yes ? "yes" : genuine == Genuine::no ? "no" : "unchecked";
}

// Numbers of 64 bits as text: JSON's readers round them.
void write_token(JsonWriter& json, const Token& token, Genuine genuine) {
    json.key("token").begin_object().member("type", to_string(token.type));
    json.member("genuine", name_of(genuine)).member("kid", std::int64_t{token.kid});
    json.member("campaign", std::int64_t{token.campaign});
    json.member("serial", std::to_string(token.serial));
    json.member("expires", std::int64_t{token.expires});
    json.member("audience", std::int64_t{token.audience});
    json.member("value", std::int64_t{token.value}).member("flags", std::int64_t{token.flags});
    json.end_object();
}

void write_web(JsonWriter& json, const WebCode& web) {
    json.member("host", web.host).member_if("path", web.path).member_if("state", web.state);
}

// The worth of GS1's coupons is in their digits, and only central can tell what they are for.
void write_purchase(JsonWriter& json, std::string_view name, const CouponPurchase& purchase) {
    json.key(name).begin_object().member("value", purchase.value).member("code", purchase.code);
    json.member("family", purchase.family).member_if("company", purchase.company).end_object();
}

void write_8110(JsonWriter& json, const Coupon8110& coupon) {
    json.member("company", coupon.company).member("offer", coupon.offer);
    json.member("save", coupon.save).member("save_code", coupon.save_code);
    write_purchase(json, "first", coupon.first);
    if (coupon.second) write_purchase(json, "second", *coupon.second);
    if (coupon.third) write_purchase(json, "third", *coupon.third);
    json.member_if("rules", coupon.rules).member_if("starts", coupon.starts);
    json.member_if("expires", coupon.expires).member_if("serial", coupon.serial);
    json.member_if("retailer", coupon.retailer).member_if("applies_to", coupon.applies_to);
    json.member_if("store_coupon", coupon.store_coupon);
    json.member_if("not_multiplied", coupon.not_multiplied);
}

void write_coupon(JsonWriter& json, const Gs1Elements& elements) {
    constexpr std::size_t gcn_digits = 13;
    const auto gcn = elements.value("255");
    const auto american = parse_coupon_8110(elements.value("8110"));
    const auto offer = parse_coupon_8112(elements.value("8112"));
    if (gcn.empty() && !american && !offer) return;
    json.key("coupon").begin_object();
    if (!gcn.empty()) {
        json.member("gcn", gcn.substr(0, gcn_digits)).member_if("serial", gcn.substr(gcn_digits));
    } else if (american) {
        write_8110(json, *american);
    } else {
        json.member("format", offer->format).member("funder", offer->funder);
        json.member("offer", offer->offer).member("serial", offer->serial);
    }
    json.end_object();
}

void write_kind(JsonWriter& json, const Scan& scan, const Code& code) {
    json.member("class", to_string(code.kind)).member_if("symbology", scan.aim);
    json.member("scan_data_type", static_cast<std::int64_t>(code.type));
    if (code.secret != SecretKind::none) json.member("secret", to_string(code.secret));
}

void write_meaning(JsonWriter& json, const Code& code) {
    json.member_if("gtin", code.gtin);
    if (code.trade) write_trade_number(json, *code.trade);
    if (code.measure) write_measure(json, *code.measure);
    if (code.token) write_token(json, code.token->token, code.genuine);
    if (code.web) write_web(json, *code.web);
    json.member_if("pattern", code.pattern);
    if (!code.attribution.empty()) {
        json.key("attribution");
        write_attribution(json, code.attribution);
    }
    if (code.kind == CodeClass::coupon) write_coupon(json, code.gs1.elements);
    if (code.fault) {
        json.member("error", code.fault->what()).member("error_code", code.fault->code());
    }
}

}  // namespace

std::string code_json(const Scan& scan, const Code& code) {
    std::string text;
    JsonWriter json(text);
    write_kind(json.begin_object(), scan, code);
    if (!code.gs1.elements.empty()) {
        write_elements(json, code.gs1.elements);
        json.member_if("digital_link", canonical_digital_link(code.gs1.elements));
    }
    write_meaning(json, code);
    json.end_object();
    return text;
}

void write_code(JsonWriter& json, const Scan& scan, const Code& code) {
    write_kind(json, scan, code);
    if (!code.gs1.elements.empty()) {
        const auto elements = code.gs1.elements.without_persons();
        const auto link = canonical_digital_link(elements);
        if (link.empty()) {
            write_elements(json, elements);
        } else {
            json.member("digital_link", link);
        }
    }
    write_meaning(json, code);
}

}  // namespace aisle
