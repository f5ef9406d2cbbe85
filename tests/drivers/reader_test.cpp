// SPDX-License-Identifier: Apache-2.0
#include "drivers/reader.hpp"

#include "drivers/line_decoder.hpp"
#include "tests/drivers/memory_source.hpp"
#include "tests/support/io_loop.hpp"
#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aisle {
namespace {

using Frames = std::vector<std::string>;

class ReaderTest : public testing::Test {
protected:
    void start(const Framing& framing = {}) {
        auto source = std::make_unique<MemorySource>(io);
        line = source.get();
        reader = std::make_unique<Reader>(
            io, *time, Line{std::move(source), std::make_unique<LineDecoder>(framing)});
        reader->start({.decoded =
                           [this](Decoded out) {
                               for (auto& frame : out.frames) frames.push_back(frame);
                               torn += out.torn;
                           },
                       .changed =
                           [this](LineState state, const std::string& trouble) {
                               const std::string quiet =
                                   state == LineState::open ? "open" : "waiting";
                               changes.push_back(trouble.empty() ? quiet : trouble);
                               changed_at.push_back(clock.mono());
                           }});
    }
    auto is_open() {
        return [this] { return reader->state() == LineState::open; };
    }

    SystemClock clock;
    ManualClock stopped_clock;
    const Clock* time = &clock;
    boost::asio::io_context io;
    MemorySource* line = nullptr;
    std::unique_ptr<Reader> reader;
    Frames frames;
    Frames changes;
    std::vector<MonoTime> changed_at;
    std::size_t torn = 0;
};

TEST_F(ReaderTest, GivesOutWhatTheLineBrings) {
    start();
    line->type("one\rtw");
    line->type("o\r");
    ASSERT_TRUE(run_until(io, [&] { return frames.size() == 2; }));
    EXPECT_EQ(frames, (Frames{"one", "two"}));
    EXPECT_EQ(reader->figures().openings, 1u);
    EXPECT_EQ(reader->figures().reads, 2u);
    EXPECT_TRUE(reader->figures().last_read);
}

TEST_F(ReaderTest, ReadsALongCodeInPieces) {
    start();
    const std::string code(3 * device_read_bytes + 7, 'x');
    line->type(code + "\r");
    ASSERT_TRUE(run_until(io, [&] { return !frames.empty(); }));
    EXPECT_EQ(frames, Frames{code});
}

TEST_F(ReaderTest, EndsACodeWhenTheScannerFallsSilentAndTheNextOneToo) {
    start({.idle = Millis(2)});
    for (std::size_t i = 1; i <= 3; ++i) {
        line->type("code" + std::to_string(i));
        ASSERT_TRUE(run_until(io, [&] { return frames.size() == i; }));
    }
    EXPECT_EQ(frames, (Frames{"code1", "code2", "code3"}));
}

TEST_F(ReaderTest, GoesOnWaitingForASilenceThatHasNotLastedLongEnough) {
    time = &stopped_clock;
    start({.idle = Millis(2)});
    line->type("code");
    settle(io);
    for (int fired = 0; fired < 3; ++fired) {
        io.restart();
        ASSERT_EQ(io.run_one(), 1u) << "the timer was lost";
        ASSERT_TRUE(frames.empty());
    }
    stopped_clock.advance(Millis(2));
    ASSERT_TRUE(run_until(io, [&] { return !frames.empty(); }));
    EXPECT_EQ(frames, Frames{"code"});
}

TEST_F(ReaderTest, OpensAgainAfterAnUnplugAndThrowsTheTornCodeAway) {
    start();
    ASSERT_TRUE(run_until(io, is_open()));
    line->type("hal");
    settle(io);
    line->unplug();
    ASSERT_TRUE(run_until(io, [&] { return changes.size() == 2; }));
    EXPECT_EQ(torn, 1u);
    line->missing = false;
    ASSERT_TRUE(run_until(io, is_open()));
    line->type("whole\r");
    ASSERT_TRUE(run_until(io, [&] { return !frames.empty(); }));
    EXPECT_EQ(frames, Frames{"whole"});
    EXPECT_EQ(changes, (Frames{"open", "unplugged", "open"}));
    EXPECT_EQ(reader->figures().openings, 2u);
}

TEST_F(ReaderTest, KeepsTheCodeOfALineThatHangsUpAfterItAndOpensAgainAtOnce) {
    start();
    for (std::size_t i = 1; i <= 3; ++i) {
        line->type("code" + std::to_string(i));
        settle(io);
        line->hang_up();
        settle(io);
    }
    EXPECT_EQ(frames, (Frames{"code1", "code2", "code3"}));
    EXPECT_EQ(torn, 0u);
    EXPECT_EQ(line->opens, 4);
    EXPECT_EQ(changes, (Frames{"open", "waiting", "open", "waiting", "open", "waiting", "open"}));
}

TEST_F(ReaderTest, DoesNotSpinOnALineThatHangsUpWithoutAWord) {
    start();
    settle(io);
    line->hang_up();
    settle(io);
    EXPECT_EQ(line->opens, 1);
    ASSERT_EQ(changes.size(), 2u);
    EXPECT_NE(changes[1].find("hung up without a word"), std::string::npos);
}

TEST_F(ReaderTest, TriesAgainLessAndLessOften) {
    start();
    line->missing = true;
    ASSERT_TRUE(run_until(io, [&] { return changes.size() == 3; }));
    EXPECT_GE(changed_at[1] - changed_at[0], device_reopen_first);
    EXPECT_GE(changed_at[2] - changed_at[1], device_reopen_first * 2);
}

TEST_F(ReaderTest, TakesBackWhatWasWrongWhenAnOpeningGoesOnWithoutFailing) {
    start();
    line->missing = true;
    ASSERT_TRUE(run_until(io, [&] { return changes.size() == 1; }));
    line->missing = false;
    line->deserted = true;
    ASSERT_TRUE(run_until(io, [&] { return changes.size() == 2; }));
    EXPECT_EQ(changes, (Frames{"not plugged in", "waiting"}));
    EXPECT_EQ(line->opens, 2);
}

TEST_F(ReaderTest, DoesNotTryAgainWhatIsDead) {
    start();
    line->missing = true;
    line->failure = Errc::dead;
    settle(io);
    EXPECT_EQ(changes.size(), 1u);
    io.restart();
    EXPECT_EQ(io.run(), 0u) << "something still waits";
    EXPECT_EQ(line->opens, 1);
}

TEST_F(ReaderTest, SaysNothingMoreAfterItWasStopped) {
    start({.idle = Millis(60'000)});  // it still waits for silence when it is stopped
    ASSERT_TRUE(run_until(io, is_open()));
    line->type("half");
    settle(io);
    line->type("more\r");
    reader->stop();
    io.restart();
    io.run();
    EXPECT_TRUE(frames.empty());
    EXPECT_EQ(changes, Frames{"open"});
}

}  // namespace
}  // namespace aisle
