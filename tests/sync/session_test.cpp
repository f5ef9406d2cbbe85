// SPDX-License-Identifier: Apache-2.0
// How the conversation begins, and the table that holds all of it.
#include "sync/session.hpp"
#include "tests/sync/session_story.hpp"

#include <set>

namespace aisle {
namespace {

void bring_to(SessionStory& story, SessionState state) {
    if (state == SessionState::offline) return;
    story.open();
    story.wait();
    if (state == SessionState::connecting) return;
    story.happens(LinkIsUp{});
    story.happens(Subscribed{});
    if (state == SessionState::greeting) return;
    story.welcome();
    story.reconcile();
}

// One of each, in the order of the variant, such as would be taken where it is expected.
std::vector<SessionInput> one_of_each(SessionStory& story) {
    return {Opened{},
            Appended{Lane::ledger, Seq(1)},
            Tick{},
            LinkIsUp{},
            Subscribed{},
            LinkIsDown{},
            GotWelcome{story.make_welcome()},
            GotAck{story.make_ack(Lane::ledger, Seq(0))},
            CentralSpoke{story.incarnation},
            JournalReconciled{{story.epoch, {}, false, false, ""}},
            BatchIsReady{},
            Published{},
            AckSaved{},
            Quarantined{},
            Unsaved{}};
}

TEST(Session, EveryRowOfItsTableIsTakenAndWhatHasNoRowChangesNoState) {
    std::set<std::size_t> taken;
    const std::size_t inputs = std::variant_size_v<SessionInput>;
    for (const auto state : {SessionState::offline, SessionState::connecting,
                             SessionState::greeting, SessionState::streaming}) {
        for (std::size_t i = 0; i < inputs; ++i) {
            SessionStory story;
            bring_to(story, state);
            ASSERT_EQ(story.state(), state);
            auto input = one_of_each(story).at(i);
            ASSERT_EQ(input.index(), i);
            const bool unsaved = std::holds_alternative<Unsaved>(input);
            story.happens(std::move(input));
            const auto row = story.session.row_taken();
            if (row < Session::rows()) {
                EXPECT_TRUE(taken.insert(row).second) << "two pairs take row " << row;
            } else if (!unsaved) {
                EXPECT_EQ(story.state(), state) << "input " << i;
            }
        }
    }
    EXPECT_EQ(taken.size(), Session::rows());
}

TEST(Session, DoesNothingBeforeTheJournalIsOpen) {
    SessionStory story;
    story.pass(Seconds{3600});
    EXPECT_TRUE(story.said.empty());
    story.open();
    story.happens(Tick{});
    EXPECT_EQ(story.count<OpenLink>(), 1U);
}

TEST(Session, SubscribesAndOnlyThenSaysHello) {
    SessionStory story;
    story.open();
    story.wait();
    EXPECT_EQ(story.count<SubscribeDown>(), 0U);
    story.happens(LinkIsUp{});
    EXPECT_EQ(story.count<SubscribeDown>(), 1U);
    EXPECT_EQ(story.count<SayHello>(), 0U);
    story.happens(Subscribed{});
    EXPECT_EQ(story.count<SayHello>(), 1U);
}

TEST(Session, SendsNothingOfTheJournalBeforeTheWelcomeIsWorkedIn) {
    SessionStory story;
    story.append(Lane::ledger, 5);
    story.open();
    story.connect();
    story.append(Lane::ledger, 5);
    story.happens(GotAck{story.make_ack(Lane::ledger, Seq(3))});
    story.welcome();
    EXPECT_EQ(story.count<ReadBatch>(), 0U);
    story.reconcile();
    EXPECT_EQ(story.count<ReadBatch>(), 1U);
}

TEST(Session, AWelcomeToAnotherHelloIsIgnored) {
    SessionStory story;
    story.open();
    story.connect();
    auto foreign = story.make_welcome();
    foreign.nonce.bytes[3] ^= 1;
    story.happens(GotWelcome{foreign});
    EXPECT_EQ(story.count<ReconcileJournal>(), 0U);
    story.welcome();
    EXPECT_EQ(story.count<ReconcileJournal>(), 1U);
}

// A central that was set back knows no nonce of ours, or an old one.
TEST(Session, AWelcomeOfAnotherCentralIsAnsweredWithAHello) {
    SessionStory story;
    story.stream();
    story.take<SayHello>();
    story.take<ReconcileJournal>();
    auto stranger = story.make_welcome();
    stranger.nonce = {};
    story.happens(GotWelcome{stranger});
    EXPECT_EQ(story.count<SayHello>(), 0U) << "of this central, it belongs to no hello of ours";
    stranger.incarnation.bytes[1] ^= 1;
    story.happens(GotWelcome{stranger});
    EXPECT_EQ(story.state(), SessionState::greeting);
    story.happens(GotWelcome{stranger});
    EXPECT_EQ(story.count<SayHello>(), 1U) << "one is under way";
    EXPECT_EQ(story.count<ReconcileJournal>(), 0U);
}

// Where the broker's word counts, no hello is said, and so no nonce is known.
TEST(Session, AWelcomeOrAnAckThatBelongsToNoHelloIsIgnored) {
    SessionStory story({.broker_acks = true});
    story.append(Lane::ledger, 3);
    story.open();
    story.connect();
    Welcome unasked;
    story.happens(GotWelcome{unasked});
    EXPECT_EQ(story.count<ReconcileJournal>(), 0U);
    Ack ack;
    ack.epoch = story.epoch;
    ack.committed = Seq(2);
    story.happens(GotAck{ack});
    EXPECT_EQ(story.session.view().acked[0], Seq(0));
}

TEST(Session, TakesItsOwnEpochOutOfTheWelcomeAndNothingIfCentralDoesNotKnowIt) {
    SessionStory story;
    story.append(Lane::ledger, 9);
    story.committed[0] = Seq(4);
    story.open();
    story.connect();
    auto welcome = story.make_welcome();
    welcome.epochs.insert(welcome.epochs.begin(), EpochWelcome{});
    story.happens(GotWelcome{welcome});
    auto asked = story.take<ReconcileJournal>();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].ours.epoch, story.epoch);
    EXPECT_EQ(asked[0].ours.ledger.committed, Seq(4));
    EXPECT_FALSE(asked[0].incarnation_changed);

