// SPDX-License-Identifier: Apache-2.0
#include "agent/books/desk.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/agent/domain/receipt.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string sign_up_body =
    R"({"id":"form-1","phone":"138 0013 8000","consents":[{"purpose":"membership","channel":"any",)"
    R"("decision":"given","notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
    Counter::notice_hash() + R"("}}]})";

struct DeskTest : testing::Test {
    Counter counter;
    Desk& desk = counter.desk;
};

TEST_F(DeskTest, AnswersAScanWithItsPlaceAfterItIsSaved) {
    desk.capture_scan({"4006381333931", "]E0", "lane1", MonoTime{}}, "", counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_EQ(counter.last()->receipt.lane, Lane::touch);
    EXPECT_EQ(counter.last()->receipt.seq, Seq(1));
    const auto rows = counter.rows(Lane::touch);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].id, counter.last()->receipt.id);
    ASSERT_EQ(counter.saved.size(), 1U);
    EXPECT_EQ(counter.bench.metrics.get(Count::captured_touch), 1U);
}

TEST_F(DeskTest, RefusesAnEmptyAndAnEndlessScan) {
    desk.capture_scan({"", "", "lane1", MonoTime{}}, "", counter.accept());
    EXPECT_EQ(counter.answers[0].error().code(), "bad_scan");
    desk.capture_scan({std::string(5000, 'x'), "", "lane1", MonoTime{}}, "", counter.accept());
    EXPECT_EQ(counter.answers[1].error().code(), "bad_scan");
}

TEST_F(DeskTest, RecordsAPurchaseOnceHoweverOftenItIsRepeated) {
    for (int i = 0; i < 3; ++i) desk.record_purchase(good_receipt, counter.accept());
    ASSERT_TRUE(counter.answers[0]);
    EXPECT_FALSE(counter.answers[0]->repeated);
    for (int i = 1; i < 3; ++i) {
        ASSERT_TRUE(counter.answers[static_cast<std::size_t>(i)]);
        EXPECT_TRUE(counter.answers[static_cast<std::size_t>(i)]->repeated);
        EXPECT_EQ(to_json(*counter.answers[static_cast<std::size_t>(i)]),
                  to_json(*counter.answers[0]));
    }
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 1U);
    EXPECT_EQ(counter.saved.size(), 1U);
    EXPECT_EQ(counter.bench.metrics.get(Count::capture_repeated), 2U);
}

TEST_F(DeskTest, RefusesTheSameIdWithAnotherBody) {
    desk.record_purchase(good_receipt, counter.accept());
    auto other = good_receipt;
    other.replace(other.find("op7"), 3, "op8");
    desk.record_purchase(other, counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "id_conflict");
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 1U);
    EXPECT_EQ(counter.bench.metrics.get(Count::capture_conflicts), 1U);
}

TEST_F(DeskTest, KeepsThePersonOutOfTheEvent) {
    desk.record_purchase(good_receipt, counter.accept());
    ASSERT_TRUE(counter.last());
    const auto rows = counter.rows(Lane::ledger);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_TRUE(rows[0].person);
    EXPECT_EQ(rows[0].event.find("13800138000"), std::string::npos);
    EXPECT_EQ(rows[0].event.find("m-77"), std::string::npos);
    EXPECT_NE(rows[0].event.find("personhash"), std::string::npos);
}

TEST_F(DeskTest, RefusesAWrongPurchaseAndNotesItWithoutItsValues) {
    auto wrong = good_receipt;
    wrong.replace(wrong.find(R"("grand":3356)"), 12, R"("grand":3357)");
    desk.record_purchase(wrong, counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().kind(), Errc::invalid);
    EXPECT_FALSE(counter.last().error().place().empty());
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
    const auto notes = counter.rows(Lane::touch);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_NE(notes[0].event.find("data.rejected"), std::string::npos);
    EXPECT_EQ(notes[0].event.find("3357"), std::string::npos);
}

TEST_F(DeskTest, ForgetsWhatPaysAndWhoSomebodyIsAndCountsIt) {
    std::size_t suppressed = 0;
    for (const std::string code : {"4111111111111111", ";4111111111111111=2512?",
                                   "134567890123456789", "11010519491231002X"}) {
        desk.capture_scan({code, "", "lane1", MonoTime{}}, "till-1", counter.accept());
        ASSERT_FALSE(counter.last()) << code;
        EXPECT_EQ(counter.last().error().code(), "secret_code");
        EXPECT_EQ(counter.last().error().what().find(code), std::string::npos);
        EXPECT_EQ(counter.bench.metrics.get(Count::scans_suppressed), ++suppressed);
    }
    const auto notes = counter.rows(Lane::touch);
    ASSERT_EQ(notes.size(), suppressed);
    EXPECT_NE(notes[0].event.find(R"({"source":"lane1","kind":"payment_card"})"),
              std::string::npos);
    for (const auto& note : notes) {
        EXPECT_NE(note.event.find("io.aisle.scan.suppressed.v1"), std::string::npos);
        for (const auto* digits : {"4111", "1345", "1101"}) {
            EXPECT_EQ(note.event.find(digits, note.event.find("\"data\"")), std::string::npos);
        }
    }
    desk.capture_scan({"https://id.gs1.org/01/04006381333931/21/4111111111111111", "", "lane1", {}},
                      "", counter.accept());
    EXPECT_TRUE(counter.last()) << "a serial number is no card";
}

