// SPDX-License-Identifier: Apache-2.0
#include "agent/api/http_connection.hpp"

#include "agent/api/live.hpp"
#include "tests/agent/api/http_caller.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

class Connection : public testing::Test {
protected:
    explicit Connection(HttpOptions options = ServedRouter::any_port())
        : served(std::move(options)) {
        served.router.add("GET", "/ready", [](const Request&, Respond respond) {
            respond({.status = 200, .body = "\"ready\""});
        });
        served.router.add("POST", "/echo", [](const Request& request, Respond respond) {
            respond({.status = 201, .body = request.body});
        });
        // Answered when the test says so.
        served.router.add("POST", "/later", [this](const Request&, Respond respond) {
            waiting.push_back(std::move(respond));
        });
        served.router.add("GET", "/live", [this](const Request& request, Respond respond) {
            Response response;
            response.content_type = "text/event-stream";
            response.stream = *live.subscribe(request.last_event_id);
            respond(std::move(response));
        });
    }

    void answer_waiting(int status) {
        served.on_thread([this, status] {
            auto respond = std::move(waiting.front());
            waiting.erase(waiting.begin());
            respond({.status = status, .body = "{}"});
        });
    }
    void wait_for_requests(std::size_t count) {
        for (std::size_t seen = 0; seen != count;) {
            served.on_thread([this, &seen] { seen = waiting.size(); });
        }
    }
    void publish(const std::string& json) {
        served.on_thread([this, &json] { live.publish("saved", json); });
    }

    SeededEntropy entropy{1};
    Live live{entropy};
    std::vector<Respond> waiting;
    ServedRouter served;
};

class HastyConnection : public Connection {
protected:
    HastyConnection() : Connection(ServedRouter::quick()) {}
};

TEST_F(Connection, StaysOpenFromRequestToRequest) {
    Caller caller(served.server.port());
    for (int i = 0; i < 3; ++i) {
        caller.send(served.post("/echo", "{\"i\":" + std::to_string(i) + "}"));
        const auto answer = caller.answer();
        EXPECT_EQ(status_of(answer), 201);
        EXPECT_EQ(body_of(answer), "{\"i\":" + std::to_string(i) + "}");
    }
    EXPECT_EQ(served.metrics.get(Count::http_requests), 3U);
    EXPECT_EQ(served.metrics.get(Count::http_refused), 0U);
}

TEST_F(Connection, AnswersPipelinedRequestsInTheirOrder) {
    Caller caller(served.server.port());
    caller.send(served.post("/later", "{}") + served.get("/ready") + served.post("/later", "{}") +
                served.get("/nothing"));
    wait_for_requests(1);
    answer_waiting(201);
    EXPECT_EQ(status_of(caller.answer()), 201);
    EXPECT_EQ(status_of(caller.answer()), 200);
    wait_for_requests(1);
    answer_waiting(409);
    EXPECT_EQ(status_of(caller.answer()), 409);
    EXPECT_EQ(status_of(caller.answer()), 404);
}

TEST_F(Connection, AnswersACallerThatHasFinishedSending) {
    Caller caller(served.server.port());
    caller.send(served.post("/later", "{}"));
    caller.finish_sending();
    wait_for_requests(1);
    answer_waiting(201);
    EXPECT_EQ(status_of(caller.answer()), 201);
    EXPECT_TRUE(caller.closed());
}

TEST_F(Connection, ForgetsACallerThatLeftBeforeItsAnswer) {
    {
        Caller caller(served.server.port());
        caller.send(served.post("/later", "{}"));
        wait_for_requests(1);
    }
    answer_waiting(201);
    Caller other(served.server.port());
    other.send(served.get("/ready"));
    EXPECT_EQ(status_of(other.answer()), 200);
}

TEST_F(Connection, GivesASecondAnswerToNobody) {
    Caller caller(served.server.port());
    caller.send(served.post("/later", "{}") + served.post("/later", "{}"));
    wait_for_requests(1);
    served.on_thread([this] { waiting[0]({.status = 201, .body = "1"}); });
    wait_for_requests(2);
    served.on_thread([this] {
        waiting[0]({.status = 409, .body = "again"});
        waiting[1]({.status = 201, .body = "2"});
    });
    EXPECT_EQ(body_of(caller.answer()), "1");
    EXPECT_EQ(body_of(caller.answer()), "2");
}

