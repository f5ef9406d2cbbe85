// SPDX-License-Identifier: Apache-2.0
#include "agent/api/task_routes.hpp"

#include "tests/agent/api/served_shop.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class TaskInterface : public testing::Test {
protected:
    static std::string keys(const Response& response) {
        std::string keys;
        for (const auto& item : json_of(response.body).find("tasks")->items()) {
            keys += *item.find("task")->find("key")->string();
        }
        return keys;
    }
    ServedShop shop;
};

TEST_F(TaskInterface, TakesATaskOnAndThenDoesIt) {
    shop.put_task("t/1");
    const auto taken = shop.post("/v1/tasks/t%2F1/accept", R"({"id":"1","operator":"op7"})");
    EXPECT_EQ(taken.status, 201) << taken.body;
    EXPECT_EQ(shop.post("/v1/tasks/t%2F1/accept", R"({"id":"1","operator":"op7"})").body,
              taken.body);
    EXPECT_EQ(code_of(shop.post("/v1/tasks/t%2F1/accept", "{}")), "task_taken");
    EXPECT_EQ(shop.post("/v1/tasks/t%2F1/complete", "{}").status, 201);
    EXPECT_EQ(code_of(shop.post("/v1/tasks/t%2F1/accept", "{}")), "task_done");
}

TEST_F(TaskInterface, DeclinesATask) {
    shop.put_task("a");
    EXPECT_EQ(code_of(shop.post("/v1/tasks/a/decline", "{}")), "missing");
    EXPECT_EQ(shop.post("/v1/tasks/a/decline", R"({"reason_code":"no_time"})").status, 201);
    const auto late = shop.post("/v1/tasks/a/complete", "{}");
    EXPECT_EQ(late.status, 409);
    EXPECT_EQ(code_of(late), "task_declined");
}

TEST_F(TaskInterface, PointsAtTheProofThatIsMissing) {
    shop.put_task("a", R"({"title":"x","proof":["photo"]})");
    const auto refused = shop.post("/v1/tasks/a/complete", "{}");
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(code_of(refused), "proof_missing");
    EXPECT_EQ(json_of(refused.body).find("pointer")->string(), "/photo");
}

TEST_F(TaskInterface, ListsTheInboxThatIsAskedFor) {
    shop.put_task("a", R"({"title":"x","role":"clerk"})");
    shop.put_task("b", R"({"title":"x","role":"manager"})");
    shop.put_task("c", R"({"title":"x","person":"op7"})");
    shop.post("/v1/tasks/c/accept", "{}");
    EXPECT_EQ(keys(shop.get("/v1/tasks")), "abc");
    EXPECT_EQ(keys(shop.get("/v1/tasks?role=clerk")), "ac");
    EXPECT_EQ(keys(shop.get("/v1/tasks?role=clerk&person=op8")), "a");
    EXPECT_EQ(keys(shop.get("/v1/tasks?state=accepted")), "c");
    for (const auto* target : {"/v1/tasks?state=ready", "/v1/tasks?rolle=clerk"}) {
        EXPECT_EQ(shop.get(target).status, 400) << target;
        EXPECT_EQ(code_of(shop.get(target)), "bad_query") << target;
    }
}

}  // namespace
}  // namespace aisle