TEST_F(DeskTest, AnswersAScanWithWhatTheCodeIs) {
    desk.capture_scan({"4006381333931", "]E0", "lane1", MonoTime{}}, "s-1", counter.accept());
    desk.capture_scan({"4006381333931", "]E0", "lane1", MonoTime{}}, "s-1", counter.accept());
    ASSERT_TRUE(counter.answers[1]);
    EXPECT_TRUE(counter.answers[1]->repeated);
    EXPECT_EQ(to_json(*counter.answers[0]), to_json(*counter.answers[1]));
    EXPECT_NE(to_json(*counter.answers[0]).find(R"("code":{"class":"product")"), std::string::npos);
}

TEST_F(DeskTest, RefusesAnUnknownCodeWhereThePolicyIsToDropIt) {
    ScanPolicy policy;
    policy.unknown = UnknownCodes::drop;
    Desk strict(counter.parts(), counter.profile(), std::move(policy));
    strict.capture_scan({"hello", "", "lane1", MonoTime{}}, "", counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "unknown_code");
    const auto notes = counter.rows(Lane::touch);
    ASSERT_EQ(notes.size(), 1U);
    EXPECT_EQ(notes[0].event.find("hello"), std::string::npos);
    strict.capture_scan({"4006381333931", "", "lane1", MonoTime{}}, "", counter.accept());
    EXPECT_TRUE(counter.last());
}

TEST_F(DeskTest, ARefusalThatComesAgainAndAgainIsNotedOnceAMinute) {
    for (int i = 0; i < 500; ++i) desk.record_purchase("{}", counter.accept());
    EXPECT_EQ(counter.answers.size(), 500U);
    EXPECT_EQ(counter.bench.metrics.get(Count::capture_refused), 500U);
    ASSERT_EQ(counter.rows(Lane::touch).size(), 1U);
    desk.sign_up("{}", counter.accept());
    EXPECT_EQ(counter.rows(Lane::touch).size(), 2U);
    counter.bench.clock.advance(rejection_interval);
    desk.record_purchase("{}", counter.accept());
    const auto notes = counter.rows(Lane::touch);
    ASSERT_EQ(notes.size(), 3U);
    EXPECT_NE(notes[2].event.find(R"("repeated":499)"), std::string::npos) << notes[2].event;
}

TEST_F(DeskTest, WhatWasAnsweredBeforeTheClockWasSetIsStillAnsweredAfter) {
    auto& clock = counter.bench.clock;
    counter.truth.reset();
    clock.set_wall(ManualClock::morning - std::chrono::hours{24 * 365 * 5});
    desk.record_purchase(good_receipt, counter.accept());
    ASSERT_TRUE(counter.last());
    clock.set_wall(ManualClock::morning);
    ASSERT_TRUE(
        counter.commit([&](Txn& txn) { return counter.requests.forget(txn, clock.wall(), 100); }));
    desk.record_purchase(good_receipt, counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_TRUE(counter.last()->repeated);
}

TEST_F(DeskTest, AnAnswerIsDatedByTheTrueTime) {
    counter.bench.clock.set_wall(ManualClock::morning + std::chrono::hours{24 * 365 * 5});
    desk.record_purchase(good_receipt, counter.accept());
    const auto later = ManualClock::morning + request_memory + std::chrono::hours{1};
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return counter.requests.forget(txn, later, 100); }));
    desk.record_purchase(good_receipt, counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_FALSE(counter.last()->repeated) << "its time was over";
}

TEST_F(DeskTest, RefusesAnEmptyIdRatherThanSavingWithoutProtection) {
    auto receipt = good_receipt;
    const auto at = receipt.find(R"("id":")");
    ASSERT_NE(at, std::string::npos);
    const auto end = receipt.find('"', at + 6);
    receipt.erase(at + 6, end - at - 6);
    desk.record_purchase(receipt, counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "empty");
    EXPECT_EQ(counter.last().error().place(), "/id");
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
}

TEST_F(DeskTest, SignsUpWithAnIdThatIsUsableAtOnce) {
    counter.put_notice();
    desk.sign_up(sign_up_body, counter.accept());
    ASSERT_TRUE(counter.last()) << counter.last().error().what();
    EXPECT_TRUE(counter.last()->member.starts_with("p-"));
    // The sign-up and the one answer to a question of consent, in one transaction.
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 3U);
    ASSERT_EQ(counter.saved.size(), 1U);
    EXPECT_EQ(counter.saved[0].seq, Seq(3));
}

