// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_head.hpp"

#include "agent/base/base64.hpp"
#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "sync/wire_parts.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::int64_t head_version = 1;

bool is_device(std::string_view text) {
    return !text.empty() && text.size() <= device_name_max && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    });
}

std::optional<ParcelSpan> read_span(Fields& outer, std::string_view lane) {
    const Json* found = outer.object_if(lane);
    if (!found) return std::nullopt;
    Fields fields(*found, outer.pointer_to(lane));
    const ParcelSpan span{read_seq(fields, "first"), read_seq(fields, "last")};
    if (fields.fine() && (span.first.none() || span.last < span.first)) {
        fields.fail("last", "bad_numbers", "first and last do not fit together");
    }
    outer.adopt(fields.done());
    return span;
}

void read_seal(Fields& outer, ParcelHead& head) {
    const Json* found = outer.object_if("sealed");
    if (!found) return;
    Fields fields(*found, outer.pointer_to("sealed"));
    head.key = fields.text("key", 16);
    const auto enc = parse_base64(fields.text("enc", 64));
    SealPublicKey half;
    if (enc && enc->size() == half.bytes.size()) {
        std::copy(enc->begin(), enc->end(), half.bytes.begin());
        head.enc = half;
    } else {
        fields.fail("enc", "bad_key", "32 bytes in Base64 are needed here");
    }
    outer.adopt(fields.done());
}

}  // namespace

std::string encode(const ParcelHead& head) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("v", head_version).member("device", head.device);
    json.member("epoch", to_hex(head.epoch)).member("made", to_rfc3339(head.made));
    json.member("agent", head.agent);
    for (const Lane lane : both_lanes) {
        const auto& span = head.lane(lane);
        if (!span) continue;
        json.key(to_string(lane)).begin_object().member("first", span->first.value());
        json.member("last", span->last.value()).end_object();
    }
    if (head.enc) {
        json.key("sealed").begin_object().member("key", head.key);
        json.member("enc", to_base64(head.enc->view())).end_object();
    }
    json.end_object();
    return text;
}

Result<ParcelHead> decode_parcel_head(std::string_view text) {
    TRY(const auto json, Json::parse(text));
    Fields fields(json);
    if (fields.integer("v") > head_version) {
        return Error(Errc::newer, "it was made by a newer program, in a form unknown here");
    }
    ParcelHead head;
    head.device = fields.text("device", device_name_max);
    if (fields.fine() && !is_device(head.device)) {
        fields.fail("device", "bad_name", "1 to 23 of a-z, 0-9 and - are needed here");
    }
    head.epoch = read_hex_id<Epoch>(fields, "epoch");
    const auto made = parse_rfc3339(fields.text("made", 40));
    if (made) head.made = *made;
    if (!made) fields.fail("made", "bad_time", "a time is needed here");
    head.agent = fields.text("agent", name_bytes_max);
    for (const Lane lane : both_lanes) {
        head.lanes[index_of(lane)] = read_span(fields, to_string(lane));
    }
    read_seal(fields, head);
    TRY(fields.done());
    return head;
}

}  // namespace aisle
