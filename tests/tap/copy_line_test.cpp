// SPDX-License-Identifier: Apache-2.0
// What a daemon hears of receipts when it, or the one before it, missed a part.
#include "tools/tap/copy_line.hpp"

#include "agent/base/limits.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/tap/copy_reader.hpp"

#include <gtest/gtest.h>

#include <poll.h>

namespace aisle {
namespace {

using Kind = TapPacket::Kind;

class CopyLineTest : public testing::Test {
protected:
    void print(std::string_view bytes, std::uint32_t conversation = 1) {
        line.tell({.kind = Kind::bytes, .conversation = conversation, .bytes = bytes}, now);
    }
    void close(std::uint32_t conversation = 1) {
        line.tell({.kind = Kind::closed, .conversation = conversation}, now);
    }
    // Until the daemon, which sleeps, is told no more. How much it was.
    std::size_t print_too_much(std::uint32_t conversation) {
        std::size_t told = 0;
        for (const auto before = line.dropped(); line.dropped() == before; ++told) {
            print("half", conversation);
        }
        return told - 1;
    }
    // As the splice does.
    bool pay_when_writable() {
        pollfd asked{line.owing(), POLLOUT, 0};
        if (asked.fd < 0 || ::poll(&asked, 1, 0) != 1) return false;
        line.pay(now);
        return true;
    }
    void restart_the_daemon() {
        reader.reset();
        std::filesystem::remove(path);
        reader.emplace(path);
    }
    void expect(Kind kind, std::uint32_t conversation) {
        const auto packet = reader->next();
        ASSERT_TRUE(packet);
        EXPECT_EQ(packet->kind, kind);
        EXPECT_EQ(packet->conversation, conversation);
    }
    void expect_bytes(std::string_view bytes) {
        const auto packet = reader->next();
        ASSERT_TRUE(packet);
        EXPECT_EQ(packet->kind, Kind::bytes);
        EXPECT_EQ(packet->bytes, bytes);
    }
    void expect_gap() {
        const auto packet = reader->next();
        ASSERT_TRUE(packet);
        EXPECT_EQ(packet->kind, Kind::gap);
    }

    ScratchFolder folder;
    std::string path = folder.file("tap.sock");
    std::optional<CopyReader> reader{path};
    CopyLine line{path};
    MonoTime now{Seconds{100}};
};

TEST_F(CopyLineTest, ADaemonThatBeganAnewHearsTheNextReceiptWhole) {
    print("one");
    expect_bytes("one");
    now += paper_idle;
    restart_the_daemon();
    print("two");
    expect_bytes("two");
}

TEST_F(CopyLineTest, ADaemonThatBeganAnewIsToldThatItMissedABeginning) {
    print("half");
    expect_bytes("half");
    restart_the_daemon();
    print("rest");
    expect_gap();
    expect_bytes("rest");
}

// It has the beginning of the one and would take the other for its end.
TEST_F(CopyLineTest, ADaemonThatWasSlowIsToldWhatItMissedHoweverLongAgo) {
    std::size_t told = 0;
    for (; line.dropped() == 0; ++told) print("half");
    now += paper_idle;
    for (; told > 1; --told) expect_bytes("half");
    print("another");
    expect_gap();
    expect_bytes("another");
}

// It would take the beginning for a whole receipt.
TEST_F(CopyLineTest, ADaemonThatWasSlowIsToldTheEndOfWhatItMissedWhenItTakesSomethingAgain) {
    EXPECT_LT(line.owing(), 0);
    print("half");
    auto told = print_too_much(2);
    print("rest");
    close();
    EXPECT_FALSE(pay_when_writable()) << "it still sleeps";
    expect_bytes("half");
    for (; told > 0; --told) expect_bytes("half");
    ASSERT_TRUE(pay_when_writable());
    expect(Kind::gap, 1);
    expect(Kind::closed, 1);
    expect(Kind::gap, 2);
    EXPECT_LT(line.owing(), 0) << "nothing more";
}

// A till that never hangs up; and what it prints on is no beginning.
TEST_F(CopyLineTest, ADaemonThatWasSlowIsToldAtOnceThatTheRestIsMissing) {
    auto told = print_too_much(1);
    for (; told > 0; --told) expect_bytes("half");
    ASSERT_TRUE(pay_when_writable());
    expect(Kind::gap, 1);
    print("rest");
    expect(Kind::gap, 1);
    expect_bytes("rest");
    auto again = print_too_much(1);
    for (; again > 0; --again) expect_bytes("half");
    ASSERT_TRUE(pay_when_writable());
    expect(Kind::gap, 1);
    now += paper_idle;
    print("next");
    expect_bytes("next");
}

TEST_F(CopyLineTest, AnEndThatWasDroppedIsToldThoughNothingIsMissing) {
    print("whole");
    auto told = print_too_much(2);
    close();
    expect_bytes("whole");
    for (; told > 0; --told) expect_bytes("half");
    ASSERT_TRUE(pay_when_writable());
    expect(Kind::closed, 1);
    expect(Kind::gap, 2);
}

// The daemon's door ends what was open.
TEST_F(CopyLineTest, ADaemonThatSleepsForLongIsHungUpOn) {
    std::size_t told = print_too_much(1);
    std::uint32_t receipts = 0;
    for (std::uint32_t number = 2; number < 100; ++number) {
        print("lost", number);
        close(number);
        if (line.owing() < 0) break;
        ++receipts;
    }
    EXPECT_EQ(receipts, 32u);
    for (; told > 0; --told) expect_bytes("half");
    EXPECT_FALSE(reader->next()) << "hung up";
}

// By that the daemon knows that it is there, before the first receipt.
TEST_F(CopyLineTest, CallsTheDaemonThoughNothingIsPrinted) {
    EXPECT_EQ(line.keep(now), "");
    EXPECT_TRUE(reader->called());
    EXPECT_GE(line.line(), 0);
    EXPECT_FALSE(line.next_call());
    line.lost(now);
    EXPECT_EQ(line.keep(now), "");
    EXPECT_LT(line.line(), 0) << "one that hangs up is not called over and over";
    EXPECT_EQ(line.next_call(), now + tap_retry);
    now += tap_retry;
    line.keep(now);
    EXPECT_GE(line.line(), 0);
}

TEST_F(CopyLineTest, ACallForNothingDelaysNoneThatHasSomethingToTell) {
    reader.reset();
    std::filesystem::remove(path);
    line.keep(now);
    reader.emplace(path);
    print("one");
    expect_bytes("one");
}

TEST_F(CopyLineTest, SaysWhyNobodyReadsAlongAndWhenSomebodyDoes) {
    reader.reset();
    EXPECT_NE(line.keep(now).find("Connection refused"), std::string::npos);
    EXPECT_EQ(line.keep(now), "");
    std::filesystem::remove(path);
    reader.emplace(path);
    now += tap_retry;
    EXPECT_NE(line.keep(now).find("aisled reads along at " + path), std::string::npos);
    EXPECT_EQ(line.keep(now), "");
}

TEST_F(CopyLineTest, APathThatNoSocketCanHaveIsSaid) {
    CopyLine longer("/" + std::string(200, 'x'));
    EXPECT_NE(longer.keep(now).find("File name too long"), std::string::npos);
    CopyLine nowhere("");
    EXPECT_EQ(nowhere.keep(now), "");
    EXPECT_FALSE(nowhere.next_call()) << "and nobody is woken for it";
}

}  // namespace
}  // namespace aisle
