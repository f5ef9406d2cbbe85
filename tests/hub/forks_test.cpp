// SPDX-License-Identifier: Apache-2.0
// Two journals out of one, central put back, and the way on from there.
#include "tests/hub/hub_bench.hpp"

namespace aisle {
namespace {

SeqSpan span(std::uint64_t first, std::uint64_t last) {
    return {Seq(first), Seq(last)};
}

std::uint64_t lost_in(const std::vector<std::string>& gaps) {
    std::uint64_t lost = 0;
    for (const auto& row : gaps) lost += std::stoull(row.substr(row.find("\"lost\":") + 7));
    return lost;
}

class Forks : public testing::Test {
protected:
    // The till's disk goes back to what it was after `count` ledger entries; then it sells on.
    void roll_back_to(std::size_t count) {
        till_.events[0].resize(count);
        till_.context.wall += Seconds{3600};
    }
    // The rows travel again under a new epoch, what was trimmed as a gap before them.
    Batch whole_again(Lane lane, std::uint64_t trimmed, const Epoch& origin) {
        const auto last = till_.events[static_cast<std::size_t>(lane)].size();
        if (trimmed == 0) return till_.batch(lane, 1, last);
        auto batch = till_.batch_with_gap(lane, span(1, last), span(1, trimmed), "trimmed");
        batch.gaps[0].origin_epoch = origin;
        batch.gaps[0].origin_first = Seq(1);
        return batch;
    }

    HubBench hub_;
    TestDevice till_;
};

TEST_F(Forks, AnotherEventAtATakenPlaceIsStoredAndTheLaneStandsStill) {
    till_.capture(Lane::ledger, 5);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 5));
    roll_back_to(3);
    till_.capture(Lane::ledger, 3);
    const auto ack = hub_.send(till_, till_.batch(Lane::ledger, 4, 6));
    EXPECT_TRUE(ack.forked);
    EXPECT_EQ(ack.committed, Seq(5));
    EXPECT_EQ(hub_.events().size(), 8U);
    const auto forks = hub_.look(view_forks);
    ASSERT_EQ(forks.size(), 1U);
    EXPECT_NE(forks[0].find("\"seq\":4"), std::string::npos);
    EXPECT_EQ(hub_.found("fork"), 1U);
}

TEST_F(Forks, AnotherIdBeforeABatchIsAFork) {
    till_.capture(Lane::touch, 5);
    hub_.send(till_, till_.batch(Lane::touch, 1, 5));
    till_.events[1].resize(3);
    till_.capture(Lane::touch, 5);
    const auto ack = hub_.send(till_, till_.batch(Lane::touch, 6, 8));
    EXPECT_TRUE(ack.forked);
    EXPECT_EQ(ack.committed, Seq(5));
    EXPECT_EQ(hub_.events().size(), 8U);
}

TEST_F(Forks, AnotherIdBeforeAnEarlierNumberIsAFork) {
    till_.capture(Lane::touch, 5);
    hub_.send(till_, till_.batch(Lane::touch, 1, 5));
    auto batch = till_.batch(Lane::touch, 4, 5);
    batch.before_id = till_.id_at(Lane::touch, 1);
    EXPECT_TRUE(hub_.send(till_, batch).forked);
}

TEST_F(Forks, TheSeamOfABatchThatCameEarlyIsCheckedWhenTheHoleFills) {
    till_.capture(Lane::touch, 6);
    auto early = till_.batch(Lane::touch, 4, 6);
    early.before_id = make_event_id(till_.context.wall, till_.dice);
    EXPECT_FALSE(hub_.send(till_, early).forked);
    const auto ack = hub_.send(till_, till_.batch(Lane::touch, 1, 3));
    EXPECT_TRUE(ack.forked);
    EXPECT_EQ(ack.committed, Seq(3));
}

