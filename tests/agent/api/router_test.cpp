// SPDX-License-Identifier: Apache-2.0
#include "agent/api/router.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class Routing : public testing::Test {
protected:
    Routing() {
        add("GET", "/v1/tasks");
        add("POST", "/v1/tasks/{key}/complete");
        add("GET", "/v1/tasks/{key}");
        add("DELETE", "/v1/tasks/{key}");
    }

    void add(const std::string& method, const std::string& path) {
        router.add(method, path, [method, path](const Request& request, Respond respond) {
            Response response;
            response.body = method + " " + path + " " + std::string(request.key);
            respond(std::move(response));
        });
    }

    Response ask(std::string method, std::vector<std::string> path) {
        Request request;
        request.method = std::move(method);
        request.path = std::move(path);
        Response answer;
        router.route(request, [&answer](Response response) { answer = std::move(response); });
        return answer;
    }

    Router router;
};

TEST_F(Routing, GoesByMethodAndPath) {
    EXPECT_EQ(ask("GET", {"v1", "tasks"}).body, "GET /v1/tasks ");
    EXPECT_EQ(ask("POST", {"v1", "tasks", "a/b", "complete"}).body,
              "POST /v1/tasks/{key}/complete a/b");
    EXPECT_EQ(ask("DELETE", {"v1", "tasks", "x"}).body, "DELETE /v1/tasks/{key} x");
}

TEST_F(Routing, AnswersHeadWhereGetIs) {
    EXPECT_EQ(ask("HEAD", {"v1", "tasks"}).status, 200);
    EXPECT_EQ(ask("HEAD", {"v1", "tasks", "x", "complete"}).status, 405);
}

TEST_F(Routing, SaysWhichMethodsAPathKnows) {
    const auto answer = ask("PUT", {"v1", "tasks", "x"});
    EXPECT_EQ(answer.status, 405);
    ASSERT_EQ(answer.fields.size(), 1U);
    EXPECT_EQ(answer.fields[0].name, "Allow");
    EXPECT_EQ(answer.fields[0].value, "GET, HEAD, DELETE");
    EXPECT_EQ(ask("get", {"v1", "tasks"}).status, 405);
}

TEST_F(Routing, KnowsNoOtherPath) {
    for (const auto& path :
         std::vector<std::vector<std::string>>{{},
                                               {""},
                                               {"v1"},
                                               {"v1", "tasks", ""},
                                               {"v1", "tasks", "", "complete"},
                                               {"V1", "tasks"},
                                               {"v1", "", "tasks"},
                                               {"v1", "tasks", "x", "complete", ""}}) {
        EXPECT_EQ(ask("GET", path).status, 404) << path.size();
    }
}

TEST_F(Routing, AsksTheGuardOfEachPathByItsNameAndOfNoOther) {
    std::vector<std::string> seen;
    router.guard([&seen](const Request& request, std::string_view method,
                         std::string_view path) -> std::optional<Response> {
        seen.push_back(std::string(method) + " " + std::string(path));
        if (request.key != "closed") return std::nullopt;
        Response refused;
        refused.status = 403;
        return refused;
    });
    add("GET", "/v1/later");
    EXPECT_EQ(ask("HEAD", {"v1", "tasks", "x"}).status, 200);
    EXPECT_EQ(ask("GET", {"v1", "later"}).body, "GET /v1/later ");
    const auto refused = ask("POST", {"v1", "tasks", "closed", "complete"});
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.body, "");
    EXPECT_EQ(ask("PUT", {"v1", "tasks"}).status, 405);
    EXPECT_EQ(ask("GET", {"v1", "nothing"}).status, 404);
    EXPECT_EQ(seen, (std::vector<std::string>{"GET /v1/tasks/{key}", "GET /v1/later",
                                              "POST /v1/tasks/{key}/complete"}));
}

}  // namespace
}  // namespace aisle