    SessionStory wiped;
    wiped.open();
    wiped.connect();
    auto blank = wiped.make_welcome();
    blank.epochs.clear();
    wiped.happens(GotWelcome{blank});
    asked = wiped.take<ReconcileJournal>();
    ASSERT_EQ(asked.size(), 1U);
    EXPECT_EQ(asked[0].ours.epoch, wiped.epoch);
    EXPECT_EQ(asked[0].ours.ledger.committed, Seq(0));
}

TEST(Session, ASecondWelcomeWaitsForTheJournalToHaveWorkedInTheFirst) {
    SessionStory story;
    story.open();
    story.connect();
    story.welcome();
    story.welcome();
    EXPECT_EQ(story.count<ReconcileJournal>(), 1U);
    story.reconcile();
    story.welcome();
    EXPECT_EQ(story.count<ReconcileJournal>(), 1U);
}

TEST(Session, WhatTheJournalSaysLateOfAnEarlierHelloDoesNotStartTheSending) {
    SessionStory story;
    story.append(Lane::ledger, 5);
    story.open();
    story.connect();
    story.welcome();
    story.lose();
    story.connect();
    story.epoch.bytes[0] = 9;  // it had forked
    story.happens(JournalReconciled{{story.epoch, {}, true, false, "it was rolled back"}});
    EXPECT_TRUE(story.remarked("journal.forked"));
    EXPECT_EQ(story.state(), SessionState::greeting);
    EXPECT_EQ(story.count<ReadBatch>(), 0U);
    story.welcome();
    const auto asked = story.take<ReconcileJournal>();
    EXPECT_EQ(asked.back().ours.epoch, story.epoch);
}

TEST(Session, AJournalThatCouldNotTakeTheWelcomeIsAskedAgainLater) {
    SessionStory story;
    story.open();
    story.connect();
    story.welcome();
    story.take<SayHello>();
    story.happens(Unsaved{});
    EXPECT_EQ(story.count<SayHello>(), 0U);
    story.wait();
    EXPECT_EQ(story.count<SayHello>(), 1U);
}

TEST(Session, AForkGreetsAgainUnderTheNewEpoch) {
    SessionStory story;
    story.append(Lane::ledger, 5);
    story.open();
    story.connect();
    story.welcome();
    const auto first = story.nonce();
    story.epoch.bytes[0] = 2;
    story.happens(JournalReconciled{{story.epoch, {}, true, false, "central has another event"}});
    EXPECT_TRUE(story.remarked("journal.forked"));
    EXPECT_EQ(story.state(), SessionState::greeting);
    EXPECT_NE(story.nonce(), first);
    story.welcome();
    story.reconcile();
    EXPECT_EQ(story.state(), SessionState::streaming);
    EXPECT_EQ(story.send().front().first, Seq(1));
}

TEST(Session, AsksAgainWithGrowingPatienceAndThenDoubtsTheConnection) {
    SessionStory story;
    story.options.brokers = 2;
    story.open();
    story.connect();
    EXPECT_EQ(story.count<SayHello>(), 1U);
    std::vector<Micros> waits;
    while (story.state() == SessionState::greeting) {
        const auto before = story.now;
        story.wait();
        waits.push_back(story.now - before);
        ASSERT_LT(waits.size(), 10U);
    }
    EXPECT_EQ(waits, (std::vector<Micros>{Seconds{5}, Seconds{20}, Seconds{40}}));
    EXPECT_EQ(story.count<SayHello>(), 2U);
    EXPECT_EQ(story.count<CloseLink>(), 1U);
    EXPECT_EQ(story.state(), SessionState::offline);
}