TEST_F(Forks, AGapThatNamesAnotherIdIsAFork) {
    till_.capture(Lane::touch, 5);
    hub_.send(till_, till_.batch(Lane::touch, 1, 5));
    auto batch = till_.batch_with_gap(Lane::touch, span(4, 5), span(4, 5), "evicted");
    batch.gaps[0].id = make_event_id(till_.context.wall, till_.dice);
    EXPECT_TRUE(hub_.send(till_, batch).forked);
}

TEST_F(Forks, AnotherEventAtTheEndOfASettledGapIsAFork) {
    till_.capture(Lane::touch, 5);
    hub_.send(till_, till_.batch_with_gap(Lane::touch, span(1, 5), span(4, 5), "evicted"));
    till_.events[1].resize(3);
    till_.capture(Lane::touch, 2);
    EXPECT_TRUE(hub_.send(till_, till_.batch(Lane::touch, 4, 5)).forked);
    EXPECT_EQ(hub_.events().size(), 5U);
}

TEST_F(Forks, BothLanesOfTheEpochFork) {
    till_.capture(Lane::ledger, 2);
    till_.capture(Lane::touch, 2);
    hub_.send(till_, till_.batch(Lane::touch, 1, 2));
    hub_.send(till_, till_.batch(Lane::ledger, 1, 2));
    roll_back_to(1);
    till_.capture(Lane::ledger, 2);
    hub_.send(till_, till_.batch(Lane::ledger, 2, 3));
    const auto welcome = hub_.greet(till_);
    EXPECT_TRUE(welcome.epochs.at(0).ledger.forked);
    EXPECT_TRUE(welcome.epochs.at(0).touch.forked);
    till_.capture(Lane::touch, 1);
    const auto ack = hub_.send(till_, till_.batch(Lane::touch, 3, 3));
    EXPECT_TRUE(ack.forked);
    EXPECT_EQ(ack.committed, Seq(2));
    EXPECT_EQ(hub_.events().size(), 7U);
}

TEST_F(Forks, UnderTheNewEpochTheSameRowsComeAgainAndCountOnce) {
    till_.capture(Lane::ledger, 5);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 5));
    roll_back_to(3);
    till_.capture(Lane::ledger, 3);
    hub_.send(till_, till_.batch(Lane::ledger, 4, 6));
    const auto before = till_.epoch;
    till_.begin_epoch();
    const auto ack = hub_.send(till_, whole_again(Lane::ledger, 2, before));
    EXPECT_FALSE(ack.forked);
    EXPECT_EQ(ack.committed, Seq(6));
    EXPECT_EQ(ack.id, till_.id_at(Lane::ledger, 6));
    EXPECT_EQ(hub_.events().size(), 8U);
    // 1 and 2 were trimmed after central had them.
    EXPECT_EQ(lost_in(hub_.look(view_gaps)), 0U);
    EXPECT_EQ(hub_.found("chain_broken"), 0U);
}

TEST_F(Forks, SalvagedRowsUnderNewNumbersCountOnce) {
    till_.capture(Lane::ledger, 6);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 6));
    // Two rows could not be read; the rest moved up.
    till_.begin_epoch();
    till_.events[0].erase(till_.events[0].begin() + 1, till_.events[0].begin() + 3);
    till_.capture(Lane::ledger, 1);
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 1, 5)), Seq(5));
    EXPECT_EQ(hub_.events().size(), 7U);
    EXPECT_TRUE(hub_.look(view_forks).empty());
}

TEST_F(Forks, AWipedHubTakesWhatIsThereAndCountsTheRestAsLost) {
    till_.capture(Lane::ledger, 6);
    const auto before = till_.epoch;
    till_.begin_epoch();
    EXPECT_EQ(hub_.committed(till_, whole_again(Lane::ledger, 4, before)), Seq(6));
    EXPECT_EQ(hub_.events().size(), 2U);
    EXPECT_EQ(lost_in(hub_.look(view_gaps)), 4U);
    // And once only, when it happens again.
    const auto second = till_.epoch;
    till_.begin_epoch();
    auto batch = whole_again(Lane::ledger, 4, before);
    hub_.send(till_, batch);
    EXPECT_NE(till_.epoch, second);
    EXPECT_EQ(lost_in(hub_.look(view_gaps)), 4U);
}

