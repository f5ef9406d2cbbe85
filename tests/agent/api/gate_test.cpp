// SPDX-License-Identifier: Apache-2.0
#include "agent/api/gate.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Request get(std::string host) {
    Request request;
    request.method = "GET";
    request.host = std::move(host);
    return request;
}

Request post() {
    Request request = get("localhost:8480");
    request.method = "POST";
    request.content_type = "application/json";
    return request;
}

std::string_view code(const Request& request, Door door = Door::network) {
    const Gate gate(8480, {"till.shop.example:8480"});
    const auto problem = gate.refuse(request, door);
    return problem ? problem->code : "";
}

TEST(Gate, AnswersForItsOwnNamesOnly) {
    for (const auto host : {"localhost:8480", "LOCALHOST:8480", "127.0.0.1:8480", "[::1]:8480",
                            "till.shop.example:8480"}) {
        EXPECT_EQ(code(get(host)), "") << host;
    }
    for (const auto host :
         {"", "localhost", "127.0.0.1", "localhost:80", "localhost:8481", "localhost.:8480",
          "evil.example:8480", "127.0.0.1.evil.example:8480", "localhost:8480.evil.example",
          "localhost:8480@evil.example", "127.1:8480", "0.0.0.0:8480", "2130706433:8480",
          "localhost:8480 ", "localhost:08480"}) {
        EXPECT_EQ(code(get(host)), "wrong_host") << host;
    }
}

TEST(Gate, HoldsAnAbsoluteTargetToTheSameList) {
    auto request = get("localhost:8480");
    request.authority = "localhost:8480";
    EXPECT_EQ(code(request), "");
    request.authority = "evil.example";
    EXPECT_EQ(code(request), "wrong_host");
}

TEST(Gate, AsksForAHostExceptOnTheUnixSocket) {
    auto request = get("");
    request.host.reset();
    EXPECT_EQ(code(request), "bad_request");
    request.http_1_1 = false;
    EXPECT_EQ(code(request), "wrong_host");
    EXPECT_EQ(code(request, Door::local_socket), "");
    EXPECT_EQ(code(get("anything"), Door::local_socket), "");
}

TEST(Gate, LetsNoOtherOriginChangeAnything) {
    EXPECT_EQ(code(post()), "");
    for (const auto origin : {"http://localhost:8480", "http://till.shop.example:8480"}) {
        auto request = post();
        request.origin = origin;
        EXPECT_EQ(code(request), "") << origin;
        EXPECT_EQ(code(request, Door::local_socket), "") << origin;
    }
    for (const auto origin :
         {"", "null", "http://evil.example", "https://localhost:8480", "http://localhost",
          "http://localhost:8481", "localhost:8480", "http://localhost:8480/", "file://"}) {
        auto request = post();
        request.origin = origin;
        EXPECT_EQ(code(request), "cross_origin") << origin;
        EXPECT_EQ(code(request, Door::local_socket), "cross_origin") << origin;
        request.method = "GET";
        EXPECT_EQ(code(request), "") << origin;
        request.method = "DELETE";
        EXPECT_EQ(code(request), "cross_origin") << origin;
    }
}

TEST(Gate, BelievesTheBrowserAboutTheSite) {
    for (const auto site : {"same-origin", "none"}) {
        auto request = post();
        request.fetch_site = site;
        EXPECT_EQ(code(request), "") << site;
    }
    for (const auto site : {"cross-site", "same-site", "", "Same-Origin"}) {
        auto request = post();
        request.fetch_site = site;
        EXPECT_EQ(code(request), "cross_origin") << site;
    }
}

TEST(Gate, TakesJsonOnlySoThatAFormCannotPost) {
    for (const auto type :
         {"application/json", "Application/JSON", "application/json; charset=utf-8",
          "application/json;charset=UTF-8", "application/json ;charset=\"utf-8\""}) {
        auto request = post();
        request.content_type = type;
        EXPECT_EQ(code(request), "") << type;
    }
    for (const auto type :
         {"", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
          "application/jsonp", "text/json", "text/plain; application/json",
          "application/json, text/plain", "application/json; charset=gbk"}) {
        auto request = post();
        request.content_type = type;
        EXPECT_EQ(code(request), "not_json") << type;
    }
}

TEST(Gate, KnowsOneExpectation) {
    auto request = post();
    request.expect = "100-Continue";
    EXPECT_EQ(code(request), "");
    request.expect = "200-ok";
    EXPECT_EQ(code(request), "bad_expectation");
    request.http_1_1 = false;
    EXPECT_EQ(code(request), "");
}

}  // namespace
}  // namespace aisle
