// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/local_client.hpp"

#include "tests/ctl/canned_daemon.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class LocalClientAsks : public ::testing::Test {
protected:
    Result<HttpAnswer> ask(const CannedDaemon& daemon, const Question& question) {
        return LocalClient::over_socket(daemon.path(), clock)->ask(question);
    }
    SystemClock clock;
};

TEST_F(LocalClientAsks, AQuestionGoesOutWholeAndTheAnswerComesInPieces) {
    CannedDaemon daemon({"HTTP/1.1 200 OK\r\nContent-Le", "ngth: 2\r\n\r\n{", "}"});
    const auto answer = ask(daemon, {"GET", "/v1/status", ""});
    ASSERT_TRUE(answer) << answer.error().what();
    EXPECT_EQ(answer->body, "{}");
    EXPECT_EQ(daemon.asked(),
              "GET /v1/status HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
              "Connection: close\r\n\r\n");
}

TEST_F(LocalClientAsks, ABodyHasItsLengthAndItsType) {
    CannedDaemon daemon({http_answer(201, "{}")});
    const std::string body = "{\"x\":\"" + std::string(200'000, 'y') + "\"}";
    const auto answer = ask(daemon, {"POST", "/v1/purchases", body});
    ASSERT_TRUE(answer) << answer.error().what();
    EXPECT_EQ(answer->status, 201);
    EXPECT_NE(daemon.asked().find("Content-Type: application/json\r\n"), std::string::npos);
    EXPECT_TRUE(daemon.asked().ends_with(body));
}

TEST_F(LocalClientAsks, WhereNobodyListensItSaysSo) {
    const auto nowhere = LocalClient::over_socket("/nowhere/socket", clock)->ask({});
    EXPECT_EQ(nowhere.error().kind(), Errc::unavailable);
    EXPECT_NE(nowhere.error().what().find("/nowhere/socket"), std::string::npos);
    // Port 1 of this machine is nobody's.
    const auto refused = LocalClient::over_tcp("http://127.0.0.1:1", clock)->ask({});
    EXPECT_EQ(refused.error().kind(), Errc::unavailable);
}

TEST_F(LocalClientAsks, AConnectionThatEndsWithoutAnAnswerIsAnError) {
    CannedDaemon daemon({});
    EXPECT_EQ(ask(daemon, {"GET", "/", ""}).error().kind(), Errc::corrupt);
}

TEST_F(LocalClientAsks, APlaceThatIsNoneIsRefusedAtOnce) {
    EXPECT_FALSE(LocalClient::over_socket("", clock));
    EXPECT_FALSE(LocalClient::over_socket(std::string(108, 'x'), clock));
    EXPECT_TRUE(LocalClient::over_socket(std::string(107, 'x'), clock));
    for (const std::string_view url :
         {"", "http", "http://", "127.0.0.1:8480", "https://h:1", "http://h", "http://h:1/path"}) {
        EXPECT_FALSE(LocalClient::over_tcp(url, clock)) << url;
    }
}

}  // namespace
}  // namespace aisle
