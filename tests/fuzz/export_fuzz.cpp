// SPDX-License-Identifier: Apache-2.0
// Whatever lies on a stick: a parcel is read to its end or refused with a reason, within its
// bounds; what was read is counted as the order says.
#include "agent/base/check.hpp"
#include "sync/parcel_order.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace aisle {
namespace {

ParcelUnframing::Source source_of(std::string_view bytes) {
    return [bytes](std::size_t size) mutable {
        const auto part = bytes.substr(0, size);
        bytes.remove_prefix(part.size());
        return Result<std::string>(std::string(part));
    };
}

Result<void> take(ParcelOrder& order, const ParcelPiece& piece) {
    if (piece.kind == ParcelPiece::Kind::hole) {
        TRY(const auto hole, decode_parcel_hole(piece.bytes));
        CHECK(encode(*decode_parcel_hole(encode(hole))) == encode(hole),
              "a hole says itself again");
        return order.hole(hole);
    }
    if (piece.kind == ParcelPiece::Kind::end) {
        TRY(const auto count, decode_parcel_count(piece.bytes));
        return order.end(count);
    }
    TRY(const auto text, unpack(piece.bytes));
    TRY(const auto batch, decode_batch(text));
    return order.batch(batch);
}

// What has arrived whole is written again, to the byte.
Result<void> frame_again(std::string_view bytes) {
    std::string again;
    ParcelUnframing from(source_of(bytes));
    ParcelFrames to([&again](std::string_view part) -> Result<void> {
        again += part;
        return {};
    });
    TRY(const auto head, from.begin());
    TRY(to.begin(head));
    while (true) {
        TRY(const auto piece, from.piece());
        if (!piece) break;
        TRY(to.piece(*piece));
    }
    TRY(to.end());
    CHECK(again == bytes && to.size() == bytes.size(), "it is written as it was read");
    return {};
}

Result<void> read(std::string_view bytes, const SealPrivateKey* key) {
    TRY(auto reader, ParcelReader::begin(source_of(bytes), key));
    const auto& head = reader.head();
    CHECK(encode(*decode_parcel_head(encode(head))) == encode(head), "a head says itself again");
    ParcelOrder order(head);
    while (true) {
        TRY(const auto piece, reader.next());
        if (!piece) break;
        CHECK(piece->bytes.size() <= parcel_piece_bytes_max, "a piece is bounded");
        TRY(take(order, *piece));
    }
    CHECK(check_frames(source_of(bytes)).has_value(), "what was read whole is whole");
    CHECK(frame_again(bytes).has_value(), "and can be written again");
    return {};
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    static aisle::SeededEntropy dice(1);
    static const auto key = aisle::make_seal_key(dice);
    for (const auto* with : {static_cast<const aisle::SealPrivateKey*>(nullptr), &key}) {
        const auto outcome = aisle::read(text, with);
        CHECK(outcome || !outcome.error().what().empty(), "a refusal says why");
    }
    return 0;
}
