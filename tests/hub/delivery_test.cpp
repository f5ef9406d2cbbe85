// SPDX-License-Identifier: Apache-2.0
// Once, in order, whatever is sent again, lost or sent out of turn.
#include "agent/base/zstd_frame.hpp"
#include "tests/hub/hub_bench.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tools/hub/bounds.hpp"

#include <algorithm>

namespace aisle {
namespace {

class Delivery : public testing::Test {
protected:
    HubBench hub_;
    TestDevice till_;
};

TEST_F(Delivery, AnswersABatchWithTheEndOfTheSettledPrefix) {
    hub_.greet(till_);
    till_.capture(Lane::ledger, 3);
    const auto ack = hub_.send(till_, till_.batch(Lane::ledger, 1, 3));
    EXPECT_EQ(ack.committed, Seq(3));
    EXPECT_EQ(ack.id, till_.id_at(Lane::ledger, 3));
    EXPECT_EQ(ack.nonce, till_.nonce);
    EXPECT_EQ(ack.incarnation, HubBench::incarnation);
    EXPECT_EQ(ack.epoch, till_.epoch);
    EXPECT_FALSE(ack.forked);
    EXPECT_EQ(hub_.events(), bytes_of(till_, Lane::ledger));
}

TEST_F(Delivery, StoresAnEventOnceHoweverOftenItComes) {
    till_.capture(Lane::ledger, 3);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 1, 3)), Seq(3));
    }
    EXPECT_EQ(hub_.events(), bytes_of(till_, Lane::ledger));
    EXPECT_TRUE(hub_.look(view_forks).empty());
}

TEST(DeliveryControl, WithoutTheIdsEachCopyIsStored) {
    HubBench hub(":memory:", {.dedup_off = true});
    TestDevice till;
    till.capture(Lane::ledger, 3);
    hub.send(till, till.batch(Lane::ledger, 1, 3));
    hub.send(till, till.batch(Lane::ledger, 1, 3));
    EXPECT_EQ(hub.events().size(), 6U);
    EXPECT_TRUE(hub.look(view_forks).empty());
}

TEST_F(Delivery, TakesBatchesThatOverlap) {
    till_.capture(Lane::touch, 10);
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::touch, 1, 4)), Seq(4));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::touch, 3, 7)), Seq(7));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::touch, 2, 10)), Seq(10));
    EXPECT_EQ(hub_.events(), bytes_of(till_, Lane::touch));
}

TEST_F(Delivery, KeepsWhatComesEarlyUntilTheHoleFills) {
    till_.capture(Lane::ledger, 9);
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 7, 9)), Seq(0));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 4, 6)), Seq(0));
    EXPECT_EQ(hub_.events().size(), 6U);
    const auto ack = hub_.send(till_, till_.batch(Lane::ledger, 1, 3));
    EXPECT_EQ(ack.committed, Seq(9));
    EXPECT_EQ(ack.id, till_.id_at(Lane::ledger, 9));
    EXPECT_EQ(hub_.found("chain_broken"), 0U);
}

TEST_F(Delivery, KeepsTheLanesApart) {
    till_.capture(Lane::ledger, 2);
    till_.capture(Lane::touch, 3);
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::touch, 1, 3)), Seq(3));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 1, 2)), Seq(2));
    const auto welcome = hub_.greet(till_);
    ASSERT_EQ(welcome.epochs.size(), 1U);
    EXPECT_EQ(welcome.epochs[0].ledger.committed, Seq(2));
    EXPECT_EQ(welcome.epochs[0].touch.committed, Seq(3));
}

TEST_F(Delivery, AnswersALaneOnceForAllItsBatchesOfAGroup) {
    till_.capture(Lane::ledger, 6);
    std::vector<FromDevice> group;
    for (std::uint64_t first : {1, 3, 5}) {
        group.push_back(
            {till_.name, UpKind::journal, encode(till_.batch(Lane::ledger, first, first + 1))});
    }
    const auto out = hub_.central.handle(group, hub_.now);
    ASSERT_TRUE(out);
    ASSERT_EQ(out->size(), 1U);
    EXPECT_EQ(decode_ack((*out)[0].payload)->committed, Seq(6));
}

