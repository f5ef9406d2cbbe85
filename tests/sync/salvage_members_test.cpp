// SPDX-License-Identifier: Apache-2.0
#include "sync/salvage_members.hpp"

#include "agent/books/consent_book.hpp"
#include "agent/books/preference_book.hpp"
#include "tests/sync/salvage_bench.hpp"

#include <string>
#include <vector>

namespace aisle {
namespace {

class SalvageMembersTest : public SalvageBench {
protected:
    // One row of each table that names a member.
    static void rows_of_member(JournalBench& bench) {
        EXPECT_TRUE(bench.write->run(
            "INSERT INTO consent(member, purpose, channel, decision, id, seq, at)"
            " VALUES('m-1', 'marketing', 'sms', 'given', 'c-1', 1, 5);"
            "INSERT INTO member(id, scope, used_at, body) VALUES('m-1', 'here', 5, x'7b7d');"
            "INSERT INTO member_identifier(hmac, member, scope) VALUES(x'0a', 'm-1', 'here');"
            "INSERT INTO member_preference(member, field, base, value, at)"
            " VALUES('m-1', 'size', 1, '\"M\"', 5);"
            "INSERT INTO task_credit(member, task, until) VALUES('m-1', 't-1', 900);"
            "INSERT INTO point_estimate(member, receipt, at, points)"
            " VALUES('m-1', x'0b', 5, 12)"));
    }
    std::int64_t rows_that_name_her() {
        return number(
            "SELECT (SELECT count(*) FROM consent WHERE member = 'm-1')"
            " + (SELECT count(*) FROM member WHERE id = 'm-1')"
            " + (SELECT count(*) FROM member_identifier WHERE member = 'm-1')"
            " + (SELECT count(*) FROM member_preference WHERE member = 'm-1')"
            " + (SELECT count(*) FROM task_credit WHERE member = 'm-1')"
            " + (SELECT count(*) FROM point_estimate WHERE member = 'm-1')");
    }
    void append_purchase_of(const std::string& member) {
        EventContext context;
        context.tenant = "demo";
        context.device = "s0042-pos1";
        context.wall = old.clock.wall();
        const auto event = *encode_event(make_draft(EventKinds::purchase_completed, R"({"n":1})",
                                                    R"({"member_id":")" + member + "\"}"),
                                         context, old.dice);
        EXPECT_TRUE(old.commit([&](Txn& txn) -> Result<void> {
            TRY(old.journal->append(txn, event));
            return {};
        }));
    }
};

TEST_F(SalvageMembersTest, WhatIsKnownOfAMemberOnlyHereComesAlong) {
    rows_of_member(old);
    carry_over();
    EXPECT_EQ(rows_that_name_her(), 6);
    const std::vector<std::string> ids{"m-1"};
    PreferenceBook preferences(*fresh.write);
    EXPECT_EQ(preferences.changes(ids)->at(0).value, "\"M\"");
    EXPECT_EQ(number("SELECT points FROM point_estimate WHERE receipt = x'0b'"), 12);
    EXPECT_EQ(number("SELECT until FROM task_credit WHERE task = 't-1'"), 900);
}

TEST_F(SalvageMembersTest, WhoWasForgottenInTheFreshFileIsNotBroughtBack) {
    rows_of_member(old);
    forget(fresh, "m-1");
    carry_over();
    EXPECT_EQ(rows_that_name_her(), 0);
}

TEST_F(SalvageMembersTest, WhoWasForgottenInTheOldFileIsNotBroughtBackByAPageOfBefore) {
    rows_of_member(old);
    forget(old, "m-1");
    carry_over();
    EXPECT_EQ(rows_that_name_her(), 0);
}

TEST_F(SalvageMembersTest, WhoSignedUpAndIsForgottenByHerPhoneIsNotBroughtBackUnderAnotherId) {
    rows_of_member(old);
    into_fresh("INSERT INTO erased(subject, erase_seq, at) VALUES(x'0a', 7, 5)");
    carry_over();
    EXPECT_EQ(number("SELECT count(*) FROM member"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM member_identifier"), 0);
}

TEST_F(SalvageMembersTest, CardsOfCentralsAreCentralsToSayAgain) {
    into_old(
        "INSERT INTO member(id, scope, used_at, body) VALUES('m-1', 'fleet', 5, x'7b7d');"
        "INSERT INTO member_identifier(hmac, member, scope) VALUES(x'0a', 'm-1', 'fleet')");
    carry_over();
    EXPECT_EQ(rows_that_name_her(), 0);
}

TEST_F(SalvageMembersTest, WhomOfTheNewFileCentralHasMergedIsNotSignedUpAgain) {
    rows_of_member(old);
    into_fresh("INSERT INTO member_alias(old, scope, member) VALUES('m-1', 'fleet', 'm-9')");
    carry_over();
    EXPECT_EQ(number("SELECT count(*) FROM member WHERE scope = 'here'"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM member_identifier"), 0);
}

TEST_F(SalvageMembersTest, TheJournalAndTheAnswersDoNotNameWhoWasForgotten) {
    append_purchase_of("m-1");
    append_purchase_of("m-2");
    into_old(
        "INSERT INTO request(name, body, place, events, id, epoch, member, at)"
        " VALUES('purchase:r1', x'01', 1, 1, x'0a', x'0b', 'm-1', 5),"
        " ('purchase:r2', x'02', 2, 1, x'0a', x'0b', 'm-2', 5)");
    forget(fresh, "m-1");
    EXPECT_EQ(carry_over().recovered, 2U);
    EXPECT_EQ(number("SELECT count(*) FROM entry"), 2) << "the sale goes on without her";
    EXPECT_EQ(number("SELECT count(*) FROM entry WHERE instr(person, CAST('m-1' AS BLOB)) > 0"), 0);
    EXPECT_EQ(number("SELECT count(*) FROM entry WHERE instr(person, CAST('m-2' AS BLOB)) > 0"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM entry WHERE salt IS NOT NULL"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM request"), 2);
    EXPECT_EQ(number("SELECT length(body) FROM request WHERE member IS NULL"), 0);
    EXPECT_EQ(number("SELECT length(body) FROM request WHERE member = 'm-2'"), 1);
}

TEST_F(SalvageMembersTest, AWithdrawalStaysTheLastWordAndWhatIsAnsweredNextComesAfterIt) {
    old.append(Lane::ledger, 3);
    into_old(
        "INSERT INTO consent(member, purpose, channel, decision, id, seq, at, acked_at)"
        " VALUES('m-1', 'marketing', 'sms', 'given', 'c-1', 7001, 5, 6),"
        " ('m-1', 'marketing', 'any', 'withdrawn', 'c-2', 7003, 8, NULL)");
    carry_over();
    ConsentBook book(*fresh.write);
    EXPECT_EQ(*book.allows("m-1", "marketing", "sms"), std::optional(false));
    EXPECT_EQ(number("SELECT seq FROM consent WHERE id = 'c-2'"), 3) << "with the last event";
    EXPECT_EQ(number("SELECT acked_at FROM consent WHERE id = 'c-1'"), 6);
    EXPECT_EQ(number("SELECT count(*) FROM consent WHERE id = 'c-2' AND acked_at IS NULL"), 1);
    // The next answer's event takes the ledger's next number.
    into_fresh(
        "UPDATE consent SET decision = 'given', id = 'c-3', at = 9,"
        " seq = (SELECT next FROM lane WHERE lane = 0) WHERE id = 'c-1'");
    EXPECT_EQ(*book.allows("m-1", "marketing", "sms"), std::optional(true));
}

TEST_F(SalvageMembersTest, OfTwoAnswersToOneQuestionTheLaterCounts) {
    into_old(
        "INSERT INTO consent(member, purpose, channel, decision, id, seq, at)"
        " VALUES('m-1', 'marketing', 'sms', 'withdrawn', 'c-2', 3, 8),"
        " ('m-2', 'marketing', 'sms', 'given', 'c-3', 4, 8)");
    into_fresh(
        "INSERT INTO consent(member, purpose, channel, decision, id, seq, at)"
        " VALUES('m-1', 'marketing', 'sms', 'given', 'c-1', 1, 5),"
        " ('m-2', 'marketing', 'sms', 'withdrawn', 'c-4', 2, 9)");
    carry_over();
    ConsentBook book(*fresh.write);
    EXPECT_EQ(*book.allows("m-1", "marketing", "sms"), std::optional(false));
    EXPECT_EQ(*book.allows("m-2", "marketing", "sms"), std::optional(false));
}

TEST_F(SalvageMembersTest, WhoWasForgottenStaysSoAndWhatWasNotToldOfItIsToldStill) {
    forget(old, "m-1");
    into_old(
        "INSERT INTO erasure(request, erase_seq, counts, told) VALUES('r-1', 7, '{}', 1),"
        " ('r-2', 8, '{}', 0)");
    carry_over();
    EXPECT_TRUE(*Forgotten(*fresh.write).knows_member("m-1"));
    EXPECT_EQ(number("SELECT at FROM erased WHERE erase_seq = 7"), 5);
    EXPECT_EQ(number("SELECT count(*) FROM erasure WHERE request = 'r-1' AND told = 1"), 1);
    EXPECT_EQ(number("SELECT count(*) FROM erasure WHERE request = 'r-2' AND told = 0"), 1);
}

TEST_F(SalvageMembersTest, AFileOfAnOlderSchemaKnowsNoMembers) {
    old.append(Lane::ledger, 3);
    into_old(
        "DROP TABLE consent; DROP TABLE member; DROP TABLE member_identifier;"
        "DROP TABLE member_preference; DROP TABLE task_credit; DROP TABLE point_estimate;"
        "DROP TABLE erased; DROP TABLE erasure");
    const auto outcome = carry_over();
    EXPECT_EQ(outcome.recovered, 3U);
    EXPECT_EQ(outcome.unreadable, 0U);
}

}  // namespace
}  // namespace aisle
