// SPDX-License-Identifier: Apache-2.0
// C. Files that were harmed while nobody looked: a whole agent is started on each. The numbers are
// those of tests/README.md.
#include "tests/agent/app/house.hpp"
#include "tests/agent/domain/receipt.hpp"
#include "tests/crash/till.hpp"
#include "tests/support/child_process.hpp"

#include <functional>

namespace aisle {
namespace {

constexpr int scans = 120;

// A till that has worked and whose file is then harmed.
class HarmedHouse {
public:
    explicit HarmedHouse(const std::function<void(std::string&)>& harm) {
        house.start();
        for (int i = 0; i < scans; ++i) {
            EXPECT_TRUE(house.scan("40063813339" + std::to_string(100 + i)));
        }
        house.stop();
        {
            auto db = Database::open({.path = house.folder.file("journal-1.db")});
            EXPECT_TRUE(db && db->checkpoint(true));
        }
        left = read_whole(house.folder.file("journal-1.db"));
        harm(left);
        house.folder.write("journal-1.db", left);
    }
    // It starts, saves and tells; and what was harmed is still there to be rescued.
    void expect_it_goes_on() {
        const auto checked = house.lines.count("journal.checked");
        house.start();
        // Damage deep in the file is found behind the start, and the supervisor starts it again.
        EXPECT_TRUE(house.until([this, checked] {
            return !house.fatal.empty() || house.lines.count("journal.checked") > checked;
        }));
        if (!house.fatal.empty()) {
            house.stop();
            house.start();
        }
        EXPECT_TRUE(house.scan("4006381333948"));
        EXPECT_EQ(house.lines.count("state.damaged"), 1U);
        // What was counted before the damage showed may stand in it, too.
        const auto kept = read_whole(house.folder.file("journal-1.db"));
        EXPECT_GE(kept.size(), left.size()) << "it is kept";
        constexpr std::string_view event = "\"specversion\"";
        EXPECT_GE(times_said(event, kept), times_said(event, left)) << "with what stood in it";
        const auto status = house.status();
        ASSERT_TRUE(status);
        const auto& problems = status->problems;
        EXPECT_TRUE(std::any_of(problems.begin(), problems.end(), [](const auto& problem) {
            return problem.find("journal-1.db is damaged") != std::string::npos;
        }));
        saved = status->lanes[index_of(Lane::touch)].saved.value();
    }
    // What central will be told of it.
    std::string notice() {
        std::optional<Result<JournalPage>> page;
        auto outlook = house.agent->outlook().outlook();
        outlook.journal({Lane::ledger, std::nullopt, Seq{}, 100},
                        [&page](Result<JournalPage> told) { page = std::move(told); });
        EXPECT_TRUE(house.until([&page] { return page.has_value(); }));
        if (!page || !*page) return {};
        for (const auto& entry : (*page)->entries) {
            if (entry.event.find("device.journal.salvaged") != entry.event.npos) return entry.event;
        }
        return {};
    }