TEST_F(Forks, AGapOfTheOldEpochIsNotCountedAgainUnderTheNewOne) {
    till_.capture(Lane::touch, 8);
    hub_.send(till_, till_.batch_with_gap(Lane::touch, span(1, 8), span(2, 4), "evicted"));
    const auto before = till_.epoch;
    till_.begin_epoch();
    auto batch = till_.batch_with_gap(Lane::touch, span(1, 8), span(2, 4), "evicted");
    batch.gaps[0].origin_epoch = before;
    batch.gaps[0].origin_first = Seq(2);
    hub_.send(till_, batch);
    EXPECT_EQ(hub_.look(view_gaps).size(), 2U);
    EXPECT_EQ(lost_in(hub_.look(view_gaps)), 3U);
}

TEST_F(Forks, AHubPutBackAsksFromWhereItIs) {
    till_.capture(Lane::ledger, 3);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 3));
    // What came after 3 was lost with the database; the till has sent through 9.
    till_.capture(Lane::ledger, 6);
    const auto welcome = hub_.greet(till_);
    EXPECT_EQ(welcome.epochs.at(0).ledger.committed, Seq(3));
    EXPECT_EQ(welcome.epochs.at(0).ledger.id, till_.id_at(Lane::ledger, 3));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 4, 9)), Seq(9));
    EXPECT_EQ(hub_.found("chain_broken"), 0U);
}

// ---- Rewind ----

TEST_F(Forks, ARewoundLaneIsAskedForAgainAndCountsOnce) {
    till_.capture(Lane::ledger, 9);
    hub_.greet(till_);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 9));
    ASSERT_TRUE(hub_.orders.rewind({till_.name, Lane::ledger, Seq(4)}));
    const auto due = hub_.due();
    ASSERT_EQ(due.size(), 1U);
    EXPECT_EQ(due[0].topic, "down/s0042-pos1/welcome");
    const auto welcome = decode_welcome(due[0].payload);
    EXPECT_EQ(welcome->nonce, till_.nonce);
    EXPECT_EQ(welcome->epochs.at(0).ledger.committed, Seq(4));
    EXPECT_EQ(welcome->epochs.at(0).ledger.id, till_.id_at(Lane::ledger, 4));
    EXPECT_TRUE(hub_.due().empty());

    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 5, 7)), Seq(7));
    EXPECT_EQ(hub_.committed(till_, till_.batch(Lane::ledger, 8, 9)), Seq(9));
    EXPECT_EQ(hub_.events(), bytes_of(till_, Lane::ledger));
    EXPECT_EQ(hub_.found("chain_broken"), 0U);
    EXPECT_TRUE(hub_.look(view_forks).empty());
}

TEST_F(Forks, WhatADeviceNoLongerHasAfterARewindIsNotLost) {
    till_.capture(Lane::ledger, 9);
    hub_.greet(till_);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 9));
    ASSERT_TRUE(hub_.orders.rewind({till_.name, Lane::ledger, Seq(2)}));
    hub_.send(till_, till_.batch_with_gap(Lane::ledger, span(3, 9), span(3, 6), "trimmed"));
    EXPECT_EQ(lost_in(hub_.look(view_gaps)), 0U);
}

TEST_F(Forks, ARewindNamesWhatItCannotDo) {
    EXPECT_EQ(hub_.orders.rewind({"nobody", Lane::ledger, Seq(1)}).error().kind(), Errc::not_found);
    hub_.greet(till_);
    EXPECT_EQ(hub_.orders.rewind({till_.name, Lane::ledger, Seq(1)}).error().kind(),
              Errc::not_found);
    till_.capture(Lane::ledger, 2);
    hub_.send(till_, till_.batch(Lane::ledger, 1, 2));
    EXPECT_EQ(hub_.orders.rewind({till_.name, Lane::ledger, Seq(2)}).error().kind(), Errc::invalid);
    EXPECT_TRUE(hub_.due().empty());
}

}  // namespace
}  // namespace aisle
