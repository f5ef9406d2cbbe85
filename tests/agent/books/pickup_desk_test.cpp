// SPDX-License-Identifier: Apache-2.0
#include "agent/books/pickup_desk.hpp"

#include "tests/agent/books/coupon_counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct PickupDeskTest : testing::Test {
    PickupDesk desk_of(std::string device) {
        return PickupDesk({counter.recorder, book, counter.giving.ratchet, counter.time,
                           counter.codes, std::move(device), [] { return 7U; }});
    }
    // An order that waits under this code, at the device that is named.
    void wait(const std::string& order, const std::string& code, const std::string& more = "",
              const std::string& holder = "s0042-pos1") {
        counter.put(book, "store-s0042", order,
                    R"({"code_sha256":")" + to_hex(pickup_code_digest(code).view()) +
                        R"(","holder":")" + holder +
                        R"(","items":[{"sku":"A-1","quantity":"1"}],)"
                        R"("valid_until":"2026-07-08T20:00:00Z")" +
                        more + "}");
    }
    std::string present(const std::string& code) { return present_at(desk, code); }
    std::string present_at(PickupDesk& at, const std::string& code) {
        std::string text = "nothing";
        at.present(R"({"code":")" + code + "\"}", [&](Result<std::string> answer) {
            text = answer ? *answer : std::string(answer.error().code());
        });
        return text;
    }
    // "ready W-1", or the reason.
    std::string shown(const std::string& code) { return word_of_answer(present(code)); }
    static std::string word_of_answer(const std::string& text) {
        const auto& answer = json_of(text);
        const auto* reason = answer.find("reason");
        if (reason != nullptr) return std::string(*reason->string());
        return "ready " + std::string(*answer.find("order")->string());
    }
    std::string complete(const std::string& order, const std::string& body = "{}") {
        return complete_at(desk, order, body);
    }
    std::string complete_at(PickupDesk& at, const std::string& order,
                            const std::string& body = "{}") {
        at.complete(order, body, counter.accept());
        return counter.last() ? "done" : std::string(counter.last().error().code());
    }
    std::size_t events() { return counter.rows(Lane::ledger).size(); }
    static Token token() {
        Token made;
        made.type = TokenType::pick_up;
        made.kid = 7;
        made.serial = 42;
        made.expires = static_cast<std::uint32_t>(micros(ManualClock::morning) / 1'000'000 + 600);
        return made;
    }

    CouponCounter counter;
    PickupBook book{*counter.bench.write, counter.erased};
    PickupDesk desk = desk_of("s0042-pos1");
};

TEST_F(PickupDeskTest, SaysWhatWaitsUnderACodeAndMovesNothing) {
    wait("W-1", "AB12");
    EXPECT_EQ(present("ab 12"),
              R"({"decision":"ready","order":"W-1","items":[{"sku":"A-1","quantity":"1"}],)"
              R"("valid_until":"2026-07-08T20:00:00.000Z"})");
    EXPECT_EQ(shown("AB12"), "ready W-1");
    EXPECT_EQ(shown("AB13"), "unknown_code");
    EXPECT_EQ(events(), 0U);
}

TEST_F(PickupDeskTest, HandsAnOrderOverOnceAndSaysWhenThatWas) {
    wait("W-1", "AB12", R"(,"member":"m-77")");
    EXPECT_EQ(complete("W-1"), "done");
    const auto rows = counter.rows(Lane::ledger);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(rows[0].id, counter.last()->receipt.id);
    EXPECT_NE(rows[0].event.find("io.aisle.pickup.completed.v1"), std::string::npos);
    EXPECT_EQ(counter.person_of(rows[0]), R"({"member_id":"m-77"})");
    counter.bench.clock.advance(Seconds{90});
    EXPECT_EQ(complete("W-1"), "already_picked_up");
    EXPECT_EQ(counter.last().error().kind(), Errc::conflict);
    EXPECT_NE(counter.last().error().what().find("2026-07-01T08:00:00.000Z"), std::string::npos)
        << counter.last().error().what();
    const auto& again = json_of(present("AB12"));
    EXPECT_EQ(again.find("reason")->string(), "already_picked_up");
    EXPECT_EQ(again.find("at")->string(), "2026-07-01T08:00:00.000Z");
    EXPECT_EQ(events(), 1U);
}

