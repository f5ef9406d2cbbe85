// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/batch_intake.hpp"

#include <algorithm>

namespace aisle {
namespace {

// No person part is fine: it may have been erased since.
bool person_fits(const EventHeader& header, const BatchEntry& entry) {
    return entry.person.empty() || person_hash(entry.salt, entry.person) == header.personhash;
}

// The numbers of the entries: what the gaps leave of first..last.
std::vector<Seq> places_of(const Batch& batch) {
    std::vector<Seq> places;
    places.reserve(batch.entries.size());
    auto gap = batch.gaps.begin();
    for (Seq at = batch.first; places.size() < batch.entries.size(); at = at.next()) {
        if (gap != batch.gaps.end() && at == gap->first) {
            at = gap->last;
            ++gap;
        } else {
            places.push_back(at);
        }
    }
    return places;
}

}  // namespace

bool comes_from(std::string_view source, std::string_view device) {
    const auto colon = source.rfind(':');
    return source.starts_with("urn:aisle:") && source.substr(colon + 1) == device;
}

Result<ParsedBatch> read_batch(std::string_view payload) {
    TRY(const auto text, unpack(payload));
    ParsedBatch read;
    TRY(read.batch, decode_batch(text));
    read.headers.reserve(read.batch.entries.size());
    for (const auto& entry : read.batch.entries) {
        auto header = decode_event_header(entry.event);
        if (!header) {
            return header.error().at("event " + std::to_string(read.headers.size()) +
                                     " of the batch");
        }
        read.headers.push_back(std::move(*header));
    }
    return read;
}

BatchIntake::BatchIntake(EventLedger& ledger, LaneBook& lanes, ClockBook& clocks,
                         RightsOffice& rights, FindingBook& findings)
    : ledger_(ledger), lanes_(lanes), clocks_(clocks), rights_(rights), findings_(findings) {}

Result<IntakeCount> BatchIntake::store(const DeviceRow& device, const ParsedBatch& read,
                                       WallTime now) {
    const auto& batch = read.batch;
    TRY(auto lane, lanes_.meet(device.number, batch.epoch, batch.lane));
    const auto before = lane;
    TRY(lanes_.join(lane, {batch.first.before(), batch.before_id, batch.before_chain}, now));
    IntakeCount count;
    std::vector<std::int64_t> events;
    events.reserve(batch.entries.size());
    const auto places = places_of(batch);
    for (std::size_t i = 0; i < batch.entries.size(); ++i) {
        TRY(const auto kept, keep(device, read.headers[i], batch.entries[i], now));
        events.push_back(kept.event);
        if (batch.lane == Lane::ledger && i < places.size()) {
            TRY(rights_.place({device.number, kept.event, lane.number, places[i]}, read.headers[i],
                              kept.known));
        }
        ++(kept.known ? count.known : count.fresh);
    }
    // The entries fill, in order, what the gaps leave of first..last.
    Seq at = batch.first;
    std::span<const std::int64_t> left(events);
    const auto place_up_to = [&](Seq end) -> Result<void> {
        const auto placed = static_cast<std::size_t>(end.value() - at.value());
        if (placed == 0) return {};
        TRY(lanes_.place(lane, {at, left.first(placed)}, now));
        left = left.subspan(placed);
        return {};
    };
    for (const auto& gap : batch.gaps) {
        TRY(place_up_to(gap.first));
        TRY(lanes_.declare(lane, gap, now));
        at = gap.last.next();
    }
    TRY(place_up_to(batch.last.next()));
    TRY(lanes_.settle(lane, now));
    TRY(rights_.follow(before, lane, now));
    return count;
}

Result<Kept> BatchIntake::keep(const DeviceRow& device, const EventHeader& header,
                               const BatchEntry& entry, WallTime now) {
    TRY(const auto kept, ledger_.keep(device.number, header.id, entry, now));
    const auto note = [&](std::string_view kind, std::string text) {
        return findings_.note(device.number,
                              {.kind = kind, .text = std::move(text), .id = header.id}, now);
    };
    if (kept.bytes_changed) {
        TRY(note("bytes_changed", "came again with other bytes; the first are kept"));
    }
    if (kept.known) return kept;
    if (!comes_from(header.source, device.name)) {
        TRY(note("foreign_source", "names another device as its source"));
    }
    if (!person_fits(header, entry)) {
        TRY(note("person_mismatch", "the person part is not the one that the event was made with"));
    }
    if (event_kind_name(header.type) == EventKinds::device_clock_observed.name) {
        TRY(clocks_.observe(device.number, header));
    }
    return kept;
}

}  // namespace aisle
