// SPDX-License-Identifier: Apache-2.0
// What is sent when, and what central's word about it changes.
#include "tests/sync/session_story.hpp"

namespace aisle {
namespace {

TEST(SessionStreaming, TheWindowCountsBatchesUntilCentralHasCommittedThemNotTheBroker) {
    SessionOptions options;
    options.window = 3;
    SessionStory story(options);
    story.append(Lane::ledger, 100);
    story.stream();
    const auto sent = story.send();
    ASSERT_EQ(sent.size(), 3U);
    for (const auto& batch : sent) story.puback(batch);
    EXPECT_TRUE(story.send().empty());
    story.ack(Lane::ledger, Seq(10));
    const auto more = story.send();
    ASSERT_EQ(more.size(), 1U);
    EXPECT_EQ(more[0].first, Seq(31));
    EXPECT_EQ(more[0].last, Seq(40));
}

TEST(SessionStreaming, AHubThatIsDownBehindALiveBrokerGetsTheWindowAndNoMore) {
    SessionStory story;
    story.append(Lane::touch, 100'000);
    story.stream();
    std::size_t batches = 0;
    for (int minute = 0; minute < 60; ++minute) {
        for (const auto& batch : story.send()) {
            story.puback(batch);
            ++batches;
        }
        story.pass(Seconds{60});
    }
    EXPECT_EQ(batches, window_batches_default);
}

TEST(SessionStreaming, APurchaseGoesBeforeABacklogOfScans) {
    SessionOptions options;
    options.window = 2;
    SessionStory story(options);
    story.append(Lane::touch, 1000);
    story.stream();
    EXPECT_EQ(story.send().back().lane, Lane::touch);
    story.append(Lane::ledger);
    story.ack(Lane::touch, Seq(10));
    const auto next = story.send();
    ASSERT_EQ(next.size(), 1U);
    EXPECT_EQ(next[0].lane, Lane::ledger);
}

TEST(SessionStreaming, WhatIsAppendedLaterIsSentByItself) {
    SessionStory story;
    story.stream();
    EXPECT_EQ(story.count<ReadBatch>(), 0U);
    story.append(Lane::touch);
    const auto sent = story.send();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].last, Seq(1));
}

TEST(SessionStreaming, GoesBackToTheLastAckWhenCentralStalls) {
    SessionStory story;
    story.append(Lane::ledger, 50);
    story.stream();
    story.send();
    story.ack(Lane::ledger, Seq(20));
    story.take<SayHello>();
    story.pass(ack_patience_first);
    EXPECT_TRUE(story.remarked("sync.stalled"));
    EXPECT_EQ(story.state(), SessionState::greeting);
    EXPECT_EQ(story.session.view().in_flight, 0U);
    story.stream_again();
    EXPECT_EQ(story.send().front().first, Seq(21));
}

TEST(SessionStreaming, StallsWithGrowingPatienceUntilCentralCommitsSomething) {
    SessionStory story;
    story.append(Lane::ledger, 50);
    story.stream();
    std::vector<Micros> waits;
    for (int i = 0; i < 8; ++i) {
        story.send();
        const auto before = story.now;
        while (story.state() == SessionState::streaming) story.wait();
        waits.push_back(story.now - before);
        story.stream_again();
    }
    EXPECT_EQ(waits.front(), Micros{ack_patience_first});
    EXPECT_EQ(waits[1], Micros{ack_patience_first} * 2);
    EXPECT_EQ(waits.back(), Micros{ack_patience_max});
    story.send();
    story.ack(Lane::ledger, Seq(10));
    story.send();
    const auto before = story.now;
    while (story.state() == SessionState::streaming) story.wait();
    EXPECT_EQ(story.now - before, Micros{ack_patience_first});
}

TEST(SessionStreaming, AcksOfAnotherHelloOrEpochAreIgnored) {
    SessionStory story;
    story.append(Lane::ledger, 5);
    story.stream();
    story.send();
    auto ack = story.make_ack(Lane::ledger, Seq(5));
    ack.nonce.bytes[0] ^= 1;
    story.happens(GotAck{ack});
    ack = story.make_ack(Lane::ledger, Seq(5));
    ack.epoch.bytes[0] ^= 1;
    story.happens(GotAck{ack});
    EXPECT_EQ(story.session.view().acked[0], Seq(0));
    EXPECT_EQ(story.state(), SessionState::streaming);
    story.ack(Lane::ledger, Seq(5));
    EXPECT_EQ(story.session.view().acked[0], Seq(5));
}

TEST(SessionStreaming, AnAckThatDoesNotFitSaysHelloAtOnce) {
    const auto greets = [](auto spoil) {
        SessionStory story;
        story.append(Lane::ledger, 5);
        story.stream();
        story.send();
        story.take<SayHello>();
        auto ack = story.make_ack(Lane::ledger, Seq(3));
        spoil(ack);
        story.happens(GotAck{ack});
        return story.count<SayHello>() == 1 && story.state() == SessionState::greeting;
    };
    EXPECT_TRUE(greets([](Ack& ack) { ack.forked = true; }));
    EXPECT_TRUE(greets([](Ack& ack) { ack.incarnation.bytes[5] ^= 1; }));
    EXPECT_TRUE(greets([](Ack& ack) { ack.committed = Seq(6); }));
    EXPECT_FALSE(greets([](Ack&) {}));
}

TEST(SessionStreaming, WhatAnotherCentralSaysIsAnsweredWithAHelloAndOurOwnIsNot) {
    SessionStory story;
    story.stream();
    story.take<SayHello>();
    story.happens(CentralSpoke{story.incarnation});
    EXPECT_EQ(story.count<SayHello>(), 0U);
    EXPECT_EQ(story.session.view().central, story.incarnation);
    auto other = story.incarnation;
    other.bytes[5] ^= 1;
    story.happens(CentralSpoke{other});
    EXPECT_EQ(story.count<SayHello>(), 1U);
    EXPECT_EQ(story.session.view().central, story.incarnation) << "until its welcome";
    story.incarnation = other;
    story.stream_again();
    EXPECT_EQ(story.session.view().central, other);
}

TEST(SessionStreaming, AWelcomeOfAnotherIncarnationIsToldToTheJournal) {
    SessionStory story;
    story.stream();
    story.take<ReconcileJournal>();
    story.incarnation.bytes[1] = 1;
    story.happens(GotAck{story.make_ack(Lane::ledger, Seq(0))});
    story.welcome();
    EXPECT_TRUE(story.remarked("sync.central_changed"));
    EXPECT_TRUE(story.take<ReconcileJournal>().at(0).incarnation_changed);
}

TEST(SessionStreaming, AnUnaskedWelcomeRewinds) {
    SessionStory story;
    story.append(Lane::ledger, 40);
    story.stream();
    story.send();
    story.ack(Lane::ledger, Seq(40));
    story.committed[0] = Seq(15);
    story.welcome();
    EXPECT_EQ(story.state(), SessionState::greeting);
    story.acked = story.committed;
    JournalReconciled back{{story.epoch, {}, false, true, ""}};
    back.journal.lanes[0].next = Seq(41);
    back.journal.lanes[0].acked = Seq(15);
    story.happens(back);
    EXPECT_TRUE(story.remarked("journal.rewound"));
    EXPECT_EQ(story.send().front().first, Seq(16));
}

TEST(SessionStreaming, SaysHelloAgainOnceADay) {
    SessionStory story;
    story.stream();
    story.take<SayHello>();
    story.wait();
    EXPECT_EQ(story.now, *story.session.view().welcomed + Micros{rehello_interval});
    EXPECT_EQ(story.count<SayHello>(), 1U);
    story.stream_again();
    EXPECT_EQ(story.state(), SessionState::streaming);
}

TEST(SessionStreaming, NotesAcksOnDiskSeldomAndTheLastOne) {
    SessionStory story;
    story.append(Lane::ledger, 100);
    story.append(Lane::touch, 100);
    story.stream();
    std::size_t saved = 0;
    for (std::uint64_t i = 1; i <= 98; ++i) {
        story.send();
        story.ack(Lane::ledger, Seq(i));
        story.ack(Lane::touch, Seq(i));
        story.pass(Millis{100});
        saved += story.count<SaveAck>();
    }
    EXPECT_LE(saved, 6U);
    EXPECT_GE(saved, 2U);
    story.pass(ack_save_interval);
    const auto last = story.take<SaveAck>();
    ASSERT_EQ(last.size(), 2U);
    EXPECT_EQ(last[0].committed.lane, Lane::ledger);
    EXPECT_EQ(last[0].committed.through, Seq(98));
    EXPECT_EQ(last[0].committed.id, SessionStory::id_of(Lane::ledger, Seq(98)));
    EXPECT_EQ(last[1].committed.lane, Lane::touch);
    story.pass(ack_save_interval);
    EXPECT_EQ(story.count<SaveAck>(), 0U);
}

TEST(SessionStreaming, NotesNoAckWhileAWelcomeMayTakeItBack) {
    SessionStory story;
    story.append(Lane::ledger, 10);
    story.stream();
    story.pass(ack_save_interval);
    story.send();
    story.ack(Lane::ledger, Seq(5));
    story.take<SaveAck>();
    story.ack(Lane::ledger, Seq(10));
    story.committed[0] = Seq(2);
    story.welcome();
    story.pass(Seconds{60});
    EXPECT_EQ(story.count<SaveAck>(), 0U);
    story.reconcile();
    story.pass(Seconds{60});
    EXPECT_EQ(story.count<SaveAck>(), 0U);
}

TEST(SessionStreaming, AnAckThatCouldNotBeNotedIsNotedAgain) {
    SessionStory story;
    story.append(Lane::touch, 10);
    story.stream();
    story.send();
    story.pass(ack_save_interval);
    story.ack(Lane::touch, Seq(10));
    ASSERT_EQ(story.count<SaveAck>(), 1U);
    story.pass(ack_save_interval);
    EXPECT_EQ(story.count<SaveAck>(), 0U);
    story.take<SayHello>();
    story.happens(AckSaved{true, false, Lane::touch});
    EXPECT_EQ(story.count<SayHello>(), 0U);
    story.wait();
    const auto again = story.take<SaveAck>();
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].committed.lane, Lane::touch);
    EXPECT_EQ(again[0].committed.through, Seq(10));
}