TEST_F(DeskTest, GivesTheSameMemberToARepeatedSignUp) {
    counter.put_notice();
    desk.sign_up(sign_up_body, counter.accept());
    desk.sign_up(sign_up_body, counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_EQ(to_json(*counter.answers[0]), to_json(*counter.answers[1]));
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 3U);
}

TEST_F(DeskTest, KnowsARepeatOfWhatAProgramBeforeItSaved) {
    Accepted saved;
    saved.events = 1;
    ASSERT_TRUE(counter.commit([&](Txn& txn) {
        return counter.requests.remember(txn, "purchase:r-1", sha256({good_receipt}), saved,
                                         counter.bench.clock.wall());
    }));
    desk.record_purchase(good_receipt, counter.accept());
    ASSERT_TRUE(counter.last()) << counter.last().error().what();
    EXPECT_TRUE(counter.last()->repeated);
    desk.record_purchase(good_receipt + " ", counter.accept());
    EXPECT_EQ(counter.last().error().kind(), Errc::conflict);
}

TEST_F(DeskTest, APurchaseIsToTheCreditOfTheTaskThatInvitedItsMember) {
    counter.put(counter.tasks, "fleet", "t-1", R"({"title":"Call","member":"m-77"})");
    counter.task_desk.complete("t-1", "{}", counter.accept());
    desk.record_purchase(good_receipt, counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_EQ(counter.last()->events, 2U);
    const auto rows = counter.rows(Lane::ledger);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[1].id, counter.last()->receipt.id);
    EXPECT_NE(rows[2].event.find("io.aisle.task.credited.v1"), std::string::npos);
    EXPECT_NE(rows[2].event.find(R"({"event":")" + to_string(rows[1].id) +
                                 R"(","type":"purchase.completed","triggered_by":["t-1"]})"),
              std::string::npos)
        << rows[2].event;
    EXPECT_EQ(rows[2].event.find("m-77"), std::string::npos);
    EXPECT_EQ(counter.person_of(rows[2]), R"({"member_id":"m-77"})");

    // Said again it is the same, and the next purchase is nobody's doing.
    desk.record_purchase(good_receipt, counter.accept());
    EXPECT_TRUE(counter.last()->repeated);
    desk.record_purchase(changed(good_receipt, "r-1", "r-2"), counter.accept());
    EXPECT_EQ(counter.last()->events, 1U);
}

TEST_F(DeskTest, APurchaseThatWasSuspendedOrCameTooLateIsToNoTasksCredit) {
    counter.put(counter.tasks, "fleet", "t-1", R"({"title":"Call","member":"m-77"})");
    counter.task_desk.complete("t-1", "{}", counter.accept());
    desk.record_purchase(changed(good_receipt, "completed", "suspended"), counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_EQ(counter.last()->events, 1U);
    counter.truth = ManualClock::morning + std::chrono::hours(24 * credit_days_default);
    desk.record_purchase(changed(good_receipt, "r-1", "r-2"), counter.accept());
    EXPECT_EQ(counter.last()->events, 1U);
}

TEST_F(DeskTest, SavesNothingWhenThereIsNoRoomAndSaysSo) {
    counter.room = false;
    desk.record_purchase(good_receipt, counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "disk_full");
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
    counter.room = true;
    desk.record_purchase(good_receipt, counter.accept());
    ASSERT_TRUE(counter.last());
    EXPECT_FALSE(counter.last()->repeated);
    EXPECT_EQ(counter.last()->receipt.seq, Seq(1));
}

TEST_F(DeskTest, ListsCoupons) {
    std::string coupons;
    desk.list_coupons("", 10, [&](Result<std::string> text) { coupons = text ? *text : ""; });
    EXPECT_EQ(coupons, R"({"coupons":[],"next":null})");
}

TEST_F(DeskTest, ACouponIsJudgedByTheTrueTime) {
    CampaignBook campaigns(*counter.bench.write);
    counter.put(campaigns, "fleet", "90417",
                R"({"title":"5 off","value":{"amount":500},"currency":"CNY",)"
                R"("valid_from":"2026-07-01T00:00:00Z","valid_until":"2026-08-01T00:00:00Z"})");
    counter.put(counter.coupons, "fleet", "90417-1", "{}");
    const auto listed = [this] {
        std::string text;
        desk.list_coupons("", 10, [&](Result<std::string> list) { text = list ? *list : ""; });
        return text;
    };
    counter.bench.clock.set_wall(WallTime{});
    EXPECT_NE(listed().find(R"("state":"valid")"), std::string::npos) << listed();
    counter.truth.reset();
    EXPECT_NE(listed().find(R"("state":"early")"), std::string::npos) << "nobody knows better";
}

}  // namespace
}  // namespace aisle