TEST_F(Connection, AsksForTheBodyThatWaitsToBeAskedFor) {
    Caller caller(served.server.port());
    caller.send("POST /echo HTTP/1.1\r\nHost: " + served.host() +
                "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                "Expect: 100-continue\r\n\r\n");
    EXPECT_EQ(caller.answer(false), "HTTP/1.1 100 Continue\r\n\r\n");
    caller.send("{}");
    EXPECT_EQ(status_of(caller.answer()), 201);
}

TEST_F(Connection, DoesNotAskForABodyItWillNotTake) {
    Caller caller(served.server.port());
    caller.send(
        "POST /echo HTTP/1.1\r\nHost: evil.example\r\nContent-Type: application/json\r\n"
        "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(status_of(caller.answer()), 421);
    EXPECT_TRUE(caller.closed());
}

TEST_F(Connection, CarriesALargeBodyBothWays) {
    const std::string body = "\"" + std::string(http_body_bytes_max - 2, 'x') + "\"";
    Caller caller(served.server.port());
    caller.send(served.post("/echo", body));
    EXPECT_EQ(body_of(caller.answer()), body);
    caller.send(served.post("/echo", body + " "));
    EXPECT_EQ(status_of(caller.answer()), 413);
}

TEST_F(Connection, GivesHeadTheLengthWithoutTheBody) {
    Caller caller(served.server.port());
    caller.send("HEAD /ready HTTP/1.1\r\nHost: " + served.host() + "\r\n\r\n");
    const auto head = caller.answer(false);
    EXPECT_NE(head.find("Content-Length: 7\r\n"), std::string::npos);
    caller.send("HEAD /live HTTP/1.1\r\nHost: " + served.host() + "\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(status_of(caller.answer(false)), 200);
    EXPECT_TRUE(caller.closed());
}

TEST_F(Connection, SpeaksHttp10) {
    const std::string request = "GET /ready HTTP/1.0\r\nHost: " + served.host() + "\r\n";
    Caller once(served.server.port());
    once.send(request + "\r\n");
    EXPECT_NE(once.answer().find("Connection: close\r\n"), std::string::npos);
    EXPECT_TRUE(once.closed());
    Caller kept(served.server.port());
    for (int i = 0; i < 2; ++i) {
        kept.send(request + "Connection: keep-alive\r\n\r\n");
        EXPECT_NE(kept.answer().find("Connection: keep-alive\r\n"), std::string::npos);
    }
}

TEST_F(Connection, StreamsEventsAsTheyHappen) {
    Caller caller(served.server.port());
    caller.send(served.get("/live"));
    EXPECT_EQ(caller.read_until("\r\n\r\n").find("Content-Length"), std::string::npos);
    EXPECT_EQ(caller.read_until("\n\n"), "retry: 2000\n\n");
    for (const auto json : {"{\"seq\":1}", "{\"seq\":2}"}) {
        publish(json);
        EXPECT_NE(caller.read_until("\n\n").find(json), std::string::npos);
    }
    caller.finish_sending();
    EXPECT_TRUE(caller.closed());
    std::size_t readers = 1;
    served.on_thread([&] { readers = live.readers(); });
    EXPECT_EQ(readers, 0U);
}

TEST_F(Connection, LetsAStreamGoThatNobodyReads) {
    Caller caller(served.server.port());
    caller.send(served.get("/live"));
    caller.read_until("\n\n");
    const std::string large = "\"" + std::string(32 * KiB, 'x') + "\"";
    for (int i = 0; i < 2000 && served.server.connections() > 0; ++i) {
        std::size_t readers = 0;
        served.on_thread([&] {
            live.publish("saved", large);
            readers = live.readers();
        });
        if (readers == 0) break;
    }
    EXPECT_NE(caller.read_until("too slow").find("too slow"), std::string::npos);
    EXPECT_TRUE(caller.closed());
}

TEST_F(HastyConnection, ClosesWhenNothingIsAsked) {
    Caller caller(served.server.port());
    EXPECT_TRUE(caller.closed());
    EXPECT_EQ(served.metrics.get(Count::http_refused), 0U);
}

TEST_F(HastyConnection, DoesNotWaitForARequestThatDrips) {
    Caller caller(served.server.port());
    std::string request = served.get("/ready");
    request.resize(request.size() - 4);
    // What counts is when the first byte came, not the newest.
    std::size_t sent = 0;
    while (sent < request.size() && !caller.hears_within(Millis{20})) {
        caller.send(request.substr(sent++, 1));
    }
    EXPECT_LT(sent, request.size());
    EXPECT_EQ(status_of(caller.answer()), 408);
    EXPECT_TRUE(caller.closed());
    EXPECT_EQ(served.metrics.get(Count::http_refused), 1U);
}

TEST_F(HastyConnection, SaysThatAnAnswerIsLateAndIgnoresIt) {
    Caller caller(served.server.port());
    caller.send(served.post("/later", "{}"));
    const auto answer = caller.answer();
    EXPECT_EQ(status_of(answer), 503);
    EXPECT_NE(answer.find("answer_late"), std::string::npos);
    EXPECT_TRUE(caller.closed());
    answer_waiting(201);
}

TEST_F(HastyConnection, KeepsAQuietStreamAlive) {
    Caller caller(served.server.port());
    caller.send(served.get("/live"));
    caller.read_until("\r\n\r\n");
    EXPECT_EQ(caller.read_until("\n\n"), "retry: 2000\n\n");
    for (int i = 0; i < 5; ++i) EXPECT_EQ(caller.read_until("\n\n"), ":\n\n");
}

}  // namespace
}  // namespace aisle
