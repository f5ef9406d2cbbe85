// SPDX-License-Identifier: Apache-2.0
#include "agent/books/preference_book.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct PreferenceBookTest : testing::Test {
    Result<void> note(std::string_view member, const std::string& field,
                      std::optional<std::string> value, int hour = 0) {
        return counter.commit([&](Txn& txn) {
            return book.note(txn, member, {"", field, value, 3},
                             ManualClock::morning + std::chrono::hours{hour});
        });
    }
    std::string changes(std::vector<std::string> ids) {
        const auto found = book.changes(ids);
        EXPECT_TRUE(found);
        std::string text;
        if (!found) return text;
        for (const auto& change : *found) {
            text += change.field + "=" + change.value.value_or("-") + " ";
        }
        return text;
    }
    Counter counter;
    PreferenceBook book{*counter.bench.write};
};

TEST_F(PreferenceBookTest, KeepsTheLatestOfEachField) {
    ASSERT_TRUE(note("m-1", "size", "38"));
    ASSERT_TRUE(note("m-1", "size", "39"));
    ASSERT_TRUE(note("m-1", "note", std::nullopt));
    EXPECT_EQ(changes({"m-1"}), "note=- size=39 ");
    EXPECT_EQ(changes({"m-2"}), "");
    // And of all ids that she goes by.
    ASSERT_TRUE(note("p-1", "size", "40", 1));
    EXPECT_EQ(changes({"m-1", "p-1"}), "note=- size=40 ");
    EXPECT_EQ(changes({"p-1", "m-1"}), "size=40 note=- ");
}

TEST_F(PreferenceBookTest, IsSettledByANewerCardOnly) {
    ASSERT_TRUE(note("m-1", "size", "38"));
    const auto settle = [&](std::int64_t version) {
        const std::vector<std::string> ids{"m-1"};
        const std::vector<Preference> card{{"size", "37", version}};
        ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.settle(txn, ids, card); }));
    };
    settle(3);
    EXPECT_EQ(changes({"m-1"}), "size=38 ");
    settle(4);
    EXPECT_EQ(changes({"m-1"}), "");
}

TEST_F(PreferenceBookTest, ForgetsAMemberAndWhatIsPastItsTime) {
    ASSERT_TRUE(note("m-1", "size", "38"));
    ASSERT_TRUE(note("m-2", "size", "38"));
    ASSERT_TRUE(note("m-3", "size", "38", 48));
    std::size_t gone = 0;
    ASSERT_TRUE(counter.commit([&](Txn& txn) -> Result<void> {
        TRY(gone, book.forget(txn, "m-1"));
        return {};
    }));
    EXPECT_EQ(gone, 1U);
    ASSERT_TRUE(counter.commit([&](Txn& txn) {
        return book.forget(txn, ManualClock::morning + preference_memory + std::chrono::hours{24},
                           100);
    }));
    EXPECT_EQ(changes({"m-1", "m-2"}), "");
    EXPECT_EQ(changes({"m-3"}), "size=38 ");
}

TEST_F(PreferenceBookTest, HoldsAsManyFieldsAsAMemberHas) {
    for (std::size_t i = 0; i < preferences_per_member_max; ++i) {
        ASSERT_TRUE(note("m-1", "f" + std::to_string(i), "x"));
    }
    EXPECT_TRUE(note("m-1", "f0", "y"));
    const auto refused = note("m-1", "one_more", "x");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), "too_many_preferences");
    EXPECT_TRUE(note("m-2", "one_more", "x"));
}

}  // namespace
}  // namespace aisle
