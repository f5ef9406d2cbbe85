// SPDX-License-Identifier: Apache-2.0
// What happens to the device's disk: an old image comes back, pages rot, the room runs out.
#include "agent/base/limits.hpp"
#include "tests/kill/day.hpp"

#include <sys/mount.h>

#include <filesystem>
#include <fstream>
#include <iostream>

namespace aisle {
namespace {

TEST(Disk, DiskImageRestoredAfterLaterNumbersWereCommittedAndNewCapturesMade) {
    Day day;
    day.open();
    day.capture(60);
    day.deliver();
    day.shop.stop_daemon();
    const auto image = day.shop.file("image");
    std::filesystem::copy(day.shop.state(), image, std::filesystem::copy_options::recursive);
    day.shop.open_daemon();
    day.capture(60);
    day.deliver();
    day.shop.kill_daemon();
    std::filesystem::remove_all(day.shop.state());
    std::filesystem::copy(image, day.shop.state(), std::filesystem::copy_options::recursive);
    day.till.begin_life();
    day.shop.broker.kill();
    day.shop.open_daemon();
    day.capture(30);
    day.shop.broker.start();
    day.await_central();
    day.capture(30);
    day.expect_whole();
    EXPECT_TRUE(day.told("device.journal.forked")) << "the device did not tell of the fork";
}

// Where the file keeps the page on which these bytes stand, if it is one of a table's rows.
std::vector<std::size_t> row_pages(const std::string& file, const std::string& bytes) {
    constexpr char table_leaf = 0x0d;
    std::vector<std::size_t> pages;
    for (auto at = file.find(bytes); at != std::string::npos; at = file.find(bytes, at + 1)) {
        const auto page = at / page_bytes * std::size_t{page_bytes};
        const bool row = page > 0 && file[page] == table_leaf;
        if (row && (pages.empty() || pages.back() != page)) pages.push_back(page);
    }
    return pages;
}

// Spoils the pages on which these events stand. How many pages.
std::size_t rot(const std::string& path, const std::vector<std::string>& ids) {
    const auto file = read_whole(path);
    std::fstream out(path, std::ios::binary | std::ios::in | std::ios::out);
    std::size_t spoilt = 0;
    for (const auto& id : ids) {
        for (const auto page : row_pages(file, "{\"specversion\":\"1.0\",\"id\":\"" + id)) {
            out.seekp(static_cast<std::streamoff>(page));
            out << std::string(page_bytes, '\xab');
            ++spoilt;
        }
    }
    return spoilt;
}

TEST(Disk, SalvageAfterALostAck) {
    const ScratchFolder rules;
    const auto acl = rules.write(
        "acl", "pattern readwrite #\nuser s0042-pos1\ntopic deny aisle/v1/down/s0042-pos1/ack\n");
    Day day({.broker_lines = "acl_file " + acl + "\n"});
    day.open();
    day.capture(150);
    // Without acks the window moves at each new hello only, some ten seconds apart.
    ASSERT_TRUE(soon([&] { return day.shop.verdict().lost == 0; }, 600));
    EXPECT_GT(day.shop.waiting(), 0u) << "an ack came through";
    const auto committed = day.shop.evidence.answered;
    day.shop.broker.kill();
    day.capture(60);
    day.shop.stop_daemon();
    // What is spoilt was committed; the device does not know.
    EXPECT_GT(rot(day.shop.journal_file(), {committed[30].id, committed[75].id}), 0u);
    rules.write("acl", "pattern readwrite #\n");
    day.shop.broker.start();
    day.shop.start_daemon();
    // It ends when it finds the damage behind its back; a supervisor starts it again.
    const auto salvaged = [&] {
        if (!day.shop.daemon_runs()) day.shop.start_daemon();
        return day.shop.daemon_log().find("state.damaged") != std::string::npos && day.shop.ready();
    };
    ASSERT_TRUE(soon(salvaged, patient)) << "the damage was not found";
    day.capture(30);
    day.expect_whole();
    EXPECT_TRUE(day.told("device.journal.salvaged"));
    EXPECT_FALSE(day.told("\"unreadable\":0")) << "nothing was spoilt that is a row";
}

TEST(Disk, TouchEvictedInTheMiddle) {
    Day day({.settings = "[disk]\nbudget = \"16MiB\"\n"});
    day.open();
    day.capture(30);
    day.deliver();
    day.shop.broker.stop();
    day.capture(30);
    for (int scan = 0; scan < 4300; ++scan) day.till.want_scan(4000);
    ASSERT_TRUE(day.till.settle()) << day.till.last_refusal();
    day.capture(30);
    EXPECT_NE(day.shop.daemon_log().find("journal.evicted"), std::string::npos);
    day.shop.broker.start();
    day.expect_whole(Day::GivesUp::something);
    const auto verdict = day.shop.verdict();
    EXPECT_GT(verdict.given_up, 0u) << "nothing was evicted";
    EXPECT_LT(verdict.given_up, 4300u) << verdict;
    for (const auto& gap : day.shop.evidence.given_up) EXPECT_EQ(gap.lane, Lane::touch);
}

// A file system of a few megabytes, if we may mount one.
class SmallDisk {
public:
    SmallDisk() {
        std::filesystem::create_directory(path());
        mounted_ = ::mount("tmpfs", path().c_str(), "tmpfs", 0, "size=8m") == 0;
    }
    ~SmallDisk() {
        if (mounted_) ::umount2(path().c_str(), MNT_DETACH);
    }
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return mounted_; }
    std::string path() const { return folder_.file("small"); }
    void fill() const { std::ofstream(path() + "/other") << std::string(4 << 20, 'x'); }
    void clear() const { std::filesystem::remove(path() + "/other"); }

private:
    ScratchFolder folder_;
    bool mounted_ = false;
};

TEST(Disk, FullDisk) {
    const SmallDisk disk;
    if (!disk.mounted()) GTEST_SKIP() << "a full disk needs a tmpfs, and only root may mount one";
    disk.fill();
    Day day({.state = disk.path() + "/state"});
    day.open();
    day.capture(30);
    day.deliver();
    day.shop.broker.stop();
    const auto refused = [&] { return day.till.refusals().contains(507); };
    for (int round = 0; round < 200 && !refused(); ++round) {
        for (int sale = 0; sale < 20; ++sale) day.till.want_purchase(30);
        day.till.ask();
        day.till.take(20);
    }
    ASSERT_TRUE(refused()) << "it was never refused";
    EXPECT_NE(day.till.last_refusal().find("disk_full"), std::string::npos);
    ASSERT_TRUE(day.shop.daemon_runs()) << "it ended instead of refusing";
    const Json& status = day.shop.get("/v1/status");
    EXPECT_EQ(status.find("degraded")->boolean(), true);
    EXPECT_EQ(status.find("disk")->find("state")->string(), "full");
    disk.clear();
    ASSERT_TRUE(day.till.settle()) << day.till.last_refusal();
    day.shop.broker.start();
    day.expect_whole();
}

}  // namespace
}  // namespace aisle