TEST(Session, ABrokerBehindWhichNobodyListensIsSaidSo) {
    SessionStory story;
    story.open();
    story.connect();
    story.happens(Published{0, PublishOutcome::no_subscriber});
    EXPECT_EQ(story.session.view().last_trouble, "central is not listening");
    story.take<SayHello>();
    story.pass(unheard_patience);
    EXPECT_EQ(story.count<SayHello>(), 1U) << "once, soon: a hub that is starting";
    story.happens(Published{0, PublishOutcome::no_subscriber});
    story.pass(unheard_patience);
    EXPECT_EQ(story.count<SayHello>(), 0U);
    story.welcome();
    story.reconcile();
    EXPECT_EQ(story.session.view().last_trouble, "");
}

TEST(Session, TriesItsBrokersInTurn) {
    SessionOptions options;
    options.brokers = 3;
    SessionStory story(options);
    story.open();
    std::vector<std::size_t> tried;
    for (int i = 0; i < 5; ++i) {
        story.wait();
        tried.push_back(story.take<OpenLink>().at(0).broker);
        story.lose(LinkLoss::unreachable);
    }
    EXPECT_EQ(tried, (std::vector<std::size_t>{0, 1, 2, 0, 1}));
}

TEST(Session, LeavesABrokerThatDoesNotAnswerInTime) {
    SessionStory story;
    story.open();
    story.wait();
    story.pass(connect_patience - Seconds{1});
    EXPECT_EQ(story.state(), SessionState::connecting);
    story.pass(Seconds{1});
    EXPECT_EQ(story.state(), SessionState::offline);
    EXPECT_EQ(story.count<CloseLink>(), 1U);
}

TEST(Session, LeavesABrokerThatRefusesTheSubscriptions) {
    SessionStory story;
    story.open();
    story.wait();
    story.happens(LinkIsUp{});
    story.happens(Subscribed{false, "down/s1/ack: not authorized"});
    EXPECT_EQ(story.state(), SessionState::offline);
    EXPECT_EQ(story.count<CloseLink>(), 1U);
    EXPECT_EQ(story.count<SayHello>(), 0U);
    EXPECT_NE(story.session.view().last_trouble.find("down/s1/ack"), std::string::npos);
}

TEST(Session, WaitsLongerAfterEachFailureAndNeverOverTheCap) {
    SessionOptions options;
    options.backoff_cap = Seconds{60};
    SessionStory story(options);
    story.open();
    Micros longest{0};
    for (int i = 0; i < 200; ++i) {
        const auto before = story.now;
        story.wait();
        if (i > 0) {
            EXPECT_GE(story.now - before, Seconds{1});
            EXPECT_LE(story.now - before, Seconds{61});
        }
        longest = std::max(longest, story.now - before);
        story.lose(LinkLoss::unreachable);
    }
    EXPECT_GT(longest, Seconds{30});
}

TEST(Session, SpeaksMqtt311ForADayWhenTheBrokerDoesNotSpeak5) {
    SessionStory story;
    story.open();
    story.wait();
    EXPECT_EQ(story.take<OpenLink>().at(0).version, MqttVersion::v5);
    story.lose(LinkLoss::refused_version);
    EXPECT_TRUE(story.remarked("sync.version_3_1_1"));
    story.wait();
    EXPECT_EQ(story.take<OpenLink>().at(0).version, MqttVersion::v311);
    EXPECT_EQ(story.session.view().version, MqttVersion::v311);
    story.now += Micros{version_memory};
    story.lose(LinkLoss::unreachable);
    story.wait();
    EXPECT_EQ(story.take<OpenLink>().at(0).version, MqttVersion::v5);
}

TEST(Session, SaysOutLoudThatAnotherClientHasItsIdentity) {
    SessionStory story;
    story.stream();
    story.lose(LinkLoss::taken_over);
    EXPECT_TRUE(story.remarked("sync.identity_taken_over"));
    EXPECT_NE(story.session.view().last_trouble.find("two devices"), std::string::npos);
}

TEST(Session, TellsOthersWhereItStands) {
    SessionStory story;
    story.append(Lane::touch, 12);
    story.stream();
    story.send();
    story.ack(Lane::touch, Seq(10));
    const auto view = story.session.view();
    EXPECT_EQ(view.state, SessionState::streaming);
    EXPECT_EQ(view.since, story.now);
    EXPECT_EQ(view.next[1], Seq(13));
    EXPECT_EQ(view.sent[1], Seq(12));
    EXPECT_EQ(view.acked[1], Seq(10));
    EXPECT_EQ(view.in_flight, 1U);
    EXPECT_EQ(view.welcomed, story.now);
}

}  // namespace
}  // namespace aisle
