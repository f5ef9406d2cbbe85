// SPDX-License-Identifier: Apache-2.0
#include "agent/books/task_view.hpp"

#include "tests/agent/books/counter.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct TaskViewTest : testing::Test {
    void put(std::string_view scope, std::string key, std::string body) {
        counter.put(counter.tasks, scope, std::move(key), std::move(body));
    }
    Counter counter;
    TaskView view{*counter.bench.read};
    TaskMoment moment{ManualClock::morning, {}, "s0042", "s0042-pos1"};
};

TEST_F(TaskViewTest, LetsTheMostSpecificScopeSpeakForAKey) {
    put("store-s0042", "a", R"({"title":"of the store"})");
    put("fleet", "a", R"({"title":"of the fleet"})");
    put("device-s0042-pos1", "a", R"({"title":"of the device"})");
    put("group-pilot", "b", R"({"title":"of the group"})");
    const auto found = view.find("a", moment);
    ASSERT_TRUE(found && *found);
    EXPECT_EQ((*found)->task.title, "of the device");
    const auto all = view.all(moment);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 2U);
    EXPECT_EQ(all->at(0).task.title, "of the device");
    EXPECT_EQ(all->at(1).key, "b");
}

TEST_F(TaskViewTest, KnowsNothingOfWhatIsNotThere) {
    EXPECT_FALSE(*view.find("a", moment));
    EXPECT_TRUE(view.all(moment)->empty());
}

TEST_F(TaskViewTest, ShowsTheRestWhenOneBodyCannotBeRead) {
    put("fleet", "b", R"({"title":"x"})");
    ASSERT_TRUE(
        counter.bench.write->run("INSERT INTO task(key, scope, body) VALUES('a', 'fleet', x'7b'),"
                                 " ('c', 'fleet', CAST('{\"title\":\"x\",\"urge\":1}' AS BLOB))"));
    const auto all = view.all(moment);
    ASSERT_TRUE(all);
    ASSERT_EQ(all->size(), 1U);
    EXPECT_EQ(all->at(0).key, "b");
    EXPECT_FALSE(*view.find("a", moment));
}

TEST_F(TaskViewTest, SeesEachPeriodForItself) {
    put("fleet", "a",
        R"({"title":"x","due":"2026-07-01T18:00:00+08:00","recurring":{"every":"day"}})");
    moment.now = *parse_rfc3339("2026-07-03T12:00:00+08:00");
    const auto known = view.find("a", moment);
    ASSERT_TRUE(known && *known);
    EXPECT_EQ((*known)->occurrence, "2026-07-03");
    EXPECT_EQ((*known)->task.due, *parse_rfc3339("2026-07-03T18:00:00+08:00"));
}

TEST_F(TaskViewTest, NamesAPeriodByKeyAndDay) {
    EXPECT_EQ(period_key("a", ""), "a");
    EXPECT_EQ(period_key("a", "2026-07-01"), "a\n2026-07-01");
}

}  // namespace
}  // namespace aisle
