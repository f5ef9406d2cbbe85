// SPDX-License-Identifier: Apache-2.0
#include "drivers/printer_talk.hpp"

#include <gtest/gtest.h>

#include <string>

namespace aisle {
namespace {

using namespace std::string_view_literals;
using enum PrintResult;
using enum PrinterCondition;

constexpr auto well = "\x12"sv;
constexpr auto the_end = "\x1dr\x01"sv;

// One conversation, told from the printer's side.
struct Story {
    explicit Story(std::string slip = "slip", TalkTerms terms = {})
        : talk(std::move(slip), terms, now) {}

    // Takes what is to be written, and gives it.
    std::string taken() {
        const std::string bytes(talk.to_write());
        talk.wrote(bytes.size(), now);
        return bytes;
    }
    // Answers the three questions.
    void answer(std::string_view one, std::string_view two, std::string_view three) {
        for (const auto reply : {one, two, three}) {
            EXPECT_TRUE(taken().starts_with("\x10\x04"));
            talk.heard(reply, now);
        }
    }
    void wait() {
        now = talk.deadline();
        talk.tick(now);
    }
    void expect(PrintResult result, PrinterCondition condition) {
        ASSERT_TRUE(talk.outcome());
        EXPECT_EQ(talk.outcome()->result, result);
        EXPECT_EQ(talk.outcome()->condition, condition) << words_of(talk.outcome()->condition).word;
        EXPECT_EQ(talk.to_write(), "");
    }

