// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/task.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"
#include "tests/support/manual_clock.hpp"

namespace aisle {
namespace {

const std::string call =
    R"({"title":"Call Ms Han","text":"She asked\nfor size 38.","due":"2026-07-01T09:00:00Z",)"
    R"("expires":"2026-07-03T00:00:00+08:00","store":"s0042","role":"clerk","person":"op7",)"
    R"("priority":"high","urge":true,"urged_at":"2026-07-01T07:00:00Z",)"
    R"("recurring":{"every":"week","until":"2026-08-01T00:00:00Z"},"proof":["photo","note"],)"
    R"("member":"m-77","offer":{"text":"10 off","coupon":"c-1"},"credit_days":30,)"
    R"("claimed_by":{"device":"s0042-pos2","operator":"op9","occurrence":"2026-06-29"}})";

Task task_of(const std::string& text) {
    auto task = parse_task(json_of(text));
    EXPECT_TRUE(task) << task.error().code() << " at " << task.error().place();
    return task ? *task : Task{};
}
std::string written(const Task& task) {
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    write_task_members(json, task);
    json.end_object();
    return text;
}
WallTime at(std::string_view text) {
    return *parse_rfc3339(text);
}

TEST(Task, IsShownAsCentralSaidIt) {
    EXPECT_EQ(written(task_of(call)),
              R"({"title":"Call Ms Han","text":"She asked\nfor size 38.",)"
              R"("due":"2026-07-01T09:00:00.000Z","expires":"2026-07-02T16:00:00.000Z",)"
              R"("store":"s0042","role":"clerk","person":"op7","priority":"high","urge":true,)"
              R"("urged_at":"2026-07-01T07:00:00.000Z",)"
              R"("recurring":{"every":"week","until":"2026-08-01T00:00:00.000Z"},)"
              R"("proof":["note","photo"],"member":"m-77",)"
              R"("offer":{"text":"10 off","coupon":"c-1"}})");
    EXPECT_EQ(written(task_of(R"({"title":"Sweep"})")), R"({"title":"Sweep","priority":"normal"})");
}

TEST(Task, IsReadWhole) {
    const auto task = task_of(call);
    EXPECT_EQ(task.credit_days, 30);
    ASSERT_TRUE(task.claimed_by);
    EXPECT_EQ(task.claimed_by->device, "s0042-pos2");
    EXPECT_EQ(task.claimed_by->occurrence, "2026-06-29");
    EXPECT_EQ(task_of(R"({"title":"x"})").credit_days, credit_days_default);
}

TEST(Task, ComesBeforeLessUrgentAndLaterOnes) {
    const Task urged = task_of(R"({"title":"u","priority":"low","urge":true})");
    const Task urgent = task_of(R"({"title":"h","priority":"high","due":"2026-07-01T09:00:00Z"})");
    const Task soon = task_of(R"({"title":"a","due":"2026-07-01T10:00:00Z"})");
    const Task later = task_of(R"({"title":"b","due":"2026-07-02T10:00:00Z"})");
    const Task whenever = task_of(R"({"title":"c"})");
    const Task low = task_of(R"({"title":"d","due":"2026-07-01T08:00:00Z","priority":"low"})");
    EXPECT_TRUE(comes_before(urged, urgent));
    EXPECT_FALSE(comes_before(urgent, urged));
    EXPECT_TRUE(comes_before(urgent, soon));
    EXPECT_TRUE(comes_before(soon, later));
    EXPECT_TRUE(comes_before(later, whenever));
    EXPECT_TRUE(comes_before(whenever, low));
    EXPECT_FALSE(comes_before(low, urgent));
    EXPECT_FALSE(comes_before(soon, soon));
}

TEST(Task, IsForARoleAPersonAndAStoreOrForAnybody) {
    const Task task = task_of(R"({"title":"x","role":"clerk","person":"op7","store":"s1"})");
    EXPECT_TRUE(is_for(task, "", ""));
    EXPECT_TRUE(is_for(task, "clerk", "op7"));
    EXPECT_FALSE(is_for(task, "manager", "op7"));
    EXPECT_FALSE(is_for(task, "clerk", "op8"));
    EXPECT_TRUE(is_for_store(task, "s1"));
    EXPECT_FALSE(is_for_store(task, "s2"));
    const Task anybody = task_of(R"({"title":"x"})");
    EXPECT_TRUE(is_for(anybody, "clerk", "op8"));
    EXPECT_TRUE(is_for_store(anybody, "s2"));
}

TEST(Task, RecursOnBusinessDaysAndOnWeeksThatBeginOnMondays) {
    const DayRule rule;  // UTC+8, and the day ends at four in the morning
    const Task once = task_of(R"({"title":"x"})");
    const Task daily = task_of(R"({"title":"x","recurring":{"every":"day"}})");
    const Task weekly = task_of(R"({"title":"x","recurring":{"every":"week"}})");
    EXPECT_EQ(task_occurrence(once, WallTime::max(), rule), "");
    EXPECT_EQ(task_occurrence(daily, at("2026-07-01T03:59:00+08:00"), rule), "2026-06-30");
    EXPECT_EQ(task_occurrence(daily, at("2026-07-01T04:00:00+08:00"), rule), "2026-07-01");
    EXPECT_EQ(task_occurrence(weekly, at("2026-07-06T03:59:00+08:00"), rule), "2026-06-29");
    EXPECT_EQ(task_occurrence(weekly, at("2026-07-06T04:00:00+08:00"), rule), "2026-07-06");
    EXPECT_EQ(task_occurrence(weekly, at("2026-07-12T12:00:00+08:00"), rule), "2026-07-06");
    EXPECT_EQ(task_occurrence(weekly, WallTime{}, rule), "1970-01-01");
}

TEST(Task, IsDueAgainInEachPeriod) {
    const DayRule rule;
    const Task daily =
        task_of(R"({"title":"x","due":"2026-07-01T18:00:00+08:00","recurring":{"every":"day"}})");
    EXPECT_EQ(in_period(daily, "2026-07-01", rule).due, at("2026-07-01T18:00:00+08:00"));
    EXPECT_EQ(in_period(daily, "2026-07-31", rule).due, at("2026-07-31T18:00:00+08:00"));
    // Before the first one it is not due yet.
    EXPECT_EQ(in_period(daily, "2026-06-01", rule).due, at("2026-07-01T18:00:00+08:00"));
    const Task weekly =
        task_of(R"({"title":"x","due":"2026-07-03T18:00:00+08:00","recurring":{"every":"week"}})");
    EXPECT_EQ(in_period(weekly, "2026-07-06", rule).due, at("2026-07-10T18:00:00+08:00"));
    EXPECT_FALSE(in_period(task_of(R"({"title":"x"})"), "", rule).due);
}

TEST(Task, LetsPassWhatANewerCentralSays) {
    const Task task = task_of(R"({"title":"x","colour":"red","priority":null,"proof":null,)"
                              R"("offer":{"text":"y","z":1},"recurring":{"every":"day","at":9},)"
                              R"("claimed_by":{"device":"d","why":1}})");
    EXPECT_EQ(task.priority, TaskPriority::normal);
    EXPECT_EQ(task.offer->text, "y");
    EXPECT_EQ(task.every, TaskPeriod::day);
}

TEST(Task, NamesWhatIsWrongInIt) {
    const auto with = [](std::string_view from, std::string_view to) {
        return parse_task(json_of(changed(call, from, to)));
    };
    EXPECT_TRUE(refused(with("title", "titel"), "missing", "/title"));
    EXPECT_TRUE(refused(with("Call Ms Han", ""), "empty", "/title"));
    EXPECT_TRUE(
        refused(with("Call Ms Han", std::string(name_bytes_max + 1, 'x')), "too_long", "/title"));
    EXPECT_TRUE(refused(with("09:00:00Z", "9 o'clock"), "bad_time", "/due"));
    EXPECT_TRUE(refused(with("2026-07-03T00", "2026-07-03 at 00"), "bad_time", "/expires"));
    EXPECT_TRUE(refused(with("T07:00:00Z", ""), "bad_time", "/urged_at"));
    EXPECT_TRUE(refused(with("\"high\"", "\"urgent\""), "unknown_word", "/priority"));
    EXPECT_TRUE(refused(with("\"high\"", "1"), "wrong_type", "/priority"));
    EXPECT_TRUE(refused(with("\"urge\":true", "\"urge\":1"), "wrong_type", "/urge"));
    EXPECT_TRUE(refused(with(R"("text":"10 off","coupon":"c-1")", ""), "empty", "/offer"));
    EXPECT_TRUE(refused(with("She asked", "\\u001b[2J"), "bad_text", "/text"));
    EXPECT_TRUE(refused(with("\"note\"", "\"oath\""), "unknown_word", "/proof/1"));
    EXPECT_TRUE(refused(with(R"("photo","note")", R"(1,2,3,4,5,6,7,8,9)"), "too_many", "/proof"));
    EXPECT_TRUE(refused(with("\"week\"", "\"year\""), "unknown_word", "/recurring/every"));
    EXPECT_TRUE(refused(with("\"every\"", "\"each\""), "missing", "/recurring/every"));
    EXPECT_TRUE(refused(with("2026-08-01", "2026-13-01"), "bad_time", "/recurring/until"));
    EXPECT_TRUE(refused(with(":30,", ":0,"), "out_of_range", "/credit_days"));
    EXPECT_TRUE(refused(with(":30,", ":91,"), "out_of_range", "/credit_days"));
    EXPECT_TRUE(refused(with("\"device\"", "\"till\""), "missing", "/claimed_by/device"));
    EXPECT_TRUE(refused(with("2026-06-29", "2026-06-31"), "bad_date", "/claimed_by/occurrence"));
    EXPECT_TRUE(refused(parse_task(json_of("[]")), "wrong_type", ""));
}

}  // namespace
}  // namespace aisle
