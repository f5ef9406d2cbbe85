// SPDX-License-Identifier: Apache-2.0
#include "tests/duties/store.hpp"

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

    Store42 store;
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
    EXPECT_EQ(store.number(store.reported({"report", "tasks"}, "store", "s0042"), "credited"), 1);
}

}  // namespace
}  // namespace aisle
