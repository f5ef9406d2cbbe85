// SPDX-License-Identifier: Apache-2.0
#include "drivers/tap_door.hpp"

#include "tests/drivers/pty.hpp"
#include "tests/support/io_loop.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <vector>

namespace aisle {
namespace {

using Kind = TapPacket::Kind;

class Caller {
public:
    explicit Caller(const std::string& path) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        fd_ = ::socket(AF_UNIX, SOCK_SEQPACKET, 0);
        connected =
            ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~Caller() { ::close(fd_); }
    void say(const std::string& text) const {
        EXPECT_EQ(::send(fd_, text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }
    void say(Kind kind, std::uint32_t conversation, std::string_view bytes = "") const {
        say(tap_packet_text({kind, conversation, bytes}));
    }

    bool connected = false;

private:
    int fd_ = -1;
};

struct TapDoorTest : testing::Test {
    // Nobody waits for so long here; nothing else depends on the time.
    static constexpr Micros for_ever = Seconds(86'400);
    void start(Micros patience = for_ever) {
        door.emplace(io, path, patience);
        door->start({.heard =
                         [this](TapWord word, Place place) {
                             words.push_back(std::move(word));
                             if (hold) held.push_back(std::move(place));
                         },
                     .changed = [this](const TapState& state) { states.push_back(state); }});
    }
    ~TapDoorTest() override {
        if (door) door->stop();
        settle(io);
    }

    Folder folder;
    std::string path = folder / "tap.sock";
    boost::asio::io_context io;
    std::optional<TapDoor> door;
    std::vector<TapWord> words;
    std::vector<Place> held;
    bool is(DeviceCondition condition) const {
        return !states.empty() && states.back().condition == condition;
    }

    std::vector<TapState> states;
    bool hold = false;
};

TEST_F(TapDoorTest, HandsOnWhatTapsTellAndTellsThemApart) {
    start();
    ASSERT_EQ(states, std::vector<TapState>(1)) << "it can be called, and nobody has";
    Caller one(path), other(path);
    one.say(Kind::opened, 1);
    one.say(Kind::bytes, 1, "abc");
    ASSERT_TRUE(run_until(io, [&] { return words.size() == 2; }));
    other.say(Kind::bytes, 1, "xyz");
    ASSERT_TRUE(run_until(io, [&] { return words.size() == 3; }));
    EXPECT_EQ(words[0].kind, Kind::opened);
    EXPECT_EQ(words[1].bytes, "abc");
    EXPECT_EQ(words[1].conversation, words[0].conversation);
    EXPECT_NE(words[2].conversation, words[0].conversation);
}

TEST_F(TapDoorTest, WhatATapThatEndsHadBegunLacksItsEnd) {
    start();
    {
        Caller one(path);
        one.say(Kind::bytes, 7, "abc");
        ASSERT_TRUE(run_until(io, [&] { return words.size() == 1; }));
    }
    ASSERT_TRUE(run_until(io, [&] { return words.size() == 3; }));
    EXPECT_EQ(words[1].kind, Kind::gap);
    EXPECT_EQ(words[2].kind, Kind::closed);
    EXPECT_EQ(words[2].conversation, words[0].conversation);
}

TEST_F(TapDoorTest, TellsAsMissingWhatNobodyHadRoomFor) {
    start();
    hold = true;
    Caller one(path);
    for (std::size_t i = 0; i < tap_packets_pending_max + 2; ++i) one.say(Kind::bytes, 1, "x");
    ASSERT_TRUE(run_until(io, [&] { return door->refused() == 2; }));
    EXPECT_EQ(words.size(), tap_packets_pending_max);
    held.clear();
    one.say(Kind::bytes, 1, "y");
    ASSERT_TRUE(run_until(io, [&] { return words.size() == tap_packets_pending_max + 2; }));
    EXPECT_EQ(words[tap_packets_pending_max].kind, Kind::gap);
    EXPECT_EQ(words.back().bytes, "y");
}

TEST_F(TapDoorTest, OneWhoseEndFoundNoRoomDoesNotLookWhole) {
    start();
    hold = true;
    Caller one(path);
    for (std::size_t i = 0; i < tap_packets_pending_max + 1; ++i) one.say(Kind::bytes, 1, "x");
    one.say(Kind::closed, 1);
    ASSERT_TRUE(run_until(io, [&] { return words.size() == tap_packets_pending_max + 2; }));
    EXPECT_EQ(words[tap_packets_pending_max].kind, Kind::gap);
    EXPECT_EQ(words.back().kind, Kind::closed);
    EXPECT_EQ(words.back().conversation, words.front().conversation);
}

TEST_F(TapDoorTest, NothingIsRememberedOfOnesThatFoundNoRoomAtAll) {
    start();
    hold = true;
    Caller one(path);
    for (std::size_t i = 0; i < tap_packets_pending_max; ++i) one.say(Kind::bytes, 1, "x");
    for (std::uint32_t i = 2; i < 1'000; ++i) {
        one.say(Kind::opened, i);
        one.say(Kind::closed, i);
        one.say(Kind::closed, 1'000 + i);
        ASSERT_TRUE(run_until(io, [&] { return door->refused() == i - 1; }));
    }
    EXPECT_EQ(words.size(), tap_packets_pending_max);
}

TEST_F(TapDoorTest, ForgetsTheOldestOfMoreConversationsThanATapCanHave) {
    start();
    Caller one(path);
    constexpr std::uint32_t kept = 4 * tap_conversations_max;
    for (std::uint32_t i = 1; i <= kept + 1; ++i) one.say(Kind::bytes, i, "x");
    ASSERT_TRUE(run_until(io, [&] { return words.size() == kept + 3; }));
    EXPECT_EQ(words[kept].kind, Kind::gap);
    EXPECT_EQ(words[kept + 1].kind, Kind::closed);
    EXPECT_EQ(words[kept + 1].conversation, words[0].conversation);
    EXPECT_EQ(words[kept + 2].bytes, "x");
}

TEST_F(TapDoorTest, HangsUpOnWhoSpeaksAnotherLanguage) {
    start();
    Caller stranger(path);
    stranger.say("GET / HTTP/1.1\r\n\r\n");
    Caller one(path);
    one.say(Kind::opened, 1);
    ASSERT_TRUE(run_until(io, [&] { return words.size() == 1; }));
    EXPECT_EQ(words[0].kind, Kind::opened);
}

TEST_F(TapDoorTest, TakesTheSocketOfOneThatDidNotEndInOrderAndNobodysFile) {
    start();
    door->stop();
    settle(io);
    EXPECT_NE(::access(path.c_str(), F_OK), 0);
    std::ofstream(path) << "somebody's file";
    start();
    ASSERT_EQ(states.size(), 2u);
    EXPECT_EQ(states[1].condition, DeviceCondition::lost);
    EXPECT_NE(states[1].trouble.find("no tap can call"), std::string::npos);
    EXPECT_EQ(::unlink(path.c_str()), 0);
    ASSERT_TRUE(run_until(io, [&] { return states.size() == 3; })) << "it is tried again";
    EXPECT_EQ(states[2], TapState());
    struct stat found {};
    ASSERT_EQ(::stat(path.c_str(), &found), 0);
    EXPECT_EQ(found.st_mode & 0777, 0660u);
}

TEST_F(TapDoorTest, IsOpenFromWhenATapCallsThoughItSaysNothing) {
    start();
    EXPECT_TRUE(is(DeviceCondition::waiting));
    std::optional<Caller> one(path), other(path);
    ASSERT_TRUE(run_until(io, [&] { return is(DeviceCondition::open); }));
    one.reset();
    settle(io);
    EXPECT_TRUE(is(DeviceCondition::open)) << "one is still there";
    other.reset();
    ASSERT_TRUE(run_until(io, [&] { return is(DeviceCondition::waiting); }));
}

TEST_F(TapDoorTest, WhereNoTapCallsItNamesTheSocketAndTheNextStep) {
    start(Micros(0));
    ASSERT_TRUE(run_until(io, [&] { return is(DeviceCondition::lost); }));
    for (const auto& part : {path, std::string("systemctl start aisle-tap@"), std::string("--copy"),
                             std::string("COPY")}) {
        EXPECT_NE(states.back().trouble.find(part), std::string::npos) << states.back().trouble;
    }
    std::optional<Caller> one(path);
    ASSERT_TRUE(run_until(io, [&] { return is(DeviceCondition::open); }));
    EXPECT_EQ(states.back().trouble, "");
    one.reset();
    ASSERT_TRUE(run_until(io, [&] { return is(DeviceCondition::lost); })) << "it went";
}

// Which no central and nobody's log hears of.
TEST_F(TapDoorTest, ATapThatIsStartedAgainIsNotLost) {
    start();
    for (int time = 0; time < 10; ++time) {
        std::optional<Caller> one(path);
        ASSERT_TRUE(run_until(io, [&] { return is(DeviceCondition::open); }));
        one.reset();
        ASSERT_TRUE(run_until(io, [&] { return is(DeviceCondition::waiting); }));
        settle(io);
    }
    for (const auto& state : states) EXPECT_NE(state.condition, DeviceCondition::lost);
}

}  // namespace
}  // namespace aisle
