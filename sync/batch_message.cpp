// SPDX-License-Identifier: Apache-2.0
#include "sync/batch_message.hpp"

#include "agent/base/limits.hpp"
#include "sync/wire_dictionary.hpp"

#include <algorithm>

namespace aisle {
namespace {

// A frame of fewer events than this gains nothing that its header does not cost.
constexpr std::size_t compress_bytes_min = 512;
// In a longer text, what repeats is found in the text itself.
constexpr std::size_t dictionary_bytes_max = 4 * KiB;

std::string payload_of(const Batch& batch, const ReadBatch& read) {
    if (read.single_event) {
        return with_sequence(batch.entries.front().event, batch.epoch, batch.last);
    }
    auto text = encode(batch);
    if (!read.compress) return text;
    const auto* dictionary = wire_dictionary(read.dictionary);
    if (dictionary && text.size() <= dictionary_bytes_max) return zstd_compress(text, *dictionary);
    return text.size() < compress_bytes_min ? text : zstd_compress(text);
}

}  // namespace

Result<BatchMessage> make_batch_message(JournalReader& reader, const ReadBatch& read) {
    BatchMessage message;
    message.ready.request = read.request;
    message.ready.lane = read.lane;
    BatchBounds bounds = read.bounds;
    Seq after = read.after;
    while (true) {
        TRY(auto next, reader.next_batch(read.lane, after, bounds));
        message.missing = next.missing;
        if (!next.batch) return message;
        if (read.single_event && next.batch->entries.empty()) {
            after = next.batch->last;  // a gap is no event; a platform without a hub never sees it
            continue;
        }
        auto payload = payload_of(*next.batch, read);
        const std::size_t count = next.batch->entries.size();
        if (payload.size() > read.message_bytes_max && count > 1) {
            bounds.entries_max = std::max<std::size_t>(1, count / 2);
            continue;
        }
        message.ready.first = next.batch->first;
        message.ready.last = next.batch->last;
        message.ready.last_id = next.last_id;
        message.ready.payload = std::move(payload);
        message.ready.events = count;
        return message;
    }
}

}  // namespace aisle
