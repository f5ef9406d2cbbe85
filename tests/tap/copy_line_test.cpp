// SPDX-License-Identifier: Apache-2.0
// What a daemon hears of receipts when it, or the one before it, missed a part.
#include "tools/tap/copy_line.hpp"

#include "agent/base/limits.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tests/tap/copy_reader.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Kind = TapPacket::Kind;

class CopyLineTest : public testing::Test {
protected:
    void print(std::string_view bytes) {
        line.tell({.kind = Kind::bytes, .conversation = 1, .bytes = bytes}, now);
    }
    void restart_the_daemon() {
        reader.reset();
        std::filesystem::remove(path);
        reader.emplace(path);
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

}  // namespace
}  // namespace aisle
