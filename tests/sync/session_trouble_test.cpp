// SPDX-License-Identifier: Apache-2.0
// Refusals, broken connections, and the one record that breaks them.
#include "tests/sync/session_story.hpp"

namespace aisle {
namespace {

// So long a line is watched without a suspect that is sent alone.
constexpr Micros watched = Seconds{2};

// Sends, and the connection breaks this long after.
void break_after(SessionStory& story, Micros after, LinkLoss loss = LinkLoss::lost) {
    story.pass(watched);
    story.send();
    story.now += after;
    story.lose(loss);
    story.stream_again();
}

TEST(SessionTrouble, ARecordThatBreaksTheConnectionIsFoundAloneAndSetAside) {
    SessionStory story;
    story.append(Lane::ledger, 30);
    story.stream();
    for (int i = 0; i < poison_strikes_max; ++i) break_after(story, Millis{50});
    EXPECT_EQ(story.count<SetAside>(), 0U);
    story.reads.clear();
    EXPECT_EQ(story.send().size(), 1U) << "one by one";
    EXPECT_EQ(story.reads.at(0).bounds.entries_max, 1U);
    story.ack(Lane::ledger, Seq(1));
    const auto second = story.send();
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].first, second[0].last);
    story.lose();
    story.stream_again();
    for (int i = 1; i < poison_strikes_max; ++i) break_after(story, Millis{50});
    EXPECT_EQ(story.count<SetAside>(), 0U) << "nor before the line has held without it";
    story.pass(watched);
    const auto aside = story.take<SetAside>();
    ASSERT_EQ(aside.size(), 1U);
    EXPECT_EQ(aside[0].seq, Seq(2));
    EXPECT_EQ(aside[0].reason, "connection-lost");
    EXPECT_TRUE(story.send().empty()) << "nothing is sent before it is out of the way";
    story.happens(Quarantined{});
    EXPECT_EQ(story.send().size(), 1U);
    story.ack(Lane::ledger, Seq(30));
    story.append(Lane::ledger, 5);
    story.reads.clear();
    story.send();
    EXPECT_EQ(story.reads.at(0).bounds.entries_max, batch_entries_max) << "and all is well again";
}

TEST(SessionTrouble, ABrokerThatIsMerelyAwayConvictsNobody) {
    SessionStory story;
    story.append(Lane::ledger, 30);
    story.stream();
    for (int i = 0; i < 50; ++i) break_after(story, Seconds{5});
    story.send();
    EXPECT_EQ(story.reads.back().bounds.entries_max, batch_entries_max);
    EXPECT_EQ(story.count<SetAside>(), 0U);
}

TEST(SessionTrouble, WhatTheBrokerHasAcceptedDidNotBreakTheConnection) {
    SessionStory story;
    story.append(Lane::ledger, 5);
    story.stream();
    for (int i = 0; i < 20; ++i) {
        for (const auto& batch : story.send()) story.puback(batch);
        story.lose();
        story.stream_again();
    }
    story.send();
    EXPECT_EQ(story.reads.back().bounds.entries_max, batch_entries_max);
}

TEST(SessionTrouble, AnotherClientWithOurNameConvictsNobody) {
    SessionStory story;
    story.append(Lane::ledger);
    story.stream();
    for (int i = 0; i < 50; ++i) break_after(story, Millis{50}, LinkLoss::taken_over);
    EXPECT_EQ(story.count<SetAside>(), 0U);
}

TEST(SessionTrouble, ABrokerThatForbidsPublishingConvictsNobody) {
    SessionStory story;
    story.append(Lane::ledger);
    story.stream();
    for (int i = 0; i < 50; ++i) {
        const auto sent = story.send();
        ASSERT_EQ(sent.size(), 1U);
        story.puback(sent[0], PublishOutcome::not_authorized);
        ASSERT_EQ(story.state(), SessionState::offline);
        story.stream_again();
    }
    EXPECT_EQ(story.count<SetAside>(), 0U);
    EXPECT_EQ(story.count<CloseLink>(), 50U);
}