    House house;
    std::string left;         // of the harmed file
    std::uint64_t saved = 0;  // scans that go on, the last one included
};

void spoil(std::string& bytes, std::size_t from, std::size_t count, char with) {
    for (std::size_t i = from; i < std::min(bytes.size(), from + count); ++i) bytes[i] = with;
}

// 17
TEST(Complaints, AFileTornByAResetDoesNotNeedToBeWipedByHand) {
    for (const std::string code : {"40063813339105", "40063813339160", "40063813339219"}) {
        SCOPED_TRACE(code);
        HarmedHouse harmed([&code](std::string& bytes) {
            spoil(bytes, bytes.find(code) / page_bytes * page_bytes, page_bytes, '\x5a');
        });
        harmed.expect_it_goes_on();
        EXPECT_GT(harmed.saved, 1U) << "nothing of it was carried over";
    }
}

// 17: a page that no start looks at, so that the first sale that needs it finds the damage. Without
// a mark the next start would find the same file, and the same sale the same damage, for ever.
TEST(Complaints, DamageThatOnlyASaleFindsDoesNotEndTheTillAgainAndAgain) {
    House house;
    const auto sell = [&house](int number) {
        auto receipt = good_receipt;
        receipt.replace(receipt.find("r-1"), 3, "r-" + std::to_string(number));
        std::optional<Result<Accepted>> sold;
        house.agent->desk().record_purchase(
            receipt, [&sold](Result<Accepted> told) { sold = std::move(told); });
        EXPECT_TRUE(house.until([&sold] { return sold.has_value(); }));
        return sold && sold->has_value();
    };
    house.start();
    for (int number = 100; number < 250; ++number) ASSERT_TRUE(sell(number));
    house.stop();
    {
        auto db = Database::open({.path = house.folder.file("journal-1.db")});
        ASSERT_TRUE(db && db->checkpoint(true));
    }
    auto bytes = read_whole(house.folder.file("journal-1.db"));
    // What this sale was answered with stands in the table of requests.
    const auto answer = bytes.rfind("purchase:r-170");
    ASSERT_NE(answer, std::string::npos);
    spoil(bytes, answer / page_bytes * page_bytes, page_bytes, '\x5a');
    house.folder.write("journal-1.db", bytes);
    house.start();
    EXPECT_FALSE(sell(170));
    EXPECT_TRUE(house.until([&house] { return !house.fatal.empty(); }));
    house.stop();
    house.start();
    EXPECT_EQ(house.lines.count("state.damaged"), 1U);
    EXPECT_TRUE(sell(170));
    EXPECT_TRUE(sell(300));
}

// 17: the end of the file is missing, as after a write that was not synced.
TEST(Complaints, AFileThatWasCutShortDoesNotKeepTheTillFromStarting) {
    HarmedHouse harmed([](std::string& bytes) { bytes.resize(bytes.size() / 2); });
    harmed.expect_it_goes_on();
}

// 19
TEST(Complaints, AFileOfZerosDoesNotKeepTheTillFromStarting) {
    HarmedHouse harmed([](std::string& bytes) { spoil(bytes, 0, bytes.size(), '\0'); });
    harmed.expect_it_goes_on();
    EXPECT_EQ(harmed.saved, 1U) << "it goes on with a fresh one";
}

// 20
TEST(Complaints, ADamagedFileIsNotDeletedAndWhatIsMissingIsNotKeptFromCentral) {
    HarmedHouse harmed([](std::string& bytes) {
        spoil(bytes, bytes.find("40063813339150") / page_bytes * page_bytes, page_bytes, '\xab');
    });
    harmed.expect_it_goes_on();
    EXPECT_GT(harmed.saved, scans / 2U);
    EXPECT_LT(harmed.saved, scans + 1U);
    const auto notice = harmed.notice();
    EXPECT_NE(notice.find(R"("file":"journal-1.db")"), std::string::npos) << notice;
    EXPECT_NE(notice.find("recovered"), std::string::npos);
    EXPECT_EQ(notice.find(R"("unreadable":0})"), std::string::npos) << notice;
}

// 21: the device behind the file says no for a while. Nobody deletes anything, nobody is needed.
TEST(Complaints, AStorageThatHiccupsDoesNotNeedAHandAfterwards) {
    CrashDisk disk;
    Story story;
    Till till(disk);
    ASSERT_TRUE(till.open());
    till.tell(story);
    till.capture(Lane::ledger, 50);
    till.checkpoint(true);
    till.close();
    // The journal's file alone cannot be read; each start tries.
    for (int start = 0; start < 3; ++start) {
        disk.plant({.call = DiskCall::read, .nth = 1, .for_ever = false});
        const auto opened = till.open();
        ASSERT_TRUE(opened) << opened.error().what();
        EXPECT_EQ(till.journal().lane(Lane::ledger).head(), Seq{story.told.size()});
        till.capture(Lane::ledger, 1);
        till.close();
    }
    disk.heal();
    ASSERT_TRUE(till.open());
    EXPECT_EQ(till.journal().lane(Lane::ledger).head(), Seq{53});
}

}  // namespace
}  // namespace aisle