    MonoTime now{Seconds{1}};
    PrinterTalk talk;
};

TEST(PrinterTalk, AsksSendsAsksForTheEndAndAsksAgain) {
    Story story;
    story.answer(well, well, well);
    EXPECT_EQ(story.taken(), "slip");
    EXPECT_TRUE(story.talk.waits());
    story.talk.left(3, story.now);
    EXPECT_EQ(story.talk.to_write(), "");
    story.talk.left(0, story.now);
    EXPECT_EQ(story.taken(), the_end);
    story.talk.heard("\0"sv, story.now);
    EXPECT_FALSE(story.talk.outcome());
    story.answer(well, well, "\x1e");
    story.expect(printed, paper_low);
    EXPECT_EQ(story.talk.answers_end(), true);
}

TEST(PrinterTalk, SendsNothingToOneThatCannotPrint) {
    struct Case {
        std::string_view printer, cause, paper;
        PrinterCondition condition;
    };
    for (const auto& [printer, cause, paper, condition] :
         {Case{"\x1a", "\x16", well, cover_open}, Case{"\x1a", "\x32", "\x72", paper_out},
          Case{"\x1a", "\x52", well, error}, Case{"\x1a", well, well, offline}}) {
        Story story;
        story.answer(printer, cause, paper);
        story.expect(nothing_sent, condition);
    }
}

TEST(PrinterTalk, WithoutASlipItOnlyLooks) {
    Story story("");
    story.answer(well, well, well);
    story.expect(nothing_sent, ok);
}

TEST(PrinterTalk, OneThatDoesNotAnswerIsNotThere) {
    Story story;
    story.taken();
    story.wait();
    story.expect(nothing_sent, unreachable);
}

TEST(PrinterTalk, NonsenseIsNoAnswer) {
    Story story;
    story.taken();
    for (int byte = 0; byte < 256; ++byte) {
        const auto reply = static_cast<std::uint8_t>(byte);
        if (is_printer_status(reply)) continue;
        story.talk.heard(std::string(1, static_cast<char>(byte)), story.now);
    }
    EXPECT_EQ(story.talk.to_write(), "");
    story.wait();
    story.expect(nothing_sent, unreachable);
}

TEST(PrinterTalk, AnAnswerBeforeItsQuestionIsNone) {
    Story story;
    story.talk.heard("\x12\x12\x12\x12", story.now);
    EXPECT_FALSE(story.talk.outcome());
    story.answer("\x1a", "\x16", well);
    story.expect(nothing_sent, cover_open);
}

TEST(PrinterTalk, OneThatStopsInTheMiddleIsInDoubt) {
    Story story;
    story.answer(well, well, well);
    story.talk.wrote(1, story.now);
    EXPECT_EQ(story.talk.to_write(), "lip");
    // A byte now and then is enough.
    story.now = story.talk.deadline() - Micros{1};
    story.talk.tick(story.now);
    story.talk.wrote(1, story.now);
    story.talk.tick(story.now + Micros{1});
    EXPECT_FALSE(story.talk.outcome());
    story.wait();
    story.expect(doubtful, offline);
}

TEST(PrinterTalk, OneThatTakesNoByteAtAllMayBeTriedAgain) {
    Story story;
    story.answer(well, well, well);
    story.wait();
    story.expect(nothing_sent, offline);
}

TEST(PrinterTalk, WhatStaysInThisMachineIsInDoubt) {
    Story story;
    story.answer(well, well, well);
    story.taken();
    story.talk.left(3, story.now);
    story.now = story.talk.deadline() - Micros{1};
    story.talk.left(2, story.now);
    story.talk.tick(story.now + Micros{1});
    EXPECT_FALSE(story.talk.outcome()) << "it moves";
    story.wait();
    story.expect(doubtful, offline);
}

TEST(PrinterTalk, PaperThatRunsOutWhileItPrintsIsInDoubt) {
    Story story;
    story.answer(well, well, well);
    story.taken();
    story.talk.left(0, story.now);
    story.taken();
    story.wait();
    story.answer("\x1a", "\x32", "\x72");
    story.expect(doubtful, paper_out);
    EXPECT_FALSE(story.talk.answers_end()) << "nothing was learnt";
}

TEST(PrinterTalk, LearnsThatAPrinterDoesNotKnowTheQuestionForTheEnd) {
    Story story;
    story.answer(well, well, well);
    story.taken();
    story.talk.left(0, story.now);
    EXPECT_EQ(story.taken(), the_end);
    story.wait();
    story.answer(well, well, well);
    story.expect(printed, ok);
    EXPECT_EQ(story.talk.answers_end(), false);

    Story next("slip", {.answers_end = false});
    next.answer(well, well, well);
    next.taken();
    next.talk.left(0, next.now);
    next.answer(well, well, well);
    next.expect(printed, ok);
}

TEST(PrinterTalk, OneThatKnowsItAndStaysSilentIsInDoubt) {
    Story story("slip", {.answers_end = true});
    story.answer(well, well, well);
    story.taken();
    story.talk.left(0, story.now);
    story.taken();
    story.wait();
    story.answer(well, well, well);
    story.expect(doubtful, offline);
}

TEST(PrinterTalk, OneThatFallsSilentBehindTheSlipIsInDoubt) {
    Story story;
    story.answer(well, well, well);
    story.taken();
    story.talk.left(0, story.now);
    story.taken();
    story.talk.heard("\0"sv, story.now);
    story.taken();
    story.wait();
    story.expect(doubtful, unreachable);
}

TEST(PrinterTalk, ABrokenLineIsInDoubtOnlyWhenBytesHadGone) {
    Story before;
    before.talk.broke("reset");
    before.expect(nothing_sent, unreachable);
    Story during;
    during.answer(well, well, well);
    during.talk.wrote(1, during.now);
    during.talk.broke("reset");
    during.expect(doubtful, unreachable);
    EXPECT_EQ(during.talk.outcome()->why, "reset");
    during.talk.broke("again");
    during.talk.heard("\x12", during.now);
    during.talk.tick(during.now + Seconds{100});
    EXPECT_EQ(during.talk.outcome()->why, "reset");
}

TEST(PrinterTalk, ANodeThatNeverAnswersIsBelieved) {
    Story silent("slip", {.silence_prints = true});
    silent.taken();
    silent.wait();
    EXPECT_EQ(silent.taken(), "slip");
    silent.talk.left(0, silent.now);
    silent.expect(printed, ok);

    Story deaf("slip", {.silence_prints = true});
    deaf.talk.deaf(deaf.now);
    EXPECT_EQ(deaf.taken(), "\x10\x04\x01") << "what has begun is written to its end";
    EXPECT_EQ(deaf.taken(), "slip");

    Story look("", {.silence_prints = true});
    look.taken();
    look.talk.deaf(look.now);
    look.expect(nothing_sent, ok);

    // One that answered once is no such node.
    Story lost("slip", {.silence_prints = true});
    lost.taken();
    lost.talk.heard(well, lost.now);
    lost.taken();
    lost.wait();
    lost.expect(nothing_sent, unreachable);
}

TEST(PrinterTalk, OneThatIsNotToBeAskedIsNotAsked) {
    Story story("slip", {.asks = false});
    EXPECT_EQ(story.taken(), "slip");
    story.talk.left(0, story.now);
    story.expect(printed, ok);
    Story look("", {.asks = false});
    look.expect(nothing_sent, ok);
}

}  // namespace
}  // namespace aisle