TEST(SessionTrouble, ARecordThatIsTooLargeIsFoundAloneAndSetAside) {
    SessionStory story;
    story.append(Lane::touch, 5);
    story.stream();
    story.puback(story.send().at(0), PublishOutcome::too_large);
    EXPECT_EQ(story.count<SetAside>(), 0U);
    auto sent = story.send();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].first, Seq(1));
    EXPECT_EQ(sent[0].last, Seq(1));
    story.puback(sent[0], PublishOutcome::too_large);
    const auto aside = story.take<SetAside>();
    ASSERT_EQ(aside.size(), 1U);
    EXPECT_EQ(aside[0].lane, Lane::touch);
    EXPECT_EQ(aside[0].seq, Seq(1));
    EXPECT_EQ(aside[0].reason, to_string(PublishOutcome::too_large));
    EXPECT_TRUE(story.remarked("sync.quarantined"));
}

TEST(SessionTrouble, WhatIsRefusedEvenAloneAndIsNoSingleRecordIsNotSentInACircle) {
    SessionStory story;
    story.append(Lane::touch, 20);
    story.stream();
    story.puback(story.send().at(0), PublishOutcome::too_large);
    const auto read = story.take<ReadBatch>().at(0);
    story.happens(BatchIsReady{read.request, Lane::touch, Seq(1), Seq(9), {}, "gaps", 0});
    const auto token = story.take<PublishBatch>().at(0).token;
    story.happens(Published{token, PublishOutcome::format_invalid});
    EXPECT_EQ(story.state(), SessionState::offline);
    EXPECT_EQ(story.count<SetAside>(), 0U);
}

TEST(SessionTrouble, ARecordThatCannotBeSetAsideIsNotSentAgainAtOnce) {
    SessionStory story;
    story.append(Lane::touch);
    story.stream();
    story.puback(story.send().at(0), PublishOutcome::too_large);
    EXPECT_EQ(story.count<SetAside>(), 1U);
    story.happens(Quarantined{});
    story.happens(Unsaved{});
    EXPECT_EQ(story.state(), SessionState::greeting);
    story.take<ReadBatch>();
    EXPECT_TRUE(story.send().empty());
}

TEST(SessionTrouble, WaitsWhenNobodyListensAndWhenTheQuotaIsUsedUp) {
    for (const auto outcome : {PublishOutcome::no_subscriber, PublishOutcome::quota_exceeded}) {
        SessionStory story;
        story.append(Lane::ledger, 50);
        story.stream();
        const auto sent = story.send();
        story.take<SayHello>();
        story.puback(sent[0], outcome);
        EXPECT_EQ(story.state(), SessionState::greeting);
        EXPECT_EQ(story.count<SayHello>(), 0U) << "not at once";
        const auto before = story.now;
        story.wait();
        EXPECT_EQ(story.now - before, Micros{ack_patience_first});
        EXPECT_EQ(story.count<SayHello>(), 1U);
        story.stream_again();
        EXPECT_EQ(story.send().front().first, Seq(1));
    }
}

TEST(SessionTrouble, AQuotaThatIsUsedUpIsSaidWithTheNextStepUntilCentralCommitsAgain) {
    SessionStory story;
    story.append(Lane::ledger, 20);
    story.stream();
    story.puback(story.send().at(0), PublishOutcome::quota_exceeded);
    const auto said = [&] { return story.session.view().last_trouble; };
    EXPECT_NE(said().find("quota"), std::string::npos) << said();
    EXPECT_NE(said().find("have it raised"), std::string::npos) << said();
    story.wait();
    story.happens(Published{0, PublishOutcome::quota_exceeded});
    EXPECT_NE(said().find("quota"), std::string::npos) << "of the hello too: " << said();
    story.wait();
    EXPECT_NE(said().find("quota"), std::string::npos) << "central is not to blame: " << said();
    story.stream_again();
    story.send();
    story.ack(Lane::ledger, Seq(20));
    EXPECT_EQ(said(), "");
}

TEST(SessionTrouble, AHelloThatMayNotBeSaidIsSaidToThePersonWithTheNextStep) {
    SessionStory story;
    story.open();
    story.connect();
    story.happens(Published{0, PublishOutcome::not_authorized});
    const auto trouble = story.session.view().last_trouble;
    EXPECT_NE(trouble.find("not authorized"), std::string::npos) << trouble;
    EXPECT_NE(trouble.find("access list"), std::string::npos) << trouble;
}

