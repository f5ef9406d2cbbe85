// SPDX-License-Identifier: Apache-2.0
#include "agent/api/response.hpp"

#include "agent/api/problem.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string head(const Response& response, HeadShape shape = {}) {
    std::string out;
    append_head(out, response, shape);
    return out;
}

TEST(ResponseHead, HasTheSecurityFieldsAndTheLength) {
    Response response;
    response.status = 201;
    response.body = "{}";
    response.fields.push_back({"Allow", "GET"});
    EXPECT_EQ(head(response),
              "HTTP/1.1 201 Created\r\n"
              "Content-Type: application/json\r\n"
              "Cache-Control: no-store\r\n"
              "X-Content-Type-Options: nosniff\r\n"
              "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
              "Referrer-Policy: no-referrer\r\n"
              "Allow: GET\r\n"
              "Content-Length: 2\r\n"
              "\r\n");
}

TEST(ResponseHead, SaysWhatBecomesOfTheConnection) {
    EXPECT_EQ(head({}).find("Connection"), std::string::npos);
    EXPECT_NE(head({}, {.keep_alive = false}).find("Connection: close\r\n"), std::string::npos);
    EXPECT_NE(head({}, {.keep_alive = true, .http_1_1 = false}).find("Connection: keep-alive\r\n"),
              std::string::npos);
}

TEST(ResponseHead, HasAPhraseForEveryStatusOfAProblem) {
    for (const auto& kind : problem_kinds()) {
        EXPECT_NE(reason_phrase(kind.status), "Unknown") << kind.code;
    }
    EXPECT_EQ(reason_phrase(299), "Unknown");
}

}  // namespace
}  // namespace aisle
