// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/shop.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/domain/gtin.hpp"
#include "agent/domain/scan/scan_event.hpp"

namespace aisle {
namespace {

constexpr std::uint64_t lines_max = 12;

}  // namespace

std::string Occasion::path() const {
    switch (kind) {
        case Happening::scan:
            return "/v1/scans";
        case Happening::purchase:
            return "/v1/purchases";
        case Happening::sign_up:
            return "/v1/members";
    }
    return "";
}

std::string Shop::digits(std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += static_cast<char>('0' + static_cast<char>(entropy_.below(10)));
    }
    return text;
}

Occasion Shop::next() {
    const auto roll = entropy_.below(10);
    if (roll < 6) return scan();
    return roll < 9 ? purchase() : sign_up();
}

Occasion Shop::scan() {
    Occasion occasion;
    occasion.scan.bytes = "https://id.example.com/01/" + with_check("0950600013" + digits(3)) +
                          "/21/" + digits(12) + "?linkType=gs1:pip&campaign=" + digits(4);
    occasion.scan.aim = "]Q1";
    occasion.scan.source = "lane" + std::to_string(entropy_.below(4) + 1);
    JsonWriter json(occasion.body);
    json.begin_object().member("data", occasion.scan.bytes).member("aim", occasion.scan.aim);
    json.member("source", occasion.scan.source).end_object();
    return occasion;
}

Occasion Shop::purchase() {
    Occasion occasion;
    occasion.kind = Happening::purchase;
    const auto number = ++number_;
    const auto lines = entropy_.below(lines_max) + 1;
    std::int64_t total = 0;
    JsonWriter json(occasion.body);
    json.begin_object().member("id", "pos1-" + std::to_string(number));
    json.member("workstation_id", "pos1").member("sequence_number", number);
    json.member("currency", "CNY").member("status", "completed").key("lines").begin_array();
    for (std::uint64_t i = 0; i < lines; ++i) {
        const auto price = static_cast<std::int64_t>(entropy_.below(20'000)) + 100;
        total += price;
        json.begin_object().member("sequence", i + 1).member("type", "sale");
        json.member("item_id", "A" + digits(4)).member("quantity", "1");
        json.member("actual_unit_price", price).member("extended_amount", price).end_object();
    }
    json.end_array().key("tenders").begin_array().begin_object();
    json.member("type", "mobile_payment").member("amount", total).end_object().end_array();
    json.key("totals").begin_object().member("net", total).member("grand", total).end_object();
    json.end_object();
    return occasion;
}

Occasion Shop::sign_up() {
    Occasion occasion;
    occasion.kind = Happening::sign_up;
    JsonWriter json(occasion.body);
    json.begin_object().member("id", "form-" + std::to_string(++number_));
    json.member("phone", "138" + digits(8)).key("consents").begin_array().begin_object();
    json.member("purpose", "membership").member("channel", "any").member("decision", "given");
    json.key("notice").begin_object().member("id", "n1").member("version", "3");
    json.member("language", "zh-CN").member("sha256", to_hex(sha256({notice_text}).view()));
    json.end_object().end_object().end_array().end_object();
    return occasion;
}

EventDraft scan_draft(const Scan& scan) {
    static const ScanPolicy policy;
    return scan_captured(scan, policy.codes.read(scan), policy);
}

std::string with_check(std::string digits) {
    digits += gtin_check_digit(digits);
    return digits;
}

MemberKeys shop_keys(Entropy& entropy) {
    return {public_of(make_seal_key(entropy)), IdentifierKey(std::string(32, 'k'))};
}

EventContext shop_context(WallTime now) {
    EventContext context;
    context.tenant = "demo";
    context.device = "s0042-pos1";
    context.store = "s0042";
    context.clock = ClockQuality::synced;
    context.boot_id = "6a1f0c0e5d3b4c8e9f2a7b1c4d5e6f70";
    context.wall = now;
    context.mono = MonoTime{Seconds{1234}};
    return context;
}

}  // namespace aisle