TEST(SessionTrouble, AJournalThatCannotBeReadIsGreetedAboutLaterAndNotInACircle) {
    SessionStory story;
    story.append(Lane::ledger, 5);
    story.stream();
    story.take<SayHello>();
    story.happens(Unsaved{});
    EXPECT_EQ(story.count<SayHello>(), 0U);
    EXPECT_GT(story.session.deadline(), story.now);
    story.wait();
    EXPECT_EQ(story.count<SayHello>(), 1U);
}

TEST(SessionTrouble, ALateAnswerOfAnEarlierConnectionChangesNothing) {
    SessionStory story;
    story.append(Lane::ledger, 30);
    story.stream();
    const auto sent = story.send();
    story.lose();
    story.stream_again();
    const auto again = story.send();
    story.puback(sent[0], PublishOutcome::too_large);
    story.happens(BatchIsReady{1, Lane::ledger, Seq(1), Seq(10), {}, "late", 10});
    EXPECT_EQ(story.state(), SessionState::streaming);
    EXPECT_EQ(story.session.view().in_flight, again.size());
    EXPECT_EQ(story.count<SetAside>(), 0U);
}

TEST(SessionTrouble, ResetsItsPatienceWithBrokersOnlyAfterAStableSession) {
    const auto longest_wait = [](Micros session_lasts) {
        SessionStory story;
        story.stream();
        Micros longest{0};
        for (int i = 0; i < 40; ++i) {
            story.now += session_lasts;
            story.lose();
            longest = std::max(longest, story.session.deadline() - story.now);
            story.stream_again();
        }
        return longest;
    };
    EXPECT_GT(longest_wait(Seconds{30}), Seconds{100});
    EXPECT_LE(longest_wait(stable_session), Seconds{2});
}

// Strikes the first of what waits until the session has judged it.
void break_thrice(SessionStory& story) {
    for (int i = 0; i < poison_strikes_max; ++i) break_after(story, Millis{50});
    story.pass(watched);
}

TEST(SessionTrouble, ABrokerThatClosesOnOurTopicCostsOneRecordAndIsSaidOutLoud) {
    SessionStory story;
    story.append(Lane::ledger, 30);
    story.stream();
    break_thrice(story);
    break_thrice(story);
    ASSERT_EQ(story.count<SetAside>(), 1U);
    story.happens(Quarantined{});
    for (int i = 0; i < 20; ++i) break_thrice(story);
    EXPECT_EQ(story.count<SetAside>(), 0U);
    EXPECT_TRUE(story.remarked("sync.journal_refused"));
    const std::string trouble = "the broker refuses our journal topic: check its ACL";
    EXPECT_EQ(story.session.view().last_trouble, trouble) << "it outlives the next welcome";
    story.send();
    story.ack(Lane::ledger, Seq(1));
    EXPECT_EQ(story.session.view().last_trouble, "");
    story.lose();
    story.stream_again();
    break_thrice(story);
    EXPECT_EQ(story.count<SetAside>(), 1U) << "once something has come through";
}

// A middle box that lets no connection live for longer than a second, whatever is said on it.
TEST(SessionTrouble, ALineThatBreaksEveryConnectionConvictsNobody) {
    SessionStory story;
    story.append(Lane::ledger, 30);
    story.stream();
    for (int i = 0; i < 100; ++i) {
        story.send();
        story.pass(Seconds{1});
        story.send();
        story.lose();
        story.stream_again();
    }
    EXPECT_EQ(story.count<SetAside>(), 0U);
}

TEST(SessionTrouble, AWelcomeThatTellsWhatWasCommittedEndsTheSendingOneByOne) {
    SessionStory story;
    story.append(Lane::ledger, 10);
    story.stream();
    break_thrice(story);
    story.reads.clear();
    story.send();
    EXPECT_EQ(story.reads.at(0).bounds.entries_max, 1U);
    // The ack is lost with the connection; the welcome tells it.
    story.lose();
    story.committed[0] = Seq(10);
    story.stream_again();
    story.append(Lane::ledger, 10);
    story.reads.clear();
    story.send();
    EXPECT_EQ(story.reads.at(0).bounds.entries_max, batch_entries_max);
    story.ack(Lane::ledger, Seq(20));
    story.committed[0] = Seq(3);
    story.welcome();
    story.reconcile();
    story.reads.clear();
    story.send();
    EXPECT_EQ(story.reads.at(0).bounds.entries_max, batch_entries_max) << "also after a rewind";
}

