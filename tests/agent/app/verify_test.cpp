// SPDX-License-Identifier: Apache-2.0
#include "agent/app/verify.hpp"

#include "tests/agent/app/house.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct VerifyTest : testing::Test {
    void SetUp() override {
        house.start();
        for (int i = 0; i < 20; ++i)
            ASSERT_TRUE(house.scan("40063813339" + std::to_string(10 + i)));
        house.stop();
    }
    Result<VerifyReport> verify() { return verify_state(house.folder.path().string()); }
    // As a broken disk or somebody with a tool would.
    void tamper(const char* sql) {
        auto db = Database::open({.path = house.folder.file("journal-1.db")});
        ASSERT_TRUE(db);
        ASSERT_TRUE(db->run_script(sql));
    }
    House house;
};

TEST_F(VerifyTest, FindsASoundFolderWhole) {
    const auto report = verify();
    ASSERT_TRUE(report) << report.error().what();
    EXPECT_TRUE(report->whole());
    EXPECT_EQ(report->walk.rows, 21U);  // the scans and the start
    EXPECT_EQ(report->journal.lane(Lane::touch).head(), Seq(20));
}

TEST_F(VerifyTest, NoticesAnEntryThatIsGone) {
    tamper("DELETE FROM entry WHERE place = 1152921504606846976 + 7");
    const auto report = verify();
    ASSERT_TRUE(report);
    ASSERT_FALSE(report->whole());
    EXPECT_NE(report->problems.front().find("touch 7"), std::string::npos);
}

TEST_F(VerifyTest, NoticesAChangedEntryOfTheLedgerByItsChain) {
    tamper(
        "UPDATE entry SET event = CAST(replace(CAST(event AS TEXT), '0.1.0', '0.1.1') AS BLOB)"
        " WHERE place = 1");
    const auto report = verify();
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->whole());
}

TEST_F(VerifyTest, NoticesAPersonPartThatIsNotTheOneTheEventWasMadeWith) {
    house.start();
    std::optional<Result<Accepted>> answer;
    house.agent->desk().record_purchase(
        R"({"workstation_id":"pos1","sequence_number":1,"business_day_date":"2026-07-01",)"
        R"("end_date_time":"2026-07-01T16:30:00+08:00","currency":"CNY","status":"completed",)"
        R"("lines":[{"sequence":1,"type":"sale","item_id":"tea","quantity":"1",)"
        R"("regular_unit_price":100,"actual_unit_price":100,"extended_amount":100}],)"
        R"("tenders":[{"type":"cash","amount":100}],"loyalty":{"member_id":"m-138"},)"
        R"("totals":{"gross":100,"discount":0,"net":100,"tax":0,"grand":100}})",
        [&answer](Result<Accepted> told) { answer = std::move(told); });
    ASSERT_TRUE(house.until([&answer] { return answer.has_value(); }));
    ASSERT_TRUE(*answer) << answer->error().what();
    house.stop();
    const auto sound = verify();
    ASSERT_TRUE(sound);
    EXPECT_TRUE(sound->whole()) << sound->problems.front();
    tamper(
        "UPDATE entry SET person = CAST(replace(CAST(person AS TEXT), '138', '139') AS BLOB)"
        " WHERE person IS NOT NULL");
    const auto report = verify();
    ASSERT_TRUE(report);
    ASSERT_FALSE(report->whole());
    EXPECT_NE(report->problems.front().find("does not fit the part about a person"),
              std::string::npos);
    EXPECT_EQ(report->problems.front().find("139"), std::string::npos);
    // Erased is not damaged.
    tamper("UPDATE entry SET person = NULL, salt = NULL");
    EXPECT_TRUE(verify()->whole());
}

TEST_F(VerifyTest, NoticesAFileThatIsNoDatabase) {
    house.folder.write("journal-1.db", std::string(8192, 'x'));
    const auto report = verify();
    ASSERT_TRUE(report);
    EXPECT_FALSE(report->whole());
}

TEST_F(VerifyTest, SaysThatThereIsNothingToVerify) {
    const ScratchFolder empty;
    const auto report = verify_state(empty.path().string());
    ASSERT_FALSE(report);
    EXPECT_EQ(report.error().kind(), Errc::not_found);
}

}  // namespace
}  // namespace aisle