TEST_F(Delivery, UnpacksCompressedBatches) {
    till_.capture(Lane::touch, 5);
    const auto packed = zstd_compress(encode(till_.batch(Lane::touch, 1, 5)));
    const auto out = hub_.tell(till_.name, UpKind::journal, packed);
    ASSERT_EQ(out.size(), 1U);
    EXPECT_EQ(decode_ack(out[0].payload)->committed, Seq(5));
}

TEST_F(Delivery, SameIdsOfTwoDevicesAreTwoEvents) {
    till_.capture(Lane::touch, 2);
    TestDevice other("s0042-pos2", 1);
    other.events = till_.events;
    hub_.send(till_, till_.batch(Lane::touch, 1, 2));
    hub_.send(other, other.batch(Lane::touch, 1, 2));
    EXPECT_EQ(hub_.events().size(), 4U);
    EXPECT_EQ(hub_.found("foreign_source"), 2U);
}

TEST_F(Delivery, TwoWorkersOnOneDatabaseAgree) {
    ScratchFolder folder;
    HubBench one(folder.file("hub.db"));
    HubBench two(folder.file("hub.db"));
    till_.capture(Lane::ledger, 40);
    one.greet(till_);
    // Each takes every other batch, and some of both, out of turn.
    EXPECT_EQ(two.committed(till_, till_.batch(Lane::ledger, 11, 20)), Seq(0));
    EXPECT_EQ(one.committed(till_, till_.batch(Lane::ledger, 1, 10)), Seq(20));
    EXPECT_EQ(two.committed(till_, till_.batch(Lane::ledger, 15, 30)), Seq(30));
    EXPECT_EQ(one.committed(till_, till_.batch(Lane::ledger, 21, 40)), Seq(40));
    const auto ack = two.send(till_, till_.batch(Lane::ledger, 31, 40));
    EXPECT_EQ(ack.committed, Seq(40));
    EXPECT_EQ(ack.nonce, till_.nonce);
    auto stored = one.events();
    EXPECT_EQ(stored, two.events());
    auto expected = bytes_of(till_, Lane::ledger);
    std::sort(stored.begin(), stored.end());
    std::sort(expected.begin(), expected.end());
    EXPECT_EQ(stored, expected);
    EXPECT_EQ(one.found("chain_broken") + two.found("chain_broken"), 0U);
}

// ---- A worker that dies ----

TEST(Commit, NothingIsKeptOfAGroupThatWasNotCommitted) {
    ScratchFolder folder;
    TestDevice till;
    till.capture(Lane::ledger, 3);
    {
        HubBench hub(folder.file("hub.db"));
        EXPECT_EQ(hub.committed(till, till.batch(Lane::ledger, 1, 3)), Seq(3));
    }
    HubBench hub(folder.file("hub.db"));
    EXPECT_EQ(hub.events().size(), 3U);
}

TEST(CommitControl, AnAckBeforeTheCommitOutlivesItsEvents) {
    ScratchFolder folder;
    TestDevice till;
    till.capture(Lane::ledger, 3);
    {
        HubBench hub(folder.file("hub.db"), {.ack_before_commit = true});
        EXPECT_EQ(hub.committed(till, till.batch(Lane::ledger, 1, 3)), Seq(3));
    }
    HubBench hub(folder.file("hub.db"));
    EXPECT_TRUE(hub.events().empty());
}

// ---- Gaps ----

SeqSpan span(std::uint64_t first, std::uint64_t last) {
    return {Seq(first), Seq(last)};
}

