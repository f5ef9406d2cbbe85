// SPDX-License-Identifier: Apache-2.0
// Parcels in memory: written into a string, read out of one.
#pragma once

#include "sync/parcel.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace aisle {

inline ParcelUnframing::Source source_of(std::string bytes) {
    return [bytes = std::move(bytes), at = std::size_t{0}](std::size_t size) mutable {
        const auto part = bytes.substr(at, size);
        at += part.size();
        return Result<std::string>(part);
    };
}

inline ParcelFrames::Sink sink_to(std::string& bytes) {
    return [&bytes](std::string_view more) {
        bytes += more;
        return Result<void>();
    };
}

inline ParcelHead small_head() {
    ParcelHead head;
    head.device = "s0042-pos1";
    head.epoch = Epoch{{1}};
    head.agent = "aisle/test";
    head.lanes[0] = ParcelSpan{Seq(1), Seq(2)};
    return head;
}

// Two batches, not looked into, and the end.
inline std::string small_parcel(const SealPublicKey* to, std::uint64_t seed = 1) {
    SeededEntropy dice(seed);
    std::string bytes;
    auto writer = *ParcelWriter::begin(small_head(), to, dice, sink_to(bytes));
    EXPECT_TRUE(writer.batch("first batch", 1));
    EXPECT_TRUE(writer.batch("second batch", 1));
    EXPECT_TRUE(writer.end());
    EXPECT_EQ(writer.size(), bytes.size());
    return bytes;
}

// What was in it, or why it was refused.
inline Result<std::vector<ParcelPiece>> read_parcel(std::string bytes, const SealPrivateKey* key) {
    TRY(auto reader, ParcelReader::begin(source_of(std::move(bytes)), key));
    std::vector<ParcelPiece> pieces;
    while (true) {
        TRY(auto piece, reader.next());
        if (!piece) return pieces;
        pieces.push_back(std::move(*piece));
    }
}

}  // namespace aisle
