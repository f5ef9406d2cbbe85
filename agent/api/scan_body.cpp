// SPDX-License-Identifier: Apache-2.0
#include "agent/api/scan_body.hpp"

#include "agent/base/base64.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/caller_id.hpp"

namespace aisle {
namespace {

constexpr std::size_t base64_max = (scan_bytes_max + 2) / 3 * 4;

std::string bytes_of(Fields& fields) {
    const auto text = fields.text_if("data", scan_bytes_max);
    const auto base64 = fields.text_if("data_base64", base64_max);
    if (text && base64) fields.fail("data_base64", "one_of", "send data or data_base64, not both");
    if (text) return std::string(*text);
    if (!base64) {
        fields.fail("data", "missing", "\"data\" or \"data_base64\" is missing");
        return {};
    }
    auto bytes = parse_base64(*base64);
    if (!bytes) fields.fail("data_base64", "bad_base64", "not base64");
    return bytes ? *bytes : std::string();
}

}  // namespace

Result<ScanBody> parse_scan_body(const Json& json, MonoTime now) {
    Fields fields(json);
    fields.only({"data", "data_base64", "source", "id", "aim"});
    ScanBody body;
    const std::string bytes = bytes_of(fields);
    const auto aim = fields.text_if("aim", 3);
    const std::string source(fields.text_if("source", name_bytes_max).value_or("api"));
    body.caller_id = caller_id_if(fields, "id");
    if (source.empty() || !is_plain_text(source)) {
        fields.fail("source", "bad_text", "a name on one line is needed here");
    }
    // A caller that knows the symbology says so apart; otherwise it may stand before the bytes, as
    // scanners send it.
    if (aim) {
        if (aim_size(std::string(*aim) + "x") != aim->size() || aim->empty()) {
            fields.fail("aim", "bad_aim", "an AIM identifier such as \"]Q3\" is needed here");
        }
        body.scan = make_scan(std::string(*aim) + bytes, source, now);
    } else {
        body.scan = make_scan(bytes, source, now);
    }
    TRY(fields.done());
    return body;
}

}  // namespace aisle
