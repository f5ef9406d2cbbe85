// SPDX-License-Identifier: Apache-2.0
// A parcel: what waits for central, in one file that a hand carries. Its pieces are the very
// messages that the session would send, each sealed to central's key in its place, so that none can
// be read, changed, left out, added or moved; the last says that it is the last.
// Promise: a parcel that was read to its end is all of what was written.
// Sealing is HPKE (agent/base/crypto/hpke.hpp): it does not say who sealed. Not sealed, a parcel is
// the same without it, and hides nothing. Any thread, no more memory than a piece.
#pragma once

#include "agent/base/crypto/hpke.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/result.hpp"
#include "sync/parcel_frames.hpp"
#include "sync/parcel_head.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct ParcelPiece {
    enum class Kind : char {
        batch = 'b',  // a message of the topic journal, packed as it would travel
        hole = 'h',   // numbers that the device cannot read: {lane, first, last}
        end = 'e',    // how much there was: ParcelCount
    };
    Kind kind = Kind::batch;
    std::string bytes;
};

struct ParcelCount {
    std::uint64_t batches = 0;
    std::uint64_t events = 0;
    std::uint64_t holes = 0;
    bool operator==(const ParcelCount&) const = default;
};

struct ParcelHole {
    Lane lane = Lane::ledger;
    ParcelSpan span;
};

std::string encode(const ParcelCount& count);
std::string encode(const ParcelHole& hole);
Result<ParcelCount> decode_parcel_count(std::string_view text);
Result<ParcelHole> decode_parcel_hole(std::string_view text);

class ParcelWriter {
public:
    // `to` null: not sealed. The head's key and half are filled in here. Errors: invalid (a key
    // that keeps no secret), those of the sink.
    static Result<ParcelWriter> begin(ParcelHead head, const SealPublicKey* to, Entropy& entropy,
                                      ParcelFrames::Sink sink);

    Result<void> batch(std::string_view message, std::uint64_t events);
    Result<void> hole(const ParcelHole& hole);
    // Nothing may follow.
    Result<void> end();

    const ParcelCount& count() const { return count_; }
    std::uint64_t size() const { return frames_.size(); }

private:
    ParcelWriter(ParcelFrames::Sink sink, std::optional<HpkeContext> seal)
        : frames_(std::move(sink)), seal_(std::move(seal)) {}
    Result<void> put(ParcelPiece::Kind kind, std::string_view bytes);

    ParcelFrames frames_;
    std::optional<HpkeContext> seal_;
    ParcelCount count_;
};

class ParcelReader {
public:
    // `key` may be null for a parcel that is not sealed. Errors: those of ParcelUnframing; invalid
    // (the head); denied (sealed, and to another key or without one here).
    static Result<ParcelReader> begin(ParcelUnframing::Source source, const SealPrivateKey* key);

    const ParcelHead& head() const { return head_; }
    // Nothing after the last piece, once the rest of the file fits too. Errors: corrupt.
    Result<std::optional<ParcelPiece>> next();
    // Of all that was read, so that a second reading can be seen to be the same.
    const Digest& digest() const { return frames_.digest(); }

private:
    ParcelReader(ParcelUnframing frames, ParcelHead head, std::optional<HpkeContext> seal)
        : frames_(std::move(frames)), head_(std::move(head)), seal_(std::move(seal)) {}

    ParcelUnframing frames_;
    ParcelHead head_;
    std::optional<HpkeContext> seal_;
    bool ended_ = false;
};

}  // namespace aisle
