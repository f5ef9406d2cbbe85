// SPDX-License-Identifier: Apache-2.0
// The outside of a parcel: a line that says what it is, the head, pieces of bounded length, and a
// digest over all of it, by which anybody can tell, without a key, whether it arrived whole.
//
//   "aisle-parcel 1\n"  length head  length piece … length piece  0  digest      end of the file
//
// A length is four bytes, the highest first. The digest is the ledger's kind of chain: SHA-256 of
// the digest before and the next part. It is no protection against an enemy; the seal is.
// No memory but for one piece. Any thread.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/function.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

class ParcelFrames {
public:
    using Sink = Function<Result<void>(std::string_view)>;

    explicit ParcelFrames(Sink sink) : sink_(std::move(sink)) {}
    // In this order. Errors: those of the sink.
    Result<void> begin(std::string_view head);
    Result<void> piece(std::string_view bytes);
    Result<void> end();
    // The bytes so far.
    std::uint64_t size() const { return size_; }

private:
    Result<void> put(std::string_view bytes);

    Sink sink_;
    Digest digest_;
    std::uint64_t size_ = 0;
};

class ParcelUnframing {
public:
    // So many bytes, fewer only at the end.
    using Source = Function<Result<std::string>(std::size_t bytes)>;

    explicit ParcelUnframing(Source source) : source_(std::move(source)) {}
    // Errors: those of the source; invalid (no parcel), newer, corrupt (damaged, cut short, or with
    // something behind it).
    Result<std::string> begin();
    // The next piece; nothing once the digest has been seen to fit.
    Result<std::optional<std::string>> piece();
    const Digest& digest() const { return digest_; }

private:
    Result<std::string> take(std::size_t bytes);
    Result<std::size_t> take_length(std::size_t max);
    Result<void> check_end();

    Source source_;
    Digest digest_;
};

// Reads all of it. Errors: as above.
Result<void> check_frames(ParcelUnframing::Source source);

}  // namespace aisle
