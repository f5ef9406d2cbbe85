// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/task.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"
#include "tests/support/manual_clock.hpp"

namespace aisle {
namespace {

const std::string call = R"({"title":"Call Ms Han","text":"She asked\nfor size 38.",)"
                         R"("due":"2026-07-01T09:00:00Z","role":"clerk","person":"op7",)"
                         R"("priority":"high","offer":{"text":"10 off","coupon":"c-1"}})";

Task task_of(const std::string& text) {
    auto task = parse_task(json_of(text));
    EXPECT_TRUE(task) << task.error().code() << " at " << task.error().place();
    return task ? *task : Task{};
}
std::string written(const Task& task, WallTime now) {
    std::string text;
    JsonWriter json(text);
    write_task(json, "t-1", task, now);
    return text;
}

TEST(Task, IsShownAsCentralSaidIt) {
    EXPECT_EQ(written(task_of(call), ManualClock::morning),
              R"({"key":"t-1","title":"Call Ms Han","text":"She asked\nfor size 38.",)"
              R"("due":"2026-07-01T09:00:00.000Z","role":"clerk","person":"op7",)"
              R"("priority":"high","offer":{"text":"10 off","coupon":"c-1"},"state":"open"})");
    EXPECT_EQ(written(task_of(R"({"title":"Sweep"})"), ManualClock::morning),
              R"({"key":"t-1","title":"Sweep","priority":"normal","state":"open"})");
}

TEST(Task, IsOverdueFromItsDueTimeOn) {
    const Task task = task_of(call);
    const WallTime due = ManualClock::morning + std::chrono::hours(1);
    EXPECT_EQ(task_state(task, due - Micros{1}), TaskState::open);
    EXPECT_EQ(task_state(task, due), TaskState::overdue);
    EXPECT_NE(written(task, due).find(R"("state":"overdue")"), std::string::npos);
    EXPECT_EQ(task_state(task_of(R"({"title":"x"})"), WallTime::max()), TaskState::open);
}

TEST(Task, ComesBeforeLessUrgentAndLaterOnes) {
    const Task urgent = task_of(call);
    const Task soon = task_of(R"({"title":"a","due":"2026-07-01T10:00:00Z"})");
    const Task later = task_of(R"({"title":"b","due":"2026-07-02T10:00:00Z"})");
    const Task whenever = task_of(R"({"title":"c"})");
    const Task low = task_of(R"({"title":"d","due":"2026-07-01T08:00:00Z","priority":"low"})");
    EXPECT_TRUE(comes_before(urgent, soon));
    EXPECT_TRUE(comes_before(soon, later));
    EXPECT_TRUE(comes_before(later, whenever));
    EXPECT_TRUE(comes_before(whenever, low));
    EXPECT_FALSE(comes_before(low, urgent));
    EXPECT_FALSE(comes_before(soon, soon));
}

TEST(Task, LetsPassWhatANewerCentralSays) {
    const Task task = task_of(R"({"title":"x","colour":"red","priority":null,)"
                              R"("offer":{"text":"y","z":1}})");
    EXPECT_EQ(task.priority, TaskPriority::normal);
    EXPECT_EQ(task.offer->text, "y");
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
    EXPECT_TRUE(refused(with("\"high\"", "\"urgent\""), "unknown_word", "/priority"));
    EXPECT_TRUE(refused(with("\"high\"", "1"), "wrong_type", "/priority"));
    EXPECT_TRUE(refused(with(R"("text":"10 off","coupon":"c-1")", ""), "empty", "/offer"));
    EXPECT_TRUE(refused(with("She asked", "\\u001b[2J"), "bad_text", "/text"));
    EXPECT_TRUE(refused(parse_task(json_of("[]")), "wrong_type", ""));
}

const std::string done =
    R"({"id":"d-1","note":"She was\nglad.","number":3,"scan":"\u001dABC",)"
    R"("photo":"sha256:77","operator":"op7","at":"2026-07-01T09:30:00+08:00"})";

TEST(TaskCompletion, IsRecordedWithTheNoteApart) {
    const auto completion = parse_task_completion(json_of(done));
    ASSERT_TRUE(completion) << completion.error().what();
    EXPECT_EQ(completion->id, "d-1");
    const auto draft = task_completed("t-1", *completion);
    EXPECT_EQ(draft.type, "task.completed");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data, R"({"task":"t-1","number":3,"scan":"\u001dABC","photo":"sha256:77",)"
                          R"("operator":"op7","at":"2026-07-01T09:30:00+08:00"})");
    EXPECT_EQ(draft.person, R"({"note":"She was\nglad."})");
}

TEST(TaskCompletion, NeedsNothingButTheTask) {
    const auto completion = parse_task_completion(json_of("{}"));
    ASSERT_TRUE(completion);
    EXPECT_EQ(task_completed("t-1", *completion).data, R"({"task":"t-1"})");
    EXPECT_TRUE(task_completed("t-1", *completion).person.empty());
}

TEST(TaskCompletion, NamesWhatIsWrongInIt) {
    const auto with = [](std::string_view from, std::string_view to) {
        return parse_task_completion(json_of(changed(done, from, to)));
    };
    EXPECT_TRUE(refused(with("photo", "picture"), "unknown_member", "/picture"));
    EXPECT_TRUE(refused(with("She was", "4111 1111 1111 1111"), "card_number", "/note"));
    EXPECT_TRUE(refused(with("She was", std::string(note_bytes_max, 'x')), "too_long", "/note"));
    EXPECT_TRUE(refused(with(":3,", ":3.5,"), "wrong_type", "/number"));
    EXPECT_TRUE(refused(with(":3,", ":9223372036854775807,"), "out_of_range", "/number"));
    EXPECT_TRUE(refused(with("ABC", std::string(scan_bytes_max, 'x')), "too_long", "/scan"));
    EXPECT_TRUE(refused(with("09:30:00+08:00", "09:30"), "bad_time", "/at"));
    EXPECT_FALSE(parse_task_completion(json_of("null")));
}

TEST(TaskCompletion, WithTheLongestOfEverythingFitsItsEvent) {
    TaskCompletion completion;
    completion.note = std::string(note_bytes_max, '\n');
    completion.scan = std::string(scan_bytes_max, '\x1d');
    SeededEntropy entropy{1};
    const auto event =
        encode_event(task_completed(std::string(feed_key_bytes_max, 'k'), completion),
                     smallest_context(), entropy);
    EXPECT_TRUE(event) << event.error().what();
}

}  // namespace
}  // namespace aisle
