// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_packing.hpp"

#include "agent/base/limits.hpp"
#include "sync/batch_message.hpp"
#include "sync/wire_dictionary.hpp"

#include <algorithm>

namespace aisle {
namespace {

// Of "urn:aisle:{tenant}:{device}".
std::string device_in(std::string_view event) {
    const auto header = decode_event_header(event);
    if (!header || !header->source.starts_with("urn:aisle:")) return {};
    return header->source.substr(header->source.rfind(':') + 1);
}

// Who the first event after a number says it is of.
Result<std::string> device_after(JournalReader& reader, Lane lane, Seq after) {
    TRY(const auto rows, reader.page(lane, after, 1));
    return rows.empty() ? std::string() : device_in(rows.front().event);
}

Result<std::string> whose(JournalReader& reader, const JournalState& state) {
    for (const Lane lane : both_lanes) {
        const auto& known = state.lane(lane);
        for (const Seq after : {known.head().before(), known.acked}) {
            if (known.acked >= known.head()) continue;
            TRY(const auto device, device_after(reader, lane, after));
            if (!device.empty()) return device;
        }
    }
    return std::string();
}

Result<void> pack_lane(JournalReader& reader, Lane lane, const ParcelSpan& span,
                       ParcelWriter& writer) {
    Seq after = span.first.before();
    while (after < span.last) {
        ReadBatch read;
        read.lane = lane;
        read.after = after;
        const auto left = static_cast<std::size_t>(span.last.value() - after.value());
        read.bounds = {std::min(batch_entries_max, left), batch_bytes_max};
        read.message_bytes_max = message_bytes_max_default;
        read.compress = true;
        read.dictionary = wire_dictionary_newest;
        TRY(const auto message, make_batch_message(reader, read));
        if (message.missing) {
            after = message.missing->last;
            TRY(writer.hole({lane, {message.missing->first, after}}));
            continue;
        }
        if (message.ready.payload.empty()) {
            return Error(Errc::conflict, "the journal is not what it was when this began");
        }
        TRY(writer.batch(message.ready.payload, message.ready.events));
        after = message.ready.last;
    }
    return {};
}

}  // namespace

Result<ParcelHead> waiting_parcel(JournalReader& reader, const std::string& otherwise) {
    TRY(const auto state, reader.state());
    ParcelHead head;
    head.epoch = state.epoch;
    for (const Lane lane : both_lanes) {
        const auto& known = state.lane(lane);
        if (known.acked >= known.head()) continue;
        head.lanes[index_of(lane)] =
            ParcelSpan{std::max(known.acked.next(), known.first), known.head()};
    }
    TRY(head.device, whose(reader, state));
    if (head.device.empty()) head.device = otherwise;
    const bool waits = head.lanes[0] || head.lanes[1];
    if (waits && head.device.empty()) {
        return Error(Errc::not_found, "no event that waits can be read to say whose it is");
    }
    return head;
}

Result<void> pack_parcel(JournalReader& reader, const ParcelHead& head, ParcelWriter& writer) {
    for (const Lane lane : both_lanes) {
        const auto& span = head.lane(lane);
        if (span) TRY(pack_lane(reader, lane, *span, writer));
    }
    TRY(const auto state, reader.state());
    if (state.epoch != head.epoch) {
        return Error(Errc::conflict, "the journal began another epoch meanwhile; run this again");
    }
    return writer.end();
}

}  // namespace aisle