TEST(SessionStreaming, AnAckThatTheJournalDisagreesWithSaysHello) {
    SessionStory story;
    story.append(Lane::ledger, 10);
    story.stream();
    story.take<SayHello>();
    story.happens(AckSaved{true});
    EXPECT_EQ(story.count<SayHello>(), 0U);
    story.happens(AckSaved{false});
    EXPECT_EQ(story.count<SayHello>(), 1U);
    story.lose();
    story.happens(AckSaved{false});
    EXPECT_EQ(story.count<SayHello>(), 0U);
}

TEST(SessionStreaming, AReadThatAnAckHasOvertakenIsReadAnew) {
    SessionStory story;
    story.append(Lane::ledger, 100);
    story.stream();
    const auto first = story.take<ReadBatch>().at(0);
    // Sent before the last go-back under the same hello, committed only now.
    story.ack(Lane::ledger, Seq(50));
    std::vector<SessionStory::Sent> sent;
    story.answer(first, sent);
    EXPECT_TRUE(sent.empty());
    sent = story.send();
    ASSERT_FALSE(sent.empty());
    EXPECT_EQ(sent[0].first, Seq(51));
    EXPECT_GE(story.session.view().sent[0], story.session.view().acked[0]);
}

TEST(SessionStreaming, AnAckInTheMiddleOfABatchLeavesItUnderWay) {
    SessionStory story;
    story.append(Lane::ledger, 10);
    story.stream();
    story.send();
    story.ack(Lane::ledger, Seq(4));
    EXPECT_EQ(story.session.view().in_flight, 1U);
    story.ack(Lane::ledger, Seq(10));
    EXPECT_EQ(story.session.view().in_flight, 0U);
}

