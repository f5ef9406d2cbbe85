// SPDX-License-Identifier: Apache-2.0
#include "agent/books/handoff_desk.hpp"

#include "tests/agent/books/coupon_counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct HandoffDeskTest : testing::Test {
    std::string present(const std::string& code, const std::string& more = "") {
        return say(R"({"code":")" + code + "\"" + more + "}");
    }
    std::string say(const std::string& body) {
        std::string text = "nothing";
        desk.present(body, [&](const Result<std::string>& answer) {
            text = answer ? *answer : std::string(answer.error().code());
        });
        return text;
    }
    // "accepted", or why not.
    std::string outcome(const std::string& code, const std::string& more = "") {
        const auto text = present(code, more);
        if (!text.starts_with("{")) return text;
        const auto& answer = json_of(text);
        const auto* reason = answer.find("reason");
        return std::string(*(reason ? reason : answer.find("decision"))->string());
    }
    std::size_t events() { return counter.rows(Lane::ledger).size(); }
    static Token token() {
        Token made;
        made.type = TokenType::hand_off;
        made.kid = 7;
        made.campaign = 90417;
        made.serial = 4711;
        made.issued = second(-60);
        made.expires = second(600);
        return made;
    }
    static std::uint32_t second(std::int64_t after) {
        return static_cast<std::uint32_t>(micros(ManualClock::morning) / 1'000'000 + after);
    }

    CouponCounter counter;
    HandoffBook book{*counter.bench.write};
    HandoffDesk desk{HandoffDeskParts{counter.recorder, book, counter.giving.ratchet, counter.time,
                                      counter.codes, [] { return 7U; }}};
};

TEST_F(HandoffDeskTest, TakesASessionOnceAndSaysItInAnEvent) {
    EXPECT_EQ(present(token_of(token()), R"(,"member_id":"m-77")"),
              R"({"decision":"accepted","campaign":90417,"session":"4711"})");
    const auto rows = counter.rows(Lane::ledger);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_NE(rows[0].event.find("io.aisle.handoff.accepted.v1"), std::string::npos);
    EXPECT_NE(rows[0].event.find(R"("data":{"campaign":90417,"session":"4711"})"),
              std::string::npos)
        << rows[0].event;
    EXPECT_EQ(counter.person_of(rows[0]), R"({"member_id":"m-77"})");
    EXPECT_EQ(outcome(token_of(token())), "already_used");
    auto again = token();
    again.expires = second(900);
    EXPECT_EQ(outcome(token_of(again)), "already_used") << "it is the session that counts";
    EXPECT_EQ(events(), 1U);
    // Control: another session.
    auto other = token();
    other.serial = 4712;
    EXPECT_EQ(outcome(token_of(other)), "accepted");
}

TEST_F(HandoffDeskTest, TheSameSaidAgainUnderItsIdHearsTheFirstAnswerAlsoAfterItsTime) {
    const auto first = present(token_of(token()), R"(,"id":"h-1")");
    EXPECT_EQ(present(token_of(token()), R"(,"id":"h-1")"), first);
    counter.truth = ManualClock::morning + Seconds{600};
    EXPECT_EQ(present(token_of(token()), R"(,"id":"h-1")"), first);
    auto other = token();
    other.serial = 4712;
    EXPECT_EQ(outcome(token_of(other), R"(,"id":"h-1")"), "id_conflict");
    EXPECT_EQ(events(), 1U);
}

TEST_F(HandoffDeskTest, BelievesOnlyWhatCentralSignedForThisDeviceInItsTime) {
    EXPECT_EQ(outcome("https://shop.example/?session=4711"), "unknown_code");
    auto forged = token_of(token());
    forged[60] = forged[60] == 'A' ? 'B' : 'A';
    EXPECT_EQ(outcome(forged), "forged");
    auto other = token();
    other.kid = 8;
    EXPECT_EQ(outcome(token_of(other)), "unknown_key");
    other = token();
    other.type = TokenType::coupon;
    EXPECT_EQ(outcome(token_of(other)), "unknown_code");
    other = token();
    other.audience = 8;
    EXPECT_EQ(outcome(token_of(other)), "other_holder");
    other = token();
    other.issued = second(60);
    EXPECT_EQ(outcome(token_of(other)), "too_early");
    other = token();
    other.expires = second(0);
    EXPECT_EQ(outcome(token_of(other)), "expired");
    EXPECT_EQ(events(), 0U);
    EXPECT_EQ(counter.rows(Lane::touch).size(), 0U) << "only a count is left of them";
    // Control: what was refused is not used up.
    EXPECT_EQ(outcome(token_of(token()), R"(,"aim":"]Q1")"), "accepted");
}

TEST_F(HandoffDeskTest, ARefusalUnderAnIdIsNoAnswerForEver) {
    auto early = token();
    early.issued = second(60);
    EXPECT_EQ(outcome(token_of(early), R"(,"id":"h-1")"), "too_early");
    counter.truth = ManualClock::morning + Seconds{60};
    EXPECT_EQ(outcome(token_of(early), R"(,"id":"h-1")"), "accepted");
}

TEST_F(HandoffDeskTest, WithoutRoomNothingIsUsedUp) {
    counter.room = false;
    EXPECT_EQ(outcome(token_of(token())), "disk_full");
    counter.room = true;
    EXPECT_EQ(outcome(token_of(token())), "accepted");
}

TEST_F(HandoffDeskTest, RefusesWhatIsNoPresentationAndNotesThat) {
    EXPECT_EQ(say("{}"), "missing");
    EXPECT_EQ(events(), 0U);
    EXPECT_EQ(counter.rows(Lane::touch).size(), 1U);
}

}  // namespace
}  // namespace aisle
