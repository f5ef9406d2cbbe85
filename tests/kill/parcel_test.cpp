// SPDX-License-Identifier: Apache-2.0
// There is no line, and a hand carries what waits: exported beside the running daemon, imported at
// central, and then the line comes back after all.
#include "tests/kill/day.hpp"

#include <sys/mount.h>

#include <filesystem>

namespace aisle {
namespace {

class CarriedByHand : public testing::Test {
protected:
    CarriedByHand() {
        EXPECT_EQ(run_program({hub_program, "keygen", day.shop.file("central")}).status, 0);
    }
    Ran export_to(const std::string& file) const {
        return run_program({std::string(AISLE_BINARY_DIR) + "/aisle", "export", day.shop.file(file),
                            "--state", day.shop.state(), "--seal-key",
                            day.shop.file("central.pem")});
    }
    Ran import_from(const std::string& file, std::vector<std::string> more = {}) const {
        std::vector<std::string> words{hub_program,
                                       "import",
                                       day.shop.file(file),
                                       "--database",
                                       "sqlite:" + day.shop.hub_database(),
                                       "--key",
                                       day.shop.file("central.key")};
        words.insert(words.end(), more.begin(), more.end());
        return run_program(words);
    }
    // Offline from the first moment, and everything saved so far carried to central.
    void carry() {
        day.shop.broker.stop();
        day.shop.open_daemon();
        day.capture(240);
        const auto exported = export_to("stick");
        ASSERT_EQ(exported.status, 0) << exported.output;
        EXPECT_GE(day.shop.verdict().lost, 240U) << "nothing has come another way";
        const auto imported = import_from("stick");
        ASSERT_EQ(imported.status, 0) << imported.output;
    }

    const std::string hub_program = std::string(AISLE_BINARY_DIR) + "/aisle-hub";
    Day day;
};

TEST_F(CarriedByHand, WhatWasCarriedIsAtCentralAndTheLineBringsOnlyTheRest) {
    carry();
    EXPECT_TRUE(day.shop.verdict().clean()) << day.shop.verdict();
    EXPECT_GE(day.shop.waiting(), 240U) << "the device cannot know yet";
    day.capture(60);
    day.shop.kill_daemon();
    day.shop.open_daemon();
    day.shop.broker.start();
    day.shop.start_hub();
    day.expect_whole();
}

TEST_F(CarriedByHand, TwiceCarriedAndSentBesidesItCountsOnce) {
    day.open();
    day.capture(30);
    day.deliver();
    day.shop.broker.stop();
    day.capture(120);
    ASSERT_EQ(export_to("first").status, 0);
    day.capture(30);
    ASSERT_EQ(export_to("second").status, 0);
    day.shop.broker.start();
    day.await_central();
    day.deliver();
    for (const auto* stick : {"second", "first", "second"}) {
        const auto imported = import_from(stick);
        EXPECT_EQ(imported.status, 0) << imported.output;
        EXPECT_NE(imported.output.find(" 0 new,"), std::string::npos) << imported.output;
    }
    day.capture(30);
    day.expect_whole();
}

TEST_F(CarriedByHand, AFullStickIsSaidAndKeepsNoHalf) {
    day.shop.broker.stop();
    day.shop.open_daemon();
    day.capture(240);
    ASSERT_EQ(export_to("parcel").status, 0) << "the control: it fits elsewhere";
    const auto stick = day.shop.file("small");
    std::filesystem::create_directory(stick);
    // How far a parcel is compressed depends on its ids: the stick is half as large as this one.
    const auto half = std::filesystem::file_size(day.shop.file("parcel")) / 2;
    const auto size = "size=" + std::to_string(half);
    if (::mount("tmpfs", stick.c_str(), "tmpfs", 0, size.c_str()) != 0) {
        GTEST_SKIP() << "a full stick needs a tmpfs, and only root may mount one";
    }
    const auto refused = export_to("small/parcel");
    EXPECT_EQ(refused.status, 1);
    EXPECT_NE(refused.output.find("the medium is full"), std::string::npos) << refused.output;
    EXPECT_TRUE(std::filesystem::is_empty(stick));
    ASSERT_EQ(::umount2(stick.c_str(), MNT_DETACH), 0);
}

// The control: an import that does not count by id, and the same file twice.
TEST_F(CarriedByHand, AnImportThatCountsTwiceIsCaught) {
    carry();
    ASSERT_EQ(import_from("stick", {"--plant-fault", "dedup-off"}).status, 0);
    EXPECT_GE(day.shop.verdict().duplicated, 240U);
}

}  // namespace
}  // namespace aisle
