// SPDX-License-Identifier: Apache-2.0
#include "agent/books/service_desk.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string complaint = R"({"case_id":"k-1","kind":"complaint","text":"It leaks."})";
const std::string wish = R"({"id":"w-1","items":[{"sku":"A-1","quantity":"2"}]})";

struct ServiceDeskTest : testing::Test {
    std::string open_case(const std::string& body) {
        desk.open_case(body, counter.accept());
        return outcome();
    }
    std::string note_intent(const std::string& body) {
        desk.note_intent(body, counter.accept());
        return outcome();
    }
    std::string outcome() const {
        return counter.last() ? "saved" : std::string(counter.last().error().code());
    }

    Counter counter;
    ServiceDesk desk{counter.recorder};
};

TEST_F(ServiceDeskTest, ACaseSaidThreeTimesIsOneUnderOneId) {
    counter.signed_in = "op7";
    for (int i = 0; i < 3; ++i) {
        ASSERT_EQ(open_case(complaint), "saved");
        EXPECT_EQ(counter.last()->case_id, "k-1");
        EXPECT_EQ(counter.last()->repeated, i > 0);
    }
    const auto rows = counter.rows(Lane::ledger);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_NE(rows[0].event.find(R"("data":{"case_id":"k-1","kind":"complaint"})"),
              std::string::npos)
        << rows[0].event;
    EXPECT_NE(rows[0].event.find(R"("operatorid":"op7")"), std::string::npos);
    EXPECT_EQ(rows[0].event.find("leaks"), std::string::npos);
    EXPECT_EQ(counter.person_of(rows[0]), R"({"text":"It leaks."})");
}

TEST_F(ServiceDeskTest, ACaseWithoutAnIdGetsOne) {
    const std::string body = R"({"kind":"question","text":"When?"})";
    ASSERT_EQ(open_case(body), "saved");
    const auto first = counter.last()->case_id;
    EXPECT_TRUE(first.starts_with("case-")) << first;
    const auto rows = counter.rows(Lane::ledger);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_NE(rows[0].event.find("\"case_id\":\"" + first + "\""), std::string::npos);
    ASSERT_EQ(open_case(body), "saved");
    EXPECT_NE(counter.last()->case_id, first) << "and the next one is another";
}

TEST_F(ServiceDeskTest, AnIdThatWasAnotherCaseIsRefusedAtItsPlace) {
    ASSERT_EQ(open_case(complaint), "saved");
    EXPECT_EQ(open_case(R"({"case_id":"k-1","kind":"repair","text":"It leaks."})"), "id_conflict");
    EXPECT_EQ(counter.last().error().place(), "/case_id");
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 1U);
}

TEST_F(ServiceDeskTest, AWishIsSavedOnceUnderItsId) {
    ASSERT_EQ(note_intent(wish), "saved");
    ASSERT_EQ(note_intent(wish), "saved");
    EXPECT_TRUE(counter.last()->repeated);
    EXPECT_TRUE(counter.last()->case_id.empty());
    const auto rows = counter.rows(Lane::ledger);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_NE(rows[0].event.find("io.aisle.order.intent.v1"), std::string::npos);
}

TEST_F(ServiceDeskTest, TheIdsOfCasesAndWishesAreApart) {
    ASSERT_EQ(open_case(complaint), "saved");
    ASSERT_EQ(note_intent(R"({"id":"k-1","items":[{"sku":"A-1","quantity":"2"}]})"), "saved");
    EXPECT_EQ(counter.rows(Lane::ledger).size(), 2U);
}

TEST_F(ServiceDeskTest, WhatIsWrongIsRefusedAndNotedWithoutItsValue) {
    EXPECT_EQ(open_case("{"), "bad_json");
    EXPECT_EQ(open_case(R"({"kind":"praise-me","text":"x"})"), "unknown_word");
    EXPECT_EQ(note_intent(R"({"items":[]})"), "empty");
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
    const auto noted = counter.rows(Lane::touch);
    EXPECT_EQ(noted.size(), 3U);
    for (const auto& row : noted) EXPECT_EQ(row.event.find("praise-me"), std::string::npos);
}

}  // namespace
}  // namespace aisle
