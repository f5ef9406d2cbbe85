// SPDX-License-Identifier: Apache-2.0
#include "agent/api/scanner_setup.hpp"

#include "agent/api/problem.hpp"
#include "agent/base/base64.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/scanner_sheet.hpp"

#include <limits>
#include <utility>

namespace aisle {
namespace {

// A code, and what a scanner may put around it.
constexpr std::size_t bytes_max = scan_bytes_max + 2 * scan_mark_bytes_max;
constexpr std::size_t base64_max = (bytes_max + 2) / 3 * 4;
constexpr std::size_t arrivals_max = 8;
constexpr std::int64_t pause_max = 60'000;

std::string bytes_of(Fields& fields) {
    const auto text = fields.text_if("data", bytes_max);
    const auto base64 = fields.text_if("data_base64", base64_max);
    if (text && base64) fields.fail("data_base64", "one_of", "send data or data_base64, not both");
    if (text) return std::string(*text);
    if (!base64) return {};
    auto bytes = parse_base64(*base64);
    if (!bytes) fields.fail("data_base64", "bad_base64", "not base64");
    return bytes ? *bytes : std::string();
}

// A key that went down as its number, one that went up as its negative.
std::vector<KeyMove> keys_of(Fields& fields) {
    std::vector<KeyMove> keys;
    for (const auto& item : fields.array_if("keys", arrived_keys_max)) {
        const auto number = item.integer().value_or(0);
        constexpr std::int64_t last = std::numeric_limits<std::uint16_t>::max();
        if (number == 0 || number < -last || number > last) {
            fields.fail("keys", "out_of_range",
                        "keys are Linux's numbers, negative where a key goes up");
            return keys;
        }
        keys.push_back({static_cast<std::uint16_t>(number < 0 ? -number : number), number > 0});
    }
    return keys;
}

Arrived arrived_of(Fields& fields, ScannerLine line) {
    fields.only({"code", "data", "data_base64", "keys", "pause_ms", "took_ms"});
    constexpr std::size_t name_max = 64;
    Arrived arrived;
    arrived.code = fields.text("code", name_max);
    if (fields.fine() && find_sheet_code(arrived.code) == nullptr) {
        fields.fail("code", "unknown_word",
                    "not a code of the sheet; GET /v1/scanner-setup lists them");
    }
    arrived.bytes = bytes_of(fields);
    arrived.keys = keys_of(fields);
    arrived.pause = Millis(fields.integer_if("pause_ms", {0, pause_max}).value_or(0));
    arrived.took = Millis(fields.integer_if("took_ms", {0, pause_max}).value_or(0));
    const bool types = line == ScannerLine::evdev;
    if (types && arrived.keys.empty()) {
        fields.fail("keys", "missing", "of a scanner that types \"keys\" are needed here");
    } else if (!types && arrived.bytes.empty()) {
        fields.fail("data", "missing", "\"data\" or \"data_base64\" is missing");
    }
    return arrived;
}

void write_code(JsonWriter& json, const SheetCode& code) {
    constexpr std::string_view symbologies[] = {"code_128", "gs1_128", "ean_13"};
    json.begin_object().member("code", code.name);
    json.member("symbology", symbologies[static_cast<std::size_t>(code.symbology)]);
    json.member("contents", code.contents).member("shows", code.shows).end_object();
}

void write_candidate(JsonWriter& json, const ScannerCandidate& one) {
    json.begin_object().member("kind", word_of(scanner_lines, one.line));
    json.member("path", one.path).member("node", one.node).member("stays", one.stays);
    json.member("likeness", word_of(likenesses, one.likeness));
    json.member_if("maker", one.maker).member_if("what", one.what);
    json.member_if("trouble", one.trouble).member_if("advice", one.advice);
    json.member_if("device", one.device).end_object();
}

void write_profile(JsonWriter& json, const ScannerProfile& profile) {
    json.key("profile").begin_object().member("layout", profile.layout);
    json.member("prefix", profile.prefix).member("suffix", profile.suffix);
    json.member("gs_substitute", profile.gs_substitute).member("gs_key", profile.gs_key);
    json.member("idle_ms", profile.idle.count()).end_object();
}

}  // namespace

Result<ArrivedBody> parse_arrived(const Json& json) {
    Fields fields(json);
    fields.only({"kind", "arrived"});
    ArrivedBody body;
    body.line = read_choice(fields, "kind", scanner_lines);
    std::size_t i = 0;
    for (const auto& item : fields.array("arrived", arrivals_max)) {
        Fields one(item, "/arrived/" + std::to_string(i++));
        body.arrived.push_back(arrived_of(one, body.line));
        fields.adopt(one.done());
    }
    TRY(fields.done());
    return body;
}

std::string scanner_setup_json(std::span<const ScannerCandidate> candidates) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("sheet").begin_array();
    for (const auto& code : scanner_sheet()) write_code(json, code);
    json.end_array().key("candidates").begin_array();
    for (const auto& one : candidates) write_candidate(json, one);
    json.end_array().end_object();
    return text;
}

std::string detection_json(const ScannerDetection& detection) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("kind", word_of(scanner_lines, detection.line));
    json.member("blocked", detection.blocked());
    write_profile(json, detection.profile);
    json.member("gs", word_of(gs_forms, detection.gs)).member("aim", detection.aim);
    json.member("caps_inverted", detection.caps_inverted).key("layouts").begin_array();
    for (const auto& layout : detection.layouts) json.value(layout);
    json.end_array().key("findings").begin_array();
    for (const auto& finding : detection.findings) {
        json.begin_object().member("word", finding.word).member("text", finding.text);
        json.member("blocks", finding.blocks).end_object();
    }
    json.end_array().key("shown").begin_array();
    for (const auto& shown : detection.shown) {
        json.begin_object().member("code", shown.code).member("text", shown.text).end_object();
    }
    json.end_array().end_object();
    return text;
}

void add_scanner_setup(Router& router, Outlook& outlook) {
    router.add("GET", "/v1/scanner-setup", [&outlook](const Request&, Respond respond) {
        outlook.scanners([respond = std::move(respond)](const auto& found) mutable {
            if (!found) return respond(respond_with(found.error()));
            Response response;
            response.body = scanner_setup_json(*found);
            respond(std::move(response));
        });
    });
    router.add("POST", "/v1/scanner-setup/detect",
               [&outlook](const Request& request, Respond respond) {
                   const auto json = Json::parse(request.body);
                   if (!json) return respond(respond_with(json.error()));
                   const auto body = parse_arrived(*json);
                   if (!body) return respond(respond_with(body.error()));
                   Response response;
                   response.body = detection_json(outlook.detect(body->line, body->arrived));
                   respond(std::move(response));
               });
}

}  // namespace aisle
