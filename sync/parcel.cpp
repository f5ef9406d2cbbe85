// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "sync/wire_parts.hpp"

#include <utility>

namespace aisle {
namespace {

// Both ends seal under the head as it stands in the file.
std::string info_of(std::string_view head) {
    return std::string(parcel_magic) + std::string(head);
}

bool is_kind(char byte) {
    using Kind = ParcelPiece::Kind;
    return byte == static_cast<char>(Kind::batch) || byte == static_cast<char>(Kind::hole) ||
           byte == static_cast<char>(Kind::end);
}

Result<std::optional<HpkeContext>> opened(const ParcelHead& head, std::string_view text,
                                          const SealPrivateKey* key) {
    if (!head.enc) return std::optional<HpkeContext>{};
    if (!key) {
        return Error(Errc::denied, "it is sealed to the key " + head.key + ", and no key was given")
            .coded("sealed");
    }
    const auto ours = key_id(public_of(*key));
    if (ours != head.key) {
        return Error(Errc::denied,
                     "it is sealed to the key " + head.key + ", and this one is " + ours)
            .coded("foreign_key");
    }
    TRY(auto context, hpke_open_with(*key, *head.enc, info_of(text)));
    return std::optional(std::move(context));
}

}  // namespace

// ---- Pieces ----

std::string encode(const ParcelCount& count) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("batches", count.batches)
        .member("events", count.events)
        .member("holes", count.holes)
        .end_object();
    return text;
}

std::string encode(const ParcelHole& hole) {
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("lane", to_string(hole.lane))
        .member("first", hole.span.first.value())
        .member("last", hole.span.last.value())
        .end_object();
    return text;
}

Result<ParcelCount> decode_parcel_count(std::string_view text) {
    TRY(const auto json, Json::parse(text));
    Fields fields(json);
    ParcelCount count;
    count.batches = static_cast<std::uint64_t>(fields.integer("batches"));
    count.events = static_cast<std::uint64_t>(fields.integer("events"));
    count.holes = static_cast<std::uint64_t>(fields.integer("holes"));
    TRY(fields.done());
    return count;
}

Result<ParcelHole> decode_parcel_hole(std::string_view text) {
    TRY(const auto json, Json::parse(text));
    Fields fields(json);
    ParcelHole hole;
    hole.lane = read_lane(fields);
    hole.span = {read_seq(fields, "first"), read_seq(fields, "last")};
    if (fields.fine() && (hole.span.first.none() || hole.span.last < hole.span.first)) {
        fields.fail("last", "bad_numbers", "first and last do not fit together");
    }
    TRY(fields.done());
    return hole;
}

// ---- Writing ----

Result<ParcelWriter> ParcelWriter::begin(ParcelHead head, const SealPublicKey* to, Entropy& entropy,
                                         ParcelFrames::Sink sink) {
    head.key = to ? key_id(*to) : "";
    head.enc.reset();
    std::string text = encode(head);
    std::optional<HpkeContext> seal;
    if (to) {
        // The half is part of the head, and the head of what is sealed under: the half first.
        const auto ephemeral = make_seal_key(entropy);
        head.enc = public_of(ephemeral);
        text = encode(head);
        TRY(auto context, hpke_seal_as(ephemeral, *to, info_of(text)));
        seal.emplace(std::move(context));
    }
    ParcelWriter writer(std::move(sink), std::move(seal));
    TRY(writer.frames_.begin(text));
    return writer;
}

Result<void> ParcelWriter::put(ParcelPiece::Kind kind, std::string_view bytes) {
    std::string piece(1, static_cast<char>(kind));
    piece += bytes;
    return frames_.piece(seal_ ? seal_->seal("", piece) : piece);
}

Result<void> ParcelWriter::batch(std::string_view message, std::uint64_t events) {
    ++count_.batches;
    count_.events += events;
    return put(ParcelPiece::Kind::batch, message);
}

Result<void> ParcelWriter::hole(const ParcelHole& hole) {
    ++count_.holes;
    return put(ParcelPiece::Kind::hole, encode(hole));
}

Result<void> ParcelWriter::end() {
    TRY(put(ParcelPiece::Kind::end, encode(count_)));
    return frames_.end();
}

// ---- Reading ----

Result<ParcelReader> ParcelReader::begin(ParcelUnframing::Source source,
                                         const SealPrivateKey* key) {
    ParcelUnframing frames(std::move(source));
    TRY(const auto text, frames.begin());
    TRY(auto head, decode_parcel_head(text));
    TRY(auto seal, opened(head, text, key));
    return ParcelReader(std::move(frames), std::move(head), std::move(seal));
}

Result<std::optional<ParcelPiece>> ParcelReader::next() {
    TRY(const auto framed, frames_.piece());
    if (ended_ != !framed) {
        return Error(Errc::corrupt, ended_ ? "something stands behind its last piece"
                                           : "its last piece is missing");
    }
    if (!framed) return std::optional<ParcelPiece>{};
    TRY(const auto bytes, seal_ ? seal_->open("", *framed) : Result<std::string>(*framed));
    if (bytes.empty() || !is_kind(bytes.front())) {
        return Error(Errc::corrupt, "a piece of it is of no known kind");
    }
    ParcelPiece piece{static_cast<ParcelPiece::Kind>(bytes.front()), bytes.substr(1)};
    ended_ = piece.kind == ParcelPiece::Kind::end;
    return std::optional(std::move(piece));
}

}  // namespace aisle
