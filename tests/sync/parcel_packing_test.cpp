// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_packing.hpp"

#include "sync/parcel_order.hpp"
#include "tests/sync/journal_bench.hpp"
#include "tests/sync/parcel_bench.hpp"

namespace aisle {
namespace {

class ParcelPacking : public testing::Test {
protected:
    Result<void> pack() {
        TRY(head, waiting_parcel(*bench.reader, ""));
        head.agent = "aisle/test";
        TRY(auto writer, ParcelWriter::begin(head, nullptr, bench.dice, sink_to(bytes)));
        return pack_parcel(*bench.reader, head, writer);
    }
    // What is in it, after it was seen to be in order.
    std::vector<std::string> events() {
        std::vector<std::string> found;
        ParcelOrder order(head);
        const auto pieces = read_parcel(bytes, nullptr);
        EXPECT_TRUE(pieces) << (pieces ? "" : pieces.error().what());
        if (!pieces) return found;
        for (const auto& piece : *pieces) {
            Result<void> taken;
            if (piece.kind == ParcelPiece::Kind::batch) {
                const auto batch = decode_batch(*unpack(piece.bytes));
                taken = order.batch(*batch);
                for (const auto& entry : batch->entries) found.push_back(entry.event);
            } else if (piece.kind == ParcelPiece::Kind::hole) {
                taken = order.hole(*decode_parcel_hole(piece.bytes));
            } else {
                taken = order.end(*decode_parcel_count(piece.bytes));
            }
            EXPECT_TRUE(taken) << (taken ? "" : taken.error().what());
        }
        missing = order.missing();
        gaps = order.gaps();
        return found;
    }

    JournalBench bench;
    ParcelHead head;
    std::string bytes;
    std::uint64_t missing = 0;
    std::uint64_t gaps = 0;
};

TEST_F(ParcelPacking, TakesWhatWaitsAndNothingElseTheLedgerFirst) {
    const auto scan = bench.append(Lane::touch, false);
    bench.append(Lane::ledger, 3);
    const auto last = bench.append(Lane::ledger, true);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 3));
    ASSERT_TRUE(pack());
    EXPECT_EQ(head.device, "s0042-pos1");
    EXPECT_EQ(head.lane(Lane::ledger), (ParcelSpan{Seq(4), Seq(4)}));
    EXPECT_EQ(events(), (std::vector<std::string>{last.bytes, scan.bytes}));
}

TEST_F(ParcelPacking, ManyBatchesAndGapsAreWhole) {
    bench.append(Lane::touch, 300);
    bench.append(Lane::ledger, 5);
    ASSERT_TRUE(bench.quarantine(Lane::ledger, 2));
    ASSERT_TRUE(pack());
    EXPECT_EQ(events().size(), 304U);
    EXPECT_EQ(gaps, 1U);
    EXPECT_EQ(missing, 0U);
}

TEST_F(ParcelPacking, WhatDamageTookIsSaidAndPassedOver) {
    bench.append(Lane::touch, 9);
    bench.lose_row(Lane::touch, 3);
    bench.lose_row(Lane::touch, 4);
    ASSERT_TRUE(pack());
    EXPECT_EQ(events().size(), 7U);
    EXPECT_EQ(missing, 2U);
}

TEST_F(ParcelPacking, NothingWaitsIsNoParcel) {
    bench.append(Lane::ledger, 2);
    ASSERT_TRUE(bench.acknowledge(Lane::ledger, 2));
    const auto none = waiting_parcel(*bench.reader, "");
    ASSERT_TRUE(none);
    EXPECT_FALSE(none->lane(Lane::ledger));
    EXPECT_FALSE(none->lane(Lane::touch));
}

TEST_F(ParcelPacking, AnEpochThatEndsMeanwhileEndsTheParcelToo) {
    bench.append(Lane::ledger, 2);
    head = *waiting_parcel(*bench.reader, "");
    bench.fork();
    auto writer = *ParcelWriter::begin(head, nullptr, bench.dice, sink_to(bytes));
    const auto refused = pack_parcel(*bench.reader, head, writer);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind(), Errc::conflict);
}

}  // namespace
}  // namespace aisle
