// SPDX-License-Identifier: Apache-2.0
#include "agent/books/consent_book.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct ConsentBookTest : testing::Test {
    void note(std::string_view channel, ConsentDecision decision, std::string_view member = "m-1") {
        Consent consent;
        consent.purpose = "marketing";
        consent.channel = channel;
        consent.decision = decision;
        Receipt receipt;
        receipt.seq = Seq(++seq);
        ASSERT_TRUE(counter.commit([&](Txn& txn) {
            return counter.consents.note(txn, consent, {"c-" + std::to_string(seq), member},
                                         receipt, counter.bench.clock.wall());
        }));
    }
    std::optional<bool> allows(std::string_view channel) {
        const auto answer = counter.consents.allows("m-1", "marketing", channel);
        EXPECT_TRUE(answer);
        return answer ? *answer : std::nullopt;
    }
    void forget(std::uint64_t acked, std::chrono::hours later) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) {
            return counter.consents.forget(txn, Seq(acked), ManualClock::morning + later, 100);
        }));
    }
    Counter counter;
    std::uint64_t seq = 0;
};

TEST_F(ConsentBookTest, LetsTheNewestAnswerCount) {
    EXPECT_EQ(allows("sms"), std::nullopt);
    note("sms", ConsentDecision::given);
    EXPECT_EQ(allows("sms"), true);
    EXPECT_EQ(allows("email"), std::nullopt);
    note("any", ConsentDecision::withdrawn);
    EXPECT_EQ(allows("sms"), false);
    EXPECT_EQ(allows("email"), false);
    note("sms", ConsentDecision::given);
    EXPECT_EQ(allows("sms"), true);
    EXPECT_EQ(allows("email"), false);
}

TEST_F(ConsentBookTest, ShowsWhatCountsAndNotWhatIsPast) {
    const auto shown = [&](std::string_view member) {
        std::string text;
        JsonWriter json(text);
        EXPECT_TRUE(counter.consents.write(json, member));
        return text;
    };
    note("sms", ConsentDecision::given);
    note("email", ConsentDecision::given);
    note("any", ConsentDecision::withdrawn);
    EXPECT_EQ(shown("m-1").find("given"), std::string::npos) << shown("m-1");
    note("sms", ConsentDecision::given);
    EXPECT_NE(shown("m-1").find(R"("channel":"sms","decision":"given")"), std::string::npos);
    EXPECT_EQ(shown("m-1").find("email"), std::string::npos);
    // Through a merge of a merge.
    counter.put(counter.member_book, "store-s0042", "m-2", R"({"merged_from":["m-1"]})");
    counter.put(counter.member_book, "store-s0042", "m-3", R"({"merged_from":["m-2"]})");
    EXPECT_EQ(shown("m-3"), shown("m-1"));
    const auto allowed = counter.consents.allows("m-3", "marketing", "sms");
    ASSERT_TRUE(allowed);
    EXPECT_EQ(*allowed, true);
}

TEST_F(ConsentBookTest, NamesTheAnswerBefore) {
    note("sms", ConsentDecision::given);
    const auto found = counter.consents.find("m-1", "marketing", "sms");
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->id, "c-1");
    EXPECT_EQ((*found)->decision, ConsentDecision::given);
}

TEST_F(ConsentBookTest, KeepsAnAnswerUntilCentralHasHadItForAMonth) {
    note("sms", ConsentDecision::given);
    forget(0, std::chrono::hours{365 * 24});
    EXPECT_EQ(allows("sms"), true);
    forget(1, std::chrono::hours{0});
    forget(1, std::chrono::hours{29 * 24});
    EXPECT_EQ(allows("sms"), true);
    forget(1, std::chrono::hours{31 * 24});
    EXPECT_EQ(allows("sms"), std::nullopt);
}

TEST_F(ConsentBookTest, ANewAnswerIsNotOldBecauseTheOneBeforeWas) {
    note("sms", ConsentDecision::given);
    forget(1, std::chrono::hours{0});
    note("sms", ConsentDecision::withdrawn);
    forget(1, std::chrono::hours{31 * 24});
    EXPECT_EQ(allows("sms"), false);
}

TEST_F(ConsentBookTest, ErasesOneMemberOnly) {
    note("sms", ConsentDecision::given);
    note("sms", ConsentDecision::given, "m-2");
    std::size_t erased = 0;
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(erased, counter.consents.erase(txn, "m-2"));
        return {};
    }));
    EXPECT_EQ(erased, 1U);
    EXPECT_EQ(allows("sms"), true);
}

}  // namespace
}  // namespace aisle
