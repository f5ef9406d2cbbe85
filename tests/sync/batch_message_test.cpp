// SPDX-License-Identifier: Apache-2.0
#include "sync/batch_message.hpp"

#include "agent/base/limits.hpp"
#include "sync/wire_dictionary.hpp"
#include "tests/sync/journal_bench.hpp"

namespace aisle {
namespace {

class BatchMessageTest : public testing::Test {
protected:
    BatchMessage make(ReadBatch read) {
        read.request = 5;
        auto message = make_batch_message(*bench.reader, read);
        EXPECT_TRUE(message);
        return message ? std::move(*message) : BatchMessage{};
    }
    static ReadBatch from(Lane lane, std::uint64_t after) {
        ReadBatch read;
        read.lane = lane;
        read.after = Seq(after);
        read.bounds = {batch_entries_max, 50'000};
        read.message_bytes_max = 60'000;
        return read;
    }
    JournalBench bench;
};

TEST_F(BatchMessageTest, HoldsWhatTheReaderFound) {
    bench.append(Lane::ledger, 5);
    const auto message = make(from(Lane::ledger, 2));
    EXPECT_EQ(message.ready.request, 5U);
    EXPECT_EQ(message.ready.lane, Lane::ledger);
    EXPECT_EQ(message.ready.first, Seq(3));
    EXPECT_EQ(message.ready.last, Seq(5));
    EXPECT_EQ(message.ready.last_id, bench.id_at(Lane::ledger, 5));
    EXPECT_EQ(message.ready.events, 3U);
    const auto batch = decode_batch(message.ready.payload);
    ASSERT_TRUE(batch);
    EXPECT_EQ(batch->entries.size(), 3U);
}

TEST_F(BatchMessageTest, HasNoPayloadWhenNothingIsLeft) {
    const auto message = make(from(Lane::ledger, 0));
    EXPECT_TRUE(message.ready.payload.empty());
    EXPECT_EQ(message.ready.request, 5U);
    EXPECT_FALSE(message.missing);
}

TEST_F(BatchMessageTest, TellsOfDamage) {
    bench.append(Lane::ledger, 3);
    bench.lose_row(Lane::ledger, 2);
    const auto message = make(from(Lane::ledger, 1));
    ASSERT_TRUE(message.missing);
    EXPECT_EQ(message.missing->first, Seq(2));
    EXPECT_TRUE(message.ready.payload.empty());
}

TEST_F(BatchMessageTest, PacksWhenAskedAndWorthIt) {
    bench.append(Lane::ledger, 30);
    auto read = from(Lane::ledger, 0);
    const auto plain = make(read).ready.payload;
    read.compress = true;
    const auto packed = make(read).ready.payload;
    EXPECT_TRUE(is_zstd_frame(packed));
    EXPECT_LT(packed.size() * 3, plain.size());
    EXPECT_EQ(*unpack(packed), plain);
}

TEST_F(BatchMessageTest, PacksAShortBatchWithTheDictionaryAndALongOneWithout) {
    bench.append(Lane::ledger, 60);
    auto read = from(Lane::ledger, 0);
    read.compress = true;
    read.dictionary = wire_dictionary_newest;
    EXPECT_EQ(zstd_dictionary_of(make(read).ready.payload), 0U);
    read.bounds.entries_max = 1;
    const auto single = make(read).ready.payload;
    EXPECT_EQ(zstd_dictionary_of(single), wire_dictionary_newest);
    read.compress = false;
    EXPECT_EQ(*unpack(single), make(read).ready.payload);
}

TEST_F(BatchMessageTest, LeavesOutEntriesUntilItFits) {
    bench.append(Lane::ledger, 40);
    auto read = from(Lane::ledger, 0);
    read.message_bytes_max = 4000;
    const auto message = make(read);
    EXPECT_LE(message.ready.payload.size(), 4000U);
    EXPECT_GT(message.ready.events, 1U);
    EXPECT_EQ(message.ready.last.value(), message.ready.events);
    read.message_bytes_max = 10;
    EXPECT_EQ(make(read).ready.events, 1U) << "one goes, and the broker says what it thinks of it";
}

TEST_F(BatchMessageTest, SingleEventsCarryTheirOwnNumberAndPassGapsBy) {
    bench.append(Lane::ledger, 3);
    const auto event = bench.append(Lane::ledger, false);
    bench.append(Lane::ledger, 2);
    for (const auto seq : {2U, 3U, 5U}) ASSERT_TRUE(bench.quarantine(Lane::ledger, seq));
    auto read = from(Lane::ledger, 1);
    read.single_event = true;
    read.bounds.entries_max = 1;
    const auto message = make(read);
    EXPECT_EQ(message.ready.last, Seq(4));
    EXPECT_EQ(message.ready.events, 1U);
    EXPECT_EQ(message.ready.payload, with_sequence(event.bytes, bench.journal->epoch(), Seq(4)));
    read.after = Seq(6);
    EXPECT_TRUE(make(read).ready.payload.empty());
}

}  // namespace
}  // namespace aisle
