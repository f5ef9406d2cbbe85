// SPDX-License-Identifier: Apache-2.0
#include "tests/duties/members.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class TaskDuties : public testing::Test {
protected:
    void put(const std::string& key, const std::string& more = "") {
        const auto file =
            store.folder.write("task-" + key, R"({"title":"Call Ms Han")" + more + "}");
        ASSERT_EQ(store.shop().ask_hub({"put", "tasks", "store-s0042", key, file}).size(), 1U);
    }
    bool here(std::int64_t tasks) {
        const auto* list = shown().find("tasks");
        return list != nullptr && std::ssize(list->items()) == tasks;
    }
    const Json& shown() { return store.shop().get("/v1/tasks"); }
    bool knows(const std::string& member) {
        return store.says(store.identify(store.by_id(member)), "known");
    }
    // She stands at the counter: the tasks that this is to the credit of, as the clerk reads it.
    std::vector<std::string> called(const std::string& member) {
        std::vector<std::string> tasks;
        const auto* found = store.identify(store.by_id(member)).find("triggered_by");
        if (found == nullptr) return {"she is not known"};
        for (const auto& task : found->items()) tasks.emplace_back(task.string().value_or(""));
        return tasks;
    }
    std::int64_t credited() {
        return store.number(store.reported({"report", "tasks"}, "store", "s0042"), "credited");
    }

    MemberStore store;
};

// Row 14: clerk tasks. Central's counts are the device's own.
TEST_F(TaskDuties, Row14CentralCountsTasksAsTheDeviceDoes) {
    for (const char* key : {"t-1", "t-2", "t-3", "t-4"}) put(key);
    ASSERT_TRUE(soon([&] { return here(4); }, store.tries));
    store.line_down();
    store.post("/v1/tasks/t-1/complete", R"({"id":"a","note":"called"})");
    store.post("/v1/tasks/t-2/accept", R"({"id":"b"})");
    store.post("/v1/tasks/t-3/decline", R"({"id":"c","reason_code":"no_time"})");
    const auto& counts = *shown().find("counts");
    store.line_up();
    const std::vector<std::string> words{"report", "tasks", "--device", "s0042-pos1"};
    ASSERT_TRUE(store.told("task.declined"));
    const auto& central = store.reported(words, "store", "s0042");
    for (const char* column : {"tasks", "open", "accepted", "completed", "declined"}) {
        EXPECT_EQ(store.number(central, column), store.number(counts, column)) << column;
    }
    EXPECT_EQ(store.number(counts, "completed"), 1);
}

// Row 28: a sleeping member returns, and the task that brought her is credited.
TEST_F(TaskDuties, Row28TheReturnOfAMemberIsCreditedToTheTask) {
    put("t-1", R"(,"member":"m-77","offer":{"text":"10 off"})");
    ASSERT_TRUE(soon([&] { return here(1); }, store.tries));
    store.line_down();
    store.post("/v1/tasks/t-1/complete", R"({"id":"a","offer_given":true})");
    store.purchase(1, R"(,"loyalty":{"member_id":"m-78"})");
    store.purchase(2, R"(,"loyalty":{"member_id":"m-77"})");
    store.purchase(3, R"(,"loyalty":{"member_id":"m-77"})");
    store.line_up();
    ASSERT_TRUE(store.told("task.credited"));
    EXPECT_EQ(credited(), 1);
}

// Row 28, and a visit: that she comes is to the task's credit, though she buys nothing, and central
// counts it once however often she comes. Controls: she before the task was done, and another.
TEST_F(TaskDuties, Row28AVisitIsCreditedToo) {
    put("t-1", R"(,"member":"m-77")");
    for (const auto* member : {"m-77", "m-78"}) store.put_card(member, R"("tags":[])");
    ASSERT_TRUE(soon([&] { return here(1) && knows("m-77") && knows("m-78"); }, store.tries));
    store.line_down();
    const std::vector<std::string> none;
    const std::vector<std::string> task{"t-1"};
    EXPECT_EQ(called("m-77"), none) << "nobody has called her";
    store.line_up();
    EXPECT_EQ(credited(), 0);
    store.line_down();
    EXPECT_NE(store.text(store.post("/v1/tasks/t-1/complete", R"({"id":"a"})"), "id"), "");
    EXPECT_EQ(called("m-78"), none);
    EXPECT_EQ(called("m-77"), task);
    EXPECT_EQ(called("m-77"), task) << "a visit uses nothing up";
    store.line_up();
    std::size_t visits = 0;
    for (const auto& event : store.stored("member.identified")) {
        if (!event.says(R"("triggered_by":["t-1"])")) continue;
        ++visits;
        EXPECT_TRUE(event.names("m-77")) << event.person;
    }
    EXPECT_EQ(visits, 2U);
    EXPECT_FALSE(store.central_has("task.credited")) << "which is a purchase's";
    EXPECT_EQ(credited(), 1);
}

}  // namespace
}  // namespace aisle