TEST_F(PickupDeskTest, StaysHandedOverWhenItIsPutAgainAndAfterARestart) {
    wait("W-1", "AB12");
    EXPECT_EQ(complete("W-1"), "done");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "store-s0042", "W-1"); }));
    EXPECT_EQ(complete("W-1"), "unknown_pickup");
    wait("W-1", "CD34");
    EXPECT_EQ(shown("CD34"), "already_picked_up");
    EXPECT_EQ(complete("W-1"), "already_picked_up");
    PickupBook opened(*counter.bench.write, counter.erased);
    const auto known = opened.find("W-1");
    ASSERT_TRUE(known && *known);
    EXPECT_TRUE((*known)->handed_over);
}

TEST_F(PickupDeskTest, TheSameSaidAgainUnderItsIdIsHandedOverOnce) {
    wait("W-1", "AB12");
    wait("W-2", "CD34");
    EXPECT_EQ(complete("W-1", R"({"id":"1"})"), "done");
    const auto first = counter.last()->receipt.id;
    EXPECT_EQ(complete("W-1", R"({"id":"1"})"), "done");
    EXPECT_TRUE(counter.last()->repeated);
    EXPECT_EQ(counter.last()->receipt.id, first);
    EXPECT_EQ(complete("W-2", R"({"id":"1"})"), "id_conflict");
    EXPECT_EQ(events(), 1U);
}

TEST_F(PickupDeskTest, AnotherDeviceSaysWhereItWaits) {
    wait("W-1", "AB12", "", "s0042-pos2");
    const auto& answer = json_of(present("AB12"));
    EXPECT_EQ(answer.find("reason")->string(), "pickup_elsewhere");
    EXPECT_EQ(answer.find("device")->string(), "s0042-pos2");
    EXPECT_NE(answer.find("zh")->string()->find("s0042-pos2"), std::string_view::npos);
    EXPECT_EQ(complete("W-1"), "pickup_elsewhere");
    EXPECT_EQ(counter.last().error().kind(), Errc::conflict);
    EXPECT_EQ(events(), 0U);
    // Control: its holder does it.
    auto holder = desk_of("s0042-pos2");
    EXPECT_EQ(word_of_answer(present_at(holder, "AB12")), "ready W-1");
    EXPECT_EQ(complete_at(holder, "W-1"), "done");
}

TEST_F(PickupDeskTest, NothingIsHandedOverAfterItsTimeOrWhileTheBooksAreCompared) {
    wait("W-1", "AB12");
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(counter.giving.ratchet.freeze(txn));
        return {};
    }));
    EXPECT_EQ(shown("AB12"), "rights_frozen");
    EXPECT_EQ(complete("W-1"), "rights_frozen");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return counter.giving.ratchet.thaw(txn); }));
    EXPECT_EQ(shown("AB12"), "ready W-1");
    counter.truth = *parse_rfc3339("2026-07-08T20:00:00Z");
    EXPECT_EQ(shown("AB12"), "pickup_expired");
    EXPECT_EQ(complete("W-1"), "pickup_expired");
    EXPECT_EQ(events(), 0U);
}

TEST_F(PickupDeskTest, OfOrdersWithOneCodeTheOneThatWaitsHereIsMeant) {
    wait("W-1", "AB12");
    wait("W-2", "AB12", "", "s0042-pos2");
    wait("W-3", "AB12");
    EXPECT_EQ(shown("AB12"), "ambiguous_code");
    EXPECT_EQ(complete("W-1"), "done");
    EXPECT_EQ(shown("AB12"), "ready W-3");
    EXPECT_EQ(complete("W-3"), "done");
    EXPECT_NE(shown("AB12"), "ready W-2");
}

