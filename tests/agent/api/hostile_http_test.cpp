// SPDX-License-Identifier: Apache-2.0
// Requests that a careless or ill-willed caller sends, as raw bytes over a real socket: what is
// answered, and whether the connection is closed before it can be abused.
#include "agent/base/json.hpp"
#include "agent/base/limits.hpp"
#include "tests/agent/api/http_caller.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisle {
namespace {

enum class Then { stays_open, closes };

struct Hostile {
    std::string what;
    std::string bytes;  // HOST stands for the server's own name and port
    int status;
    std::string_view code;
    Then then;
};

std::string line(const std::string& text) {
    return text + "\r\n";
}
const std::string own = line("Host: HOST");
const std::string json = line("Content-Type: application/json");
const std::string end = "\r\n";
std::string get(const std::string& target, const std::string& fields = own) {
    return line("GET " + target + " HTTP/1.1") + fields + end;
}
std::string post(const std::string& fields, const std::string& body = "") {
    return line("POST /v1/scans HTTP/1.1") + own + json + fields + end + body;
}
std::string posted(const std::string& body) {
    return post(line("Content-Length: " + std::to_string(body.size())), body);
}
std::string chunked(const std::string& body) {
    return post(line("Transfer-Encoding: chunked"), body);
}
std::string from_page(const std::string& fields) {
    return post(fields + line("Content-Length: 2"), "{}");
}
std::string typed(const std::string& type) {
    return line("POST /v1/scans HTTP/1.1") + own + type + line("Content-Length: 2") + end + "{}";
}

std::vector<Hostile> smuggling() {
    return {
        {"length and coding",
         post("Content-Length: 3\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"), 400,
         "bad_request", Then::closes},
        {"coding and length",
         post("Transfer-Encoding: chunked\r\nContent-Length: 3\r\n", "0\r\n\r\n"), 400,
         "bad_request", Then::closes},
        {"two lengths", post("Content-Length: 2\r\nContent-Length: 3\r\n", "{}"), 400,
         "bad_request", Then::closes},
        {"the same length twice", post("Content-Length: 2\r\nContent-Length: 2\r\n", "{}"), 400,
         "bad_request", Then::closes},
        {"a list of lengths", post("Content-Length: 2,2\r\n", "{}"), 400, "bad_request",
         Then::closes},
        {"a signed length", post("Content-Length: +2\r\n", "{}"), 400, "bad_request", Then::closes},
        {"a negative length", post("Content-Length: -2\r\n", "{}"), 400, "bad_request",
         Then::closes},
        {"a length that overflows", post("Content-Length: 18446744073709551618\r\n", "{}"), 400,
         "bad_request", Then::closes},
        {"an unknown coding", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501,
         "unknown_coding", Then::closes},
        {"a coding before chunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501,
         "unknown_coding", Then::closes},
        {"a coding after chunked", post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n"),
         501, "unknown_coding", Then::closes},
        {"a space before the colon", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n"), 400,
         "bad_request", Then::closes},
        {"chunked in HTTP/1.0",
         line("POST /v1/scans HTTP/1.0") + own + json +
             "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         400, "bad_request", Then::closes},
        {"a bare line feed ends a field", line("GET /livez HTTP/1.1") + "Host: HOST\nX: y\r\n\r\n",
         400, "bad_request", Then::closes},
        {"a bare carriage return in a field", get("/livez", own + "X: a\rb\r\n"), 400,
         "bad_request", Then::closes},
        {"a chunk size that is no number", chunked("zz\r\n{}\r\n0\r\n\r\n"), 400, "bad_request",
         Then::closes},
        {"a chunk size with a sign", chunked("-2\r\n{}\r\n0\r\n\r\n"), 400, "bad_request",
         Then::closes},
        {"a chunk size that overflows", chunked("fffffffffffffffff\r\n{}\r\n0\r\n\r\n"), 400,
         "bad_request", Then::closes},
        {"a chunk longer than it says", chunked("1\r\n{}\r\n0\r\n\r\n"), 400, "bad_request",
         Then::closes},
        {"a huge chunk", chunked("7fffffffffffffff\r\n{}"), 413, "body_too_large", Then::closes},
        {"an endless chunk extension", chunked("2;" + std::string(9000, 'x')), 400, "bad_request",
         Then::closes},
        {"an endless trailer", chunked("0\r\nX: " + std::string(9000, 'x')), 400, "bad_request",
         Then::closes},
        {"a second request in the body", post("Content-Length: 0\r\n", get("/livez")), 400,
         "bad_json", Then::stays_open},
    };
}

std::vector<Hostile> strangers() {
    return {
        {"no host", get("/livez", ""), 400, "bad_request", Then::closes},
        {"two hosts", get("/livez", own + own), 400, "bad_request", Then::closes},
        {"no host in HTTP/1.0", "GET /livez HTTP/1.0\r\n\r\n", 421, "wrong_host", Then::closes},
        {"another host", get("/livez", "Host: evil.example\r\n"), 421, "wrong_host", Then::closes},
        {"a rebound name", get("/v1/tasks", "Host: HOST.evil.example\r\n"), 421, "wrong_host",
         Then::closes},
        {"a rebound name with our port", get("/v1/tasks", "Host: rebind.example:8480\r\n"), 421,
         "wrong_host", Then::closes},
        {"a name with a user", get("/v1/tasks", "Host: HOST@evil.example\r\n"), 421, "wrong_host",
         Then::closes},
        {"a short form of our address", get("/v1/tasks", "Host: 127.1:8480\r\n"), 421, "wrong_host",
         Then::closes},
        {"a name that ends in a dot", get("/v1/tasks", "Host: localhost.:8480\r\n"), 421,
         "wrong_host", Then::closes},
        {"an empty host", get("/v1/tasks", "Host: \r\n"), 421, "wrong_host", Then::closes},
        {"an absolute target of another host", get("http://evil.example/livez"), 421, "wrong_host",
         Then::closes},
        {"a proxy request", "CONNECT evil.example:443 HTTP/1.1\r\n" + own + end, 400, "bad_target",
         Then::closes},
        {"a page of another origin", from_page("Origin: http://evil.example\r\n"), 403,
         "cross_origin", Then::closes},
        {"a sandboxed page", from_page("Origin: null\r\n"), 403, "cross_origin", Then::closes},
        {"our name under another scheme", from_page("Origin: https://HOST\r\n"), 403,
         "cross_origin", Then::closes},
        {"another port of this machine", from_page("Origin: http://localhost:1\r\n"), 403,
         "cross_origin", Then::closes},
        {"two origins", from_page("Origin: http://HOST\r\nOrigin: null\r\n"), 400, "bad_request",
         Then::closes},
        {"a cross-site request", from_page("Sec-Fetch-Site: cross-site\r\n"), 403, "cross_origin",
         Then::closes},
        {"a sibling site", from_page("Sec-Fetch-Site: same-site\r\n"), 403, "cross_origin",
         Then::closes},
        {"a preflight",
         "OPTIONS /v1/scans HTTP/1.1\r\n" + own + "Origin: http://evil.example\r\n" +
             "Access-Control-Request-Method: POST\r\n\r\n",
         403, "cross_origin", Then::closes},
        {"a form", typed("Content-Type: application/x-www-form-urlencoded\r\n"), 415, "not_json",
         Then::closes},
        {"a file upload", typed("Content-Type: multipart/form-data; boundary=b\r\n"), 415,
         "not_json", Then::closes},
        {"a beacon", typed("Content-Type: text/plain;charset=UTF-8\r\n"), 415, "not_json",
         Then::closes},
        {"no type", typed(""), 415, "not_json", Then::closes},
    };
}

std::vector<Hostile> shapes() {
    std::string many = own;
    for (std::size_t i = 0; i < http_fields_max; ++i) many += "A: b\r\n";
    return {
        {"another protocol", "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03 client hello\r\n\r\n", 400,
         "bad_request", Then::closes},
        {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "http_version", Then::closes},
        {"HTTP/0.9", "GET /livez\r\n\r\n", 400, "bad_request", Then::closes},
        {"two spaces", "GET  /livez HTTP/1.1\r\n" + own + end, 400, "bad_request", Then::closes},
        {"a method that is no word", "G\"T /livez HTTP/1.1\r\n" + own + end, 400, "bad_request",
         Then::closes},
        {"an unknown method", "BREW /livez HTTP/1.1\r\n" + own + end, 405, "method_not_allowed",
         Then::stays_open},
        {"a zero byte in a field", get("/livez", own + "X: a" + std::string(1, '\0') + "b\r\n"),
         400, "bad_request", Then::closes},
        {"a zero byte in the path", get("/live" + std::string(1, '\0') + "z"), 400, "bad_request",
         Then::closes},
        {"an encoded zero byte", get("/livez%00"), 400, "bad_target", Then::closes},
        {"an encoded line break", get("/livez%0d%0aX:y"), 400, "bad_target", Then::closes},
        {"a broken percent sign", get("/v1/tasks/%4"), 400, "bad_target", Then::closes},
        {"a percent sign with no digits", get("/v1/tasks/%zz"), 400, "bad_target", Then::closes},
        {"a path that climbs", get("/v1/../../etc/passwd"), 400, "bad_target", Then::closes},
        {"an encoded climb", get("/v1/%2e%2e/%2e%2e/etc/passwd"), 400, "bad_target", Then::closes},
        {"a climb by backslash", get("/v1/..\\..\\etc\\passwd"), 400, "bad_target", Then::closes},
        {"an overlong slash", get("/v1/%c0%ae%c0%ae/etc"), 400, "bad_target", Then::closes},
        {"a path without end", get("/" + std::string(9000, 'a')), 414, "target_too_long",
         Then::closes},
        {"a path of many segments", get("/a/a/a/a/a/a/a/a/a/a/a"), 400, "bad_target", Then::closes},
        {"a field without end", get("/livez", own + "X: " + std::string(9000, 'a')), 431,
         "fields_too_large", Then::closes},
        {"very many fields", get("/livez", many), 431, "fields_too_large", Then::closes},
        {"a field without a name", get("/livez", own + ": x\r\n"), 400, "bad_request",
         Then::closes},
        {"an expectation", post("Expect: miracles\r\nContent-Length: 2\r\n", "{}"), 417,
         "bad_expectation", Then::closes},
        {"a body over the bound", post("Content-Length: 262145\r\n"), 413, "body_too_large",
         Then::closes},
        {"a header that never ends", "GET /livez HTTP/1.1\r\nHost: HO", 408, "request_timeout",
         Then::closes},
        {"a body that never comes", post("Content-Length: 100\r\n", "{"), 408, "request_timeout",
         Then::closes},
        {"a chunk that never comes", chunked("5\r\n{"), 408, "request_timeout", Then::closes},
    };
}

std::vector<Hostile> bodies() {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += '[';
    return {
        {"an empty body", posted(""), 400, "bad_json", Then::stays_open},
        {"half a body", posted("{\"data\":"), 400, "bad_json", Then::stays_open},
        {"something after the body", posted("{}{}"), 400, "bad_json", Then::stays_open},
        {"a member twice", posted(R"({"data":"a","data":"b"})"), 400, "bad_json", Then::stays_open},
        {"bytes that are not UTF-8", posted("{\"data\":\"\xff\xfe\"}"), 400, "bad_json",
         Then::stays_open},
        {"a lone surrogate", posted(R"({"data":"\ud800"})"), 400, "bad_json", Then::stays_open},
        {"a zero byte", posted(std::string("{\"data\":\"a\0b\"}", 14)), 400, "bad_json",
         Then::stays_open},
        {"a number without end", posted("{\"a\":1e999999}"), 400, "bad_json", Then::stays_open},
        {"a hundred thousand brackets", posted(deep), 400, "bad_json", Then::stays_open},
        {"JavaScript", posted("{data:'a'}"), 400, "bad_json", Then::stays_open},
    };
}

class HostileHttp : public testing::Test {
protected:
    HostileHttp() : served(options()) {
        served.router.add("GET", "/livez", [](const Request&, Respond respond) { respond({}); });
        served.router.add("GET", "/v1/tasks", [](const Request&, Respond respond) { respond({}); });
        served.router.add("POST", "/v1/scans", [](const Request& request, Respond respond) {
            auto body = Json::parse(request.body);
            respond(body ? Response{.status = 201, .body = "{}"} : respond_with(body.error()));
        });
    }

    static HttpOptions options() {
        auto quick = ServedRouter::any_port();
        quick.patience.request = Millis{150};
        return quick;
    }

    std::string addressed(std::string bytes) const {
        for (auto at = bytes.find("HOST"); at != std::string::npos; at = bytes.find("HOST", at)) {
            bytes.replace(at, 4, served.host());
        }
        return bytes;
    }

    void expect(const Hostile& hostile) {
        SCOPED_TRACE(hostile.what);
        const auto refused = served.metrics.get(Count::http_refused);
        Caller caller(served.server.port());
        caller.send(addressed(hostile.bytes));
        const auto answer = caller.answer();
        EXPECT_EQ(status_of(answer), hostile.status) << answer;
        EXPECT_NE(answer.find("\r\nContent-Type: application/problem+json\r\n"), std::string::npos);
        EXPECT_EQ(answer.find("Access-Control"), std::string::npos);
        const Json* code = json_of(body_of(answer)).find("code");
        EXPECT_EQ(code ? code->string() : std::nullopt, hostile.code) << answer;
        EXPECT_EQ(served.metrics.get(Count::http_refused), refused + 1);
        if (hostile.then == Then::closes) {
            EXPECT_NE(answer.find("\r\nConnection: close\r\n"), std::string::npos);
            EXPECT_TRUE(caller.closed());
        } else {
            caller.send(served.get("/livez"));
            EXPECT_NE(status_of(caller.answer()), 0);
        }
    }

    void expect_all(const std::vector<Hostile>& table) {
        for (const auto& hostile : table) expect(hostile);
        // And the next well-behaved caller is served.
        Caller caller(served.server.port());
        caller.send(served.get("/livez"));
        EXPECT_EQ(status_of(caller.answer()), 200);
    }

    ServedRouter served;
};

TEST_F(HostileHttp, CannotSmuggleASecondRequest) {
    expect_all(smuggling());
}

TEST_F(HostileHttp, CannotComeFromAnotherSite) {
    expect_all(strangers());
}

TEST_F(HostileHttp, CannotUseAShapeWeDoNotKnow) {
    expect_all(shapes());
}

TEST_F(HostileHttp, CannotPassABodyThatIsNotJson) {
    expect_all(bodies());
}

TEST_F(HostileHttp, IsTriedInMoreThanSixtyWays) {
    std::set<std::string> bytes;
    for (const auto& table : {smuggling(), strangers(), shapes(), bodies()}) {
        for (const auto& hostile : table) {
            EXPECT_TRUE(bytes.insert(hostile.bytes).second) << hostile.what;
        }
    }
    EXPECT_GE(bytes.size(), 60U);
}

TEST_F(HostileHttp, CannotShutOthersOutByHoldingConnections) {
    std::vector<std::unique_ptr<Caller>> holders;
    for (std::size_t i = 0; i < http_connections_max; ++i) {
        holders.push_back(std::make_unique<Caller>(served.server.port()));
        holders.back()->send("GET /livez HTTP/1.1\r\n");
    }
    // Each of them is told to hurry and then cut off; a patient caller gets through.
    int status = 503;
    while (status == 503) {
        Caller caller(served.server.port());
        caller.send(served.get("/livez"));
        status = status_of(caller.answer());
        if (status == 0) status = 503;
    }
    EXPECT_EQ(status, 200);
}

}  // namespace
}  // namespace aisle