TEST_F(Delivery, AGapSettlesItsNumbersAndIsCounted) {
    till_.capture(Lane::touch, 9);
    const auto ack =
        hub_.send(till_, till_.batch_with_gap(Lane::touch, span(1, 9), span(4, 6), "evicted"));
    EXPECT_EQ(ack.committed, Seq(9));
    EXPECT_EQ(hub_.events().size(), 6U);
    const auto gaps = hub_.look(view_gaps);
    ASSERT_EQ(gaps.size(), 1U);
    EXPECT_NE(gaps[0].find(R"("first":4,"last":6,"reason":"evicted","lost":3,"late":0)"),
              std::string::npos)
        << gaps[0];
}

TEST_F(Delivery, AGapAtTheEndIsAckedWithTheIdThatStoodThere) {
    till_.capture(Lane::touch, 6);
    const auto ack =
        hub_.send(till_, till_.batch_with_gap(Lane::touch, span(1, 6), span(4, 6), "evicted"));
    EXPECT_EQ(ack.committed, Seq(6));
    EXPECT_EQ(ack.id, till_.id_at(Lane::touch, 6));
}

TEST_F(Delivery, AnEventOfAGapThatComesAfterAllIsStored) {
    till_.capture(Lane::touch, 6);
    hub_.send(till_, till_.batch_with_gap(Lane::touch, span(1, 6), span(3, 4), "evicted"));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::touch, 3, 4)), Seq(6));
    EXPECT_EQ(hub_.events().size(), 6U);
    EXPECT_NE(hub_.look(view_gaps)[0].find(R"("lost":2,"late":2)"), std::string::npos);
    EXPECT_TRUE(hub_.look(view_forks).empty());
}

TEST_F(Delivery, AGapOverNumbersThatCameBeforeLosesNothing) {
    till_.capture(Lane::touch, 6);
    hub_.send(till_, till_.batch(Lane::touch, 1, 4));
    hub_.send(till_, till_.batch_with_gap(Lane::touch, span(3, 6), span(3, 5), "evicted"));
    EXPECT_NE(hub_.look(view_gaps)[0].find(R"("first":3,"last":5,"reason":"evicted","lost":1)"),
              std::string::npos);
}

TEST_F(Delivery, AGapThatGrowsIsCountedOnce) {
    till_.capture(Lane::touch, 12);
    EXPECT_EQ(
        hub_.committed(till_, till_.batch_with_gap(Lane::touch, span(1, 6), span(3, 6), "evicted")),
        Seq(6));
    EXPECT_EQ(hub_.committed(till_,
                             till_.batch_with_gap(Lane::touch, span(3, 12), span(3, 9), "evicted")),
              Seq(12));
    // A part of it, clipped at the front by where the sending began.
    EXPECT_EQ(hub_.committed(till_,
                             till_.batch_with_gap(Lane::touch, span(8, 12), span(8, 9), "evicted")),
              Seq(12));
    std::uint64_t lost = 0;
    for (const auto& row : hub_.look(view_gaps)) {
        lost += std::stoull(row.substr(row.find("\"lost\":") + 7));
    }
    EXPECT_EQ(lost, 7U);
}

TEST_F(Delivery, ABatchThatIsRefusedHalfWayLeavesNothingBehind) {
    till_.capture(Lane::touch, 8);
    ASSERT_EQ(hub_.committed(till_, till_.batch(Lane::touch, 1, 1)), Seq(1));
    ASSERT_EQ(hub_epochs_max, 4096);
    ASSERT_TRUE(hub_.database().db().run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4095)"
        " INSERT INTO lane(device, epoch, lane) SELECT (SELECT device FROM lane LIMIT 1),"
        " CAST(printf('%016d', i) AS BLOB), kind FROM n, (SELECT 0 AS kind UNION SELECT 1)"));
    auto greedy = till_.batch_with_gap(Lane::touch, {Seq(2), Seq(8)}, {Seq(5), Seq(6)}, "rebuilt");
    greedy.gaps[0].origin_epoch = random_id<Epoch>(till_.dice);
    greedy.gaps[0].origin_first = Seq(5);
    for (std::size_t i = 1; i <= 3; ++i) {
        EXPECT_TRUE(hub_.tell(till_.name, UpKind::journal, encode(greedy)).empty());
        EXPECT_EQ(hub_.found("refused"), i);
        EXPECT_EQ(hub_.events().size(), 1U);
    }
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::touch, 2, 8)), Seq(8));
    EXPECT_EQ(hub_.events(), bytes_of(till_, Lane::touch));
}