TEST(SessionStreaming, KeepsCentralsPaceInEachLane) {
    SessionStory story;
    story.append(Lane::touch, 100);
    story.open();
    story.connect();
    auto welcome = story.make_welcome();
    welcome.pace.events_per_second = 5;
    story.happens(GotWelcome{welcome});
    story.reconcile();
    EXPECT_EQ(story.send().size(), 1U);
    story.append(Lane::ledger);
    const auto purchase = story.send();
    ASSERT_EQ(purchase.size(), 1U) << "the pace of scans holds no purchase up";
    EXPECT_EQ(purchase[0].lane, Lane::ledger);
    const auto before = story.now;
    story.wait();
    EXPECT_EQ(story.now - before, Seconds{2});
    EXPECT_EQ(story.send().size(), 1U);
}

TEST(SessionStreaming, BatchesOfBothLanesTogetherKeepTheBrokersQuota) {
    SessionOptions options;
    options.messages_per_second = 4;
    SessionStory story(options);
    story.append(Lane::touch, 300);
    story.append(Lane::ledger);
    story.stream();
    for (int message = 0; message < 3; ++message) {
        const auto sent = story.send();
        ASSERT_EQ(sent.size(), 1U) << message;
        EXPECT_EQ(sent[0].lane, message == 0 ? Lane::ledger : Lane::touch);
        const auto before = story.now;
        story.wait();
        EXPECT_EQ(story.now - before, Millis{250});
    }
}

