// SPDX-License-Identifier: Apache-2.0
#include "agent/books/member_upkeep.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct MemberUpkeepTest : testing::Test {
    std::int64_t rows(Statement statement) {
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    void work(std::chrono::hours later) {
        MemberUpkeep upkeep{*counter.bench.journal,   counter.member_book, counter.consents,
                            counter.shelf.points,     counter.erased,      counter.erasures,
                            counter.shelf.preferences};
        ASSERT_TRUE(counter.commit(
            [&](Txn& txn) { return upkeep.work(txn, ManualClock::morning + later); }));
    }
    Counter counter;
};

TEST_F(MemberUpkeepTest, LetsCardsAndAnswersGoInTheirTime) {
    counter.put(counter.member_book, "store-s0042", "m-1", R"({"tier":"gold"})");
    counter.members.change_consents(
        "m-1", R"({"consents":[{"purpose":"marketing","channel":"sms","decision":"withdrawn"}]})",
        counter.accept());
    ASSERT_TRUE(counter.last());
    work(std::chrono::hours{0});
    work(std::chrono::hours{31 * 24});
    EXPECT_EQ(rows(counter.bench.write->prepare("SELECT count(*) FROM member")), 0);
    // Central has not got the answer yet.
    EXPECT_EQ(rows(counter.bench.write->prepare("SELECT count(*) FROM consent")), 1);
    ASSERT_TRUE(counter.bench.acknowledge(Lane::ledger, 1));
    work(std::chrono::hours{31 * 24});
    work(std::chrono::hours{62 * 24});
    EXPECT_EQ(rows(counter.bench.write->prepare("SELECT count(*) FROM consent")), 0);
}

}  // namespace
}  // namespace aisle