TEST_F(Delivery, WhatARefusedBatchBroughtIsNotNumberedTwice) {
    till_.capture(Lane::touch, 4);
    TestDevice other("s0042-pos2", 2);
    other.capture(Lane::touch, 2);
    ASSERT_TRUE(
        hub_.database().db().run("CREATE TRIGGER full BEFORE INSERT ON run WHEN new.first = 3"
                                 " BEGIN SELECT raise(ABORT, 'no place'); END"));
    auto torn = till_.batch_with_gap(Lane::touch, {Seq(1), Seq(4)}, {Seq(2), Seq(2)}, "evicted");
    const std::vector<FromDevice> group{
        {till_.name, UpKind::journal, encode(torn)},
        {other.name, UpKind::journal, encode(other.batch(Lane::touch, 1, 2))}};
    const auto out = hub_.central.handle(group, hub_.now);
    ASSERT_TRUE(out) << out.error().what();
    EXPECT_EQ(out->size(), 1U);
    EXPECT_EQ(hub_.events(), bytes_of(other, Lane::touch));
}

TEST_F(Delivery, TheChainGoesOnAcrossAGap) {
    till_.capture(Lane::ledger, 9);
    hub_.send(till_, till_.batch_with_gap(Lane::ledger, span(1, 6), span(3, 4), "quarantined"));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 7, 9)), Seq(9));
    EXPECT_EQ(hub_.found("chain_broken"), 0U);
}

// ---- What does not check out is found, and delivered all the same ----

TEST_F(Delivery, ABrokenChainIsFoundOnceAndStopsNothing) {
    till_.capture(Lane::ledger, 9);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 3));
    auto batch = till_.batch(Lane::ledger, 4, 6);
    batch.before_chain = sha256({"another"});
    EXPECT_EQ(hub_.committed(till_, batch), Seq(6));
    EXPECT_EQ(hub_.found("chain_broken"), 1U);
}

TEST_F(Delivery, ABrokenChainIsFoundWhenTheHoleFillsToo) {
    till_.capture(Lane::ledger, 6);
    auto batch = till_.batch(Lane::ledger, 4, 6);
    batch.before_chain = sha256({"another"});
    hub_.send(till_, batch);
    EXPECT_EQ(hub_.found("chain_broken"), 0U);
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 1, 3)), Seq(6));
    EXPECT_EQ(hub_.found("chain_broken"), 1U);
}

TEST_F(Delivery, APersonPartThatIsNotTheOneHashedIsFoundAndKept) {
    till_.append(till_.make(EventKinds::member_signup_submitted, "{}", R"({"name":"A"})"));
    till_.append(till_.make(EventKinds::member_signup_submitted, "{}", R"({"name":"B"})"));
    auto batch = till_.batch(Lane::ledger, 1, 2);
    batch.entries[1].person = R"({"name":"C"})";
    EXPECT_EQ(hub_.committed(till_, batch), Seq(2));
    EXPECT_EQ(hub_.found("person_mismatch"), 1U);
    EXPECT_EQ(hub_.events().size(), 2U);
}

TEST_F(Delivery, OtherBytesUnderTheSameIdAreFoundAndTheFirstKept) {
    till_.capture(Lane::ledger, 2);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 2));
    auto batch = till_.batch(Lane::ledger, 1, 2);
    const auto at = batch.entries[1].event.find(R"({"n":1})");
    batch.entries[1].event.replace(at, 7, R"({"n":2})");
    EXPECT_EQ(hub_.committed(till_, batch), Seq(2));
    EXPECT_EQ(hub_.found("bytes_changed"), 1U);
    EXPECT_EQ(hub_.events(), bytes_of(till_, Lane::ledger));
}

}  // namespace
}  // namespace aisle
