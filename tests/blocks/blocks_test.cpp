// SPDX-License-Identifier: Apache-2.0
// The real daemon on a real ext4 whose disk loses its power at 300 moments of a day.
#include "tests/blocks/replay.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

namespace aisle {
namespace {

constexpr std::uint64_t disk_bytes = 64 << 20;

std::uint64_t asked(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

class Blocks : public testing::Test {
protected:
    static void SetUpTestSuite() {
        if (::access("/dev/fuse", R_OK | W_OK) != 0) {
            refusal_ = "/dev/fuse cannot be opened";
            return;
        }
        const auto kept = keep_mounts_private();
        if (!kept) refusal_ = kept.error().what();
    }
    void SetUp() override {
        if (refusal_.empty()) {
            const auto opened = volume_.open(disk_bytes);
            // A machine may forbid it; what fails otherwise is our own recorder.
            const bool forbidden = !opened && opened.error().kind() == Errc::denied;
            ASSERT_TRUE(opened || forbidden) << opened.error().what();
            if (forbidden) refusal_ = opened.error().what();
        }
        if (!refusal_.empty()) {
            GTEST_SKIP() << "no block was recorded, no power cut was tried: needs root, /dev/fuse, "
                            "loop devices and mount; here: "
                         << refusal_;
        }
    }

    ReplayCount replay(const RecordedDay& day, std::size_t points) {
        BlockLog log(volume_.image(), volume_.log());
        const auto seed = asked("AISLE_BLOCKS_SEED", 1);
        std::printf("%zu calls of the disk recorded, %zu of them flushes; seed %llu\n", log.calls(),
                    log.flushes(), static_cast<unsigned long long>(seed));
        Replay replay(std::move(log), day);
        replay.look(points, seed);
        std::printf("%s\n", replay.count().text().c_str());
        return replay.count();
    }

    RecordedVolume volume_;

private:
    static inline std::string refusal_;
};

TEST_F(Blocks, APowerCutAnywhereLosesNothingThatWasAnswered) {
    RecordedDay day(volume_, "aisled");
    day.shop.start_hub();
    day.shop.open_daemon();
    day.capture(60);
    day.be_killed(40, 15);
    ASSERT_TRUE(soon([&] { return day.shop.drained(); }, patient));
    day.capture_long(200);
    day.shop.stop_daemon();
    day.shop.open_daemon();
    day.be_killed(30, 10);
    day.shop.kill_daemon();
    const auto points = asked("AISLE_BLOCKS_POINTS", 300);
    const auto count = replay(day, points);
    EXPECT_EQ(count.points, points);
    EXPECT_GT(count.promises, points) << "hardly anything had been answered";
    EXPECT_EQ(count.broken + count.lost, 0U) << count.text();
}

TEST_F(Blocks, TheDaemonWithNormalSyncIsCaught) {
    RecordedDay day(volume_, "aisled-normal");
    day.shop.open_daemon();
    day.capture(60);
    day.be_killed(30, 10);
    day.shop.kill_daemon();
    const auto count = replay(day, 40);
    EXPECT_EQ(count.broken, 0U) << count.text();
    EXPECT_GT(count.lost, 0U) << count.text();
}

}  // namespace
}  // namespace aisle