TEST(SessionStreaming, AGapOfAMillionNumbersTakesNoTimeOfThePace) {
    SessionOptions options;
    options.events_per_second = 10;
    SessionStory story(options);
    story.append(Lane::touch, 100);
    story.stream();
    const auto read = story.take<ReadBatch>().at(0);
    story.next[1] = Seq(1'000'001);
    story.happens(Appended{Lane::touch, Seq(1'000'000)});
    story.happens(BatchIsReady{read.request, Lane::touch, Seq(1), Seq(999'999), {}, "gaps", 0});
    EXPECT_EQ(story.count<ReadBatch>(), 1U);
}

TEST(SessionStreaming, CompressesOnlyWhenCentralOffersIt) {
    SessionStory plain;
    plain.append(Lane::ledger, 10);
    plain.stream();
    plain.send();
    EXPECT_FALSE(plain.reads.at(0).compress);
    EXPECT_LT(plain.reads[0].bounds.bytes_max, message_bytes_max_default);

    SessionStory packed;
    packed.append(Lane::ledger, 10);
    packed.open();
    packed.connect();
    auto welcome = packed.make_welcome();
    welcome.encodings = {"zstd"};
    packed.happens(GotWelcome{welcome});
    packed.reconcile();
    packed.send();
    EXPECT_TRUE(packed.reads.at(0).compress);
    EXPECT_GT(packed.reads[0].bounds.bytes_max, message_bytes_max_default);
    EXPECT_LT(packed.reads[0].bounds.bytes_max, batch_bytes_max);
}

TEST(SessionStreaming, BatchesFitTheBrokersPackets) {
    SessionStory story;
    story.append(Lane::ledger, 10);
    story.stream({.packet_bytes_max = 10'000});
    story.send();
    EXPECT_LT(story.reads.at(0).message_bytes_max, 10'000U);
    EXPECT_LT(story.reads[0].bounds.bytes_max, story.reads[0].message_bytes_max);
}

TEST(SessionStreaming, WithoutAHubTheBrokersWordRaisesTheWatermark) {
    SessionOptions options;
    options.broker_acks = true;
    options.single_events = true;
    SessionStory story(options);
    story.append(Lane::ledger, 5);
    story.open();
    story.connect();
    EXPECT_EQ(story.count<SayHello>(), 0U);
    const auto sent = story.send();
    ASSERT_EQ(sent.size(), 5U);
    EXPECT_TRUE(story.reads[0].single_event);
    EXPECT_EQ(story.reads[0].bounds.entries_max, 1U);
    story.puback(sent[1]);
    EXPECT_EQ(story.session.view().acked[0], Seq(0)) << "in order only";
    story.puback(sent[0]);
    EXPECT_EQ(story.session.view().acked[0], Seq(2));
    story.puback(sent[2], PublishOutcome::no_subscriber);
    EXPECT_EQ(story.session.view().acked[0], Seq(3));
    story.pass(ack_save_interval);
    EXPECT_EQ(story.take<SaveAck>().back().committed.id, SessionStory::id_of(Lane::ledger, Seq(3)));
}

TEST(SessionStreaming, WithoutAHubItSendsAgainAfterItsStoreOrTheQuotaHasFailed) {
    SessionOptions options;
    options.broker_acks = true;
    SessionStory story(options);
    story.append(Lane::ledger, 2);
    story.open();
    story.connect();
    story.happens(Unsaved{"no room"});
    story.wait();
    EXPECT_EQ(story.state(), SessionState::streaming);
    for (int times = 0; times < 5; ++times) {
        for (const auto& batch : story.send()) {
            story.puback(batch, PublishOutcome::quota_exceeded);
        }
        story.wait();
        EXPECT_EQ(story.state(), SessionState::streaming) << "after " << times;
    }
    for (const auto& batch : story.send()) story.puback(batch);
    EXPECT_EQ(story.session.view().acked[0], Seq(2));
    EXPECT_EQ(story.count<SayHello>() + story.count<CloseLink>(), 0U);
}

TEST(SessionStreaming, WithoutAHubItNeitherGreetsNorWakesInVain) {
    SessionOptions options;
    options.broker_acks = true;
    SessionStory story(options);
    story.append(Lane::ledger, 5);
    story.open();
    story.connect();
    for (const auto& batch : story.send()) story.puback(batch);
    for (int day = 0; day < 7; ++day) story.wait();
    EXPECT_EQ(story.count<SayHello>(), 0U);
    EXPECT_EQ(story.state(), SessionState::streaming);

    story.append(Lane::ledger);
    story.send();
    const auto before = story.now;
    while (story.state() == SessionState::streaming) story.wait();
    EXPECT_EQ(story.now - before, Micros{ack_patience_max});
    EXPECT_EQ(story.state(), SessionState::offline);
}

TEST(SessionStreaming, AsksForNoTickWhileAnAckWaitsToBeNotedAndTheLineIsDown) {
    SessionStory story;
    story.append(Lane::ledger, 20);
    story.stream();
    story.pass(ack_save_interval);
    story.send();
    story.ack(Lane::ledger, Seq(10));
    story.ack(Lane::ledger, Seq(20));
    story.lose();
    story.wait();
    EXPECT_EQ(story.state(), SessionState::connecting);
    EXPECT_EQ(story.session.deadline(), story.now + connect_patience);
}

}  // namespace
}  // namespace aisle
