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
    house.agent->desk().sign_up(
        R"({"phone":"13800138000","consents":[{"purpose":"membership","channel":"any",)"
        R"("decision":"given","notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
            std::string(64, 'a') + R"("}}]})",
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