// ---- Tokens ----

TEST_F(PickupDeskTest, ATokenOfCentralOpensWhatWaitsUnderItsSerial) {
    wait("W-1", "AB12", R"(,"token":"42")");
    EXPECT_EQ(shown(token_of(token())), "ready W-1");
    auto other = token();
    other.serial = 43;
    EXPECT_EQ(shown(token_of(other)), "unknown_code") << "the list does not have it";
    EXPECT_EQ(complete("W-1"), "done");
    EXPECT_EQ(shown(token_of(token())), "already_picked_up");
}

TEST_F(PickupDeskTest, ATokenIsBelievedOnlyWithItsSignatureHereAndInTime) {
    wait("W-1", "AB12", R"(,"token":"42")");
    auto forged = token_of(token());
    forged[60] = forged[60] == 'A' ? 'B' : 'A';
    EXPECT_EQ(shown(forged), "forged");
    auto other = token();
    other.kid = 8;
    EXPECT_EQ(shown(token_of(other)), "unknown_key");
    other = token();
    other.type = TokenType::coupon;
    EXPECT_EQ(shown(token_of(other)), "unknown_code");
    other = token();
    other.audience = 8;
    EXPECT_EQ(shown(token_of(other)), "pickup_elsewhere");
    other.audience = 7;
    EXPECT_EQ(shown(token_of(other)), "ready W-1");
    counter.truth = ManualClock::morning + Seconds{600};
    EXPECT_EQ(shown(token_of(other)), "pickup_expired");
    EXPECT_EQ(shown("AB12"), "ready W-1") << "the order itself waits longer";
}

// ---- What stays a secret ----

TEST_F(PickupDeskTest, WhatWasShownStandsNowhere) {
    const std::string code = "QX7-55-ZZ-PLUGH";
    wait("W-1", code);
    EXPECT_EQ(shown(code), "ready W-1");
    EXPECT_EQ(shown(code + "1"), "unknown_code");
    EXPECT_EQ(complete("W-1"), "done");
    desk.present(R"({"code":")" + code + R"(","more":1})", [](const Result<std::string>& answer) {
        EXPECT_EQ(answer.error().what().find("PLUGH"), std::string::npos);
    });
    for (const Lane lane : both_lanes) {
        for (const auto& row : counter.rows(lane)) {
            EXPECT_EQ(row.event.find("PLUGH"), std::string::npos) << row.event;
        }
    }
    EXPECT_EQ(counter.bench.lines.count("PLUGH"), 0U);
    for (const auto* file : {"", "-wal"}) {
        EXPECT_EQ(read_whole(counter.bench.path + file).find("PLUGH"), std::string::npos) << file;
    }
}

TEST_F(PickupDeskTest, RefusesWhatIsNoPresentationAndNotesThat) {
    std::string code;
    desk.present("{}", [&](const Result<std::string>& answer) { code = answer.error().code(); });
    EXPECT_EQ(code, "missing");
    EXPECT_EQ(complete("W-1", R"({"order":"W-1"})"), "unknown_member");
    EXPECT_EQ(complete("W-9"), "unknown_pickup");
    EXPECT_EQ(counter.last().error().kind(), Errc::not_found);
    EXPECT_EQ(events(), 0U);
    EXPECT_EQ(counter.rows(Lane::touch).size(), 2U);
}

TEST_F(PickupDeskTest, WithoutRoomNothingIsHandedOver) {
    wait("W-1", "AB12");
    counter.room = false;
    EXPECT_EQ(complete("W-1"), "disk_full");
    counter.room = true;
    EXPECT_EQ(shown("AB12"), "ready W-1");
    EXPECT_EQ(complete("W-1"), "done");
}

}  // namespace
}  // namespace aisle