TEST(SessionTrouble, AFeedThatTheBrokerRefusesIsSaidWithTheNextStepWhileTheRestGoesOn) {
    SessionStory story;
    story.append(Lane::ledger, 5);
    story.stream();
    story.happens(Subscribed{false, "feed/fleet: not authorized (0x87)"});
    EXPECT_TRUE(story.remarked("sync.feed_refused"));
    EXPECT_EQ(story.state(), SessionState::streaming);
    story.send();
    story.ack(Lane::ledger, Seq(5));
    const auto view = story.session.view();
    EXPECT_EQ(view.acked[0], Seq(5));
    EXPECT_EQ(view.feeds_refused, 1U);
    EXPECT_NE(view.last_trouble.find("feed/fleet: not authorized"), std::string::npos);
    EXPECT_NE(view.last_trouble.find("must allow reading feed/#"), std::string::npos);
    story.lose();
    story.stream_again();
    story.happens(Subscribed{});
    EXPECT_EQ(story.session.view().last_trouble, "");
    EXPECT_EQ(story.session.view().feeds_refused, 1U);
}

TEST(SessionTrouble, AFeedThatIsRefusedBeforeTheJournalHasAnsweredIsSaidToo) {
    SessionStory story;
    story.open();
    story.connect();
    story.welcome();
    story.happens(Subscribed{false, "feed/fleet: not authorized (0x87)"});
    story.reconcile();
    EXPECT_EQ(story.state(), SessionState::streaming);
    EXPECT_NE(story.session.view().last_trouble.find("feed/#"), std::string::npos);
}

TEST(SessionTrouble, AStoreThatFailsIsBlamedAndCentralIsNot) {
    SessionStory story;
    story.append(Lane::ledger, 5);
    story.stream();
    story.take<Remark>();
    story.happens(Unsaved{"this device's disk: no room"});
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(story.session.view().last_trouble, "this device's disk: no room");
        EXPECT_TRUE(story.session.view().store_failed);
        story.wait();
        story.happens(Unsaved{"this device's disk: no room"});
    }
    EXPECT_EQ(story.state(), SessionState::greeting) << "the connection is not doubted";
    EXPECT_FALSE(story.remarked("sync.central_silent"));
    story.wait();
    story.stream_again();
    EXPECT_EQ(story.session.view().last_trouble, "");
    EXPECT_FALSE(story.session.view().store_failed);
}

TEST(SessionTrouble, AStoreThatFailedIsNotBlamedForALineThatIsDown) {
    SessionStory story;
    story.stream();
    story.happens(Unsaved{"this device's disk: no room"});
    story.lose();
    EXPECT_EQ(story.session.view().last_trouble, "it broke");
    EXPECT_FALSE(story.session.view().store_failed);
}

TEST(SessionTrouble, TwoCentralsOnOneBrokerMakeNoStormOfHellos) {
    SessionStory story;
    story.append(Lane::ledger, 50);
    story.stream();
    story.take<SayHello>();
    std::size_t hellos = 0;
    for (int second = 0; second < 600; ++second) {
        auto ack = story.make_ack(Lane::ledger, Seq(0));
        ack.incarnation.bytes[5] ^= 1;
        for (int i = 0; i < 10; ++i) {
            story.happens(GotAck{ack});
            story.happens(CentralSpoke{ack.incarnation});
        }
        if (story.state() == SessionState::greeting) {
            ++hellos;
            story.stream_again();
        }
        story.pass(Seconds{1});
        if (story.state() == SessionState::greeting) {
            ++hellos;
            story.stream_again();
        }
        story.take<Remark>();
    }
    EXPECT_GE(hellos, 10U);
    EXPECT_LE(hellos, 20U);
}

TEST(SessionTrouble, AnAckOfAnotherCentralThatCameTooSoonIsAnsweredLater) {
    SessionStory story;
    story.stream();
    for (int i = 0; i < 2; ++i) {
        auto ack = story.make_ack(Lane::ledger, Seq(0));
        ack.incarnation.bytes[5] ^= 1;
        story.happens(GotAck{ack});
        if (i == 0) story.stream_again();
    }
    EXPECT_EQ(story.state(), SessionState::streaming);
    const auto before = story.now;
    story.wait();
    EXPECT_EQ(story.now - before, Seconds{1});
    EXPECT_EQ(story.state(), SessionState::greeting);
}

}  // namespace
}  // namespace aisle
