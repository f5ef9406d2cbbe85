// SPDX-License-Identifier: Apache-2.0
#include "agent/books/staff_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/agent/domain/staff_body.hpp"

namespace aisle {
namespace {

struct StaffBookTest : testing::Test {
    std::optional<StaffEntry> find(std::string_view key) {
        const auto entry = lookup.find(key);
        EXPECT_TRUE(entry);
        return entry ? *entry : std::nullopt;
    }
    std::optional<std::string> owner(std::uint64_t serial) {
        const auto found = lookup.find_badge(serial);
        EXPECT_TRUE(found);
        return found ? *found : std::nullopt;
    }
    void remember(std::string_view key, bool known) {
        ASSERT_TRUE(counter.commit([&](Txn& txn) {
            return book.remember(txn, key, known, {4, Micros{Seconds{5}}, "boot", MonoTime{}});
        }));
    }
    std::int64_t failures(std::string_view key) {
        const auto trial = lookup.trial(key);
        EXPECT_TRUE(trial);
        return trial ? trial->failures : -1;
    }
    static std::string with_badges(const std::string& badges) {
        return staff_beginning() + R"(,"badges":[)" + badges + "]}";
    }

    Counter counter;
    StaffBook book{*counter.bench.write};
    StaffLookup lookup{*counter.bench.read};
};

TEST_F(StaffBookTest, RefusesABodyThatIsNobody) {
    EXPECT_FALSE(book.check({Cursor(1), true, "op7", R"({"name":"Li"})"}));
    EXPECT_FALSE(book.check({Cursor(1), true, "op7", "{"}));
}

TEST_F(StaffBookTest, LetsTheMostSpecificScopeSpeakForAnOperator) {
    counter.put(book, "store-s0042", "op7", staff_beginning(R"("manager")") + "}");
    counter.put(book, "fleet", "op7", staff_beginning(R"("clerk")") + "}");
    EXPECT_TRUE(find("op7")->roles.has(StaffRole::manager));
    EXPECT_FALSE(find("op7")->roles.has(StaffRole::clerk));
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "store-s0042", "op7"); }));
    EXPECT_TRUE(find("op7")->roles.has(StaffRole::clerk));
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.clear(txn, "fleet"); }));
    EXPECT_FALSE(find("op7"));
}

TEST_F(StaffBookTest, KnowsABadgesOwner) {
    counter.put(book, "fleet", "op7", with_badges(R"("1","18446744073709551615")"));
    counter.put(book, "fleet", "op8", with_badges(R"("2")"));
    EXPECT_EQ(owner(18446744073709551615U), "op7");
    EXPECT_EQ(owner(2), "op8");
    EXPECT_FALSE(owner(3));
    counter.put(book, "fleet", "op8", with_badges(R"("3")"));
    EXPECT_FALSE(owner(2));
    EXPECT_EQ(owner(3), "op8");
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "fleet", "op8"); }));
    EXPECT_FALSE(owner(3));
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.clear(txn, "fleet"); }));
    EXPECT_FALSE(owner(1));
}

TEST_F(StaffBookTest, ABadgeThatIsTakenAwayInAMoreSpecificScopeOpensNothing) {
    counter.put(book, "fleet", "op7", with_badges(R"("1")"));
    counter.put(book, "store-s0042", "op7", with_badges(R"("2")"));
    EXPECT_FALSE(owner(1));
    EXPECT_EQ(owner(2), "op7");
}

TEST_F(StaffBookTest, ABadgeOfTwoOpensNothing) {
    counter.put(book, "fleet", "op7", with_badges(R"("1")"));
    counter.put(book, "fleet", "op8", with_badges(R"("1")"));
    EXPECT_FALSE(owner(1));
}

TEST_F(StaffBookTest, NobodysPinCostsWhatSomebodysDoes) {
    EXPECT_EQ(*lookup.usual_cost(), scrypt_cost_usual);
    counter.put(book, "fleet", "op6", staff_beginning() + "}");
    counter.put(book, "fleet", "op7", staff_with_pin("1234"));
    EXPECT_EQ(*lookup.usual_cost(), cheap_cost);
}

TEST_F(StaffBookTest, ANewGenerationOfTheFeedForgivesNobody) {
    counter.put(book, "fleet", "op7", staff_with_pin("1234"));
    remember("op7", true);
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.clear(txn, "fleet"); }));
    counter.put(book, "fleet", "op7", staff_with_pin("1234"));
    EXPECT_EQ(failures("op7"), 4);
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.forgive(txn, "op7"); }));
    EXPECT_EQ(failures("op7"), 0);
}

TEST_F(StaffBookTest, NoFloodOfNamesFreesAnOperator) {
    remember("op7", true);
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        for (std::size_t i = 0; i < 2 * staff_max + 10; ++i) {
            TRY(book.remember(txn, "nobody" + std::to_string(i), false, {1, Micros{0}, "b", {}}));
        }
        return {};
    }));
    EXPECT_EQ(failures("op7"), 4);
    EXPECT_EQ(failures("nobody0"), 0);
    EXPECT_EQ(failures("nobody" + std::to_string(2 * staff_max)), 1);
    auto count = counter.bench.write->prepare("SELECT count(*) FROM pin_trial");
    auto row = count.bind();
    ASSERT_TRUE(row.one());
    EXPECT_EQ(row.integer(0), static_cast<std::int64_t>(2 * staff_max));
}

TEST_F(StaffBookTest, HoldsNoMoreThanAStoresStaff) {
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        for (std::size_t i = 0; i <= staff_max; ++i) {
            const PageEntry entry{Cursor(1), true, "op" + std::to_string(i),
                                  staff_beginning() + "}"};
            TRY(book.put(txn, "fleet", entry));
        }
        return {};
    }));
    EXPECT_TRUE(find("op" + std::to_string(staff_max - 1)));
    EXPECT_FALSE(find("op" + std::to_string(staff_max)));
    counter.put(book, "fleet", "op0", staff_beginning(R"("it")") + "}");
    EXPECT_TRUE(find("op0")->roles.has(StaffRole::it));
}

TEST_F(StaffBookTest, KeepsWhoIsSignedIn) {
    OperatorSession session;
    session.operator_id = "op7";
    session.roles.add(StaffRole::it);
    session.since = ManualClock::morning;
    session.until = ManualClock::morning + sign_in_max;
    session.boot = "boot";
    session.ends = MonoTime{Seconds{77}};
    std::optional<OperatorSession> kept;
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(book.save(txn, session));
        TRY(kept, book.lookup().session());
        return {};
    }));
    EXPECT_EQ(kept, session);
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(book.end_session(txn));
        TRY(kept, book.lookup().session());
        return {};
    }));
    EXPECT_FALSE(kept);
}

}  // namespace
}  // namespace aisle
