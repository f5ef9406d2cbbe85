// SPDX-License-Identifier: Apache-2.0
// The unit file among the examples: systemd understands it, and judges its sandbox.
#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string examples = AISLE_SOURCE_DIR "/config/examples/";

class UnitFile : public testing::Test {
protected:
    void SetUp() override {
        if (run_program({"systemd-analyze", "--version"}).status != 0) {
            GTEST_SKIP() << "SKIPPED: systemd-analyze is not here (package systemd)";
        }
    }
    // Tenths of an exposure: 15 is 1.5 of 10.
    Ran judge(const std::string& unit, int threshold) const {
        return run_program({"systemd-analyze", "security", "--offline=true", "--no-pager",
                            "--threshold=" + std::to_string(threshold), unit});
    }
    static std::string last_line(const std::string& text) {
        const auto end = text.find_last_not_of('\n');
        const auto begin = text.rfind('\n', end);
        return text.substr(begin + 1, end - begin);
    }

    std::string text = read_whole(examples + "aisled.service");
    ScratchFolder folder;
};

TEST_F(UnitFile, ExposesAtMost15Tenths) {
    const auto ran = judge(examples + "aisled.service", 15);
    EXPECT_EQ(ran.status, 0) << ran.output;
    RecordProperty("exposure", last_line(ran.output));
}

TEST_F(UnitFile, IsRefusedWithoutItsSandbox) {
    const auto bare =
        folder.write("aisled.service", "[Service]\nType=notify\nExecStart=/usr/bin/aisled\n");
    const auto ran = judge(bare, 15);
    EXPECT_NE(ran.status, 0) << ran.output;
    EXPECT_NE(ran.output.find("UNSAFE"), std::string::npos) << ran.output;
}

TEST_F(UnitFile, ExposesALittleMoreWithScanners) {
    auto with = text.substr(0, text.find("[Install]"));
    with += read_whole(examples + "aisled-scanners.conf");
    const auto ran = judge(folder.write("aisled.service", with), 18);
    EXPECT_EQ(ran.status, 0) << ran.output;
}

TEST_F(UnitFile, IsUnderstood) {
    // Its program need not be installed here.
    auto here = text;
    here.replace(here.find("/usr/bin/aisled"), std::string("/usr/bin/aisled").size(), "/bin/true");
    const auto good = run_program(
        {"systemd-analyze", "verify", "--man=no", folder.write("aisled.service", here)});
    EXPECT_EQ(good.status, 0) << good.output;
    here.replace(here.find("WatchdogSec=60"), std::string("WatchdogSec=60").size(), "WatchDog=60");
    const auto bad = run_program(
        {"systemd-analyze", "verify", "--man=no", folder.write("aisled.service", here)});
    EXPECT_NE(bad.output.find("'WatchDog' in section [Service]"), std::string::npos) << bad.output;
}

TEST_F(UnitFile, LetsTheClockBeAskedAndWaitsForNoNetwork) {
    EXPECT_NE(text.find("\nSystemCallFilter=adjtimex clock_adjtime\n"), std::string::npos);
    EXPECT_EQ(text.find("\nProtectClock="), std::string::npos);
    EXPECT_EQ(text.find("network-online"), std::string::npos);
    EXPECT_EQ(text.find("time-sync"), std::string::npos);
    EXPECT_NE(text.find("\nRestartPreventExitStatus=78\n"), std::string::npos);
}

}  // namespace
}  // namespace aisle
