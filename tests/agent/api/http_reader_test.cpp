// SPDX-License-Identifier: Apache-2.0
#include "agent/api/http_reader.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Stage = HttpReader::Stage;

constexpr std::string_view chunked_post =
    "POST /v1/scans?x=1 HTTP/1.1\r\n"
    "Host: localhost:8480\r\n"
    "ORIGIN: http://localhost:8480\r\n"
    "sec-fetch-site: none\r\n"
    "Content-Type: application/json\r\n"
    "Last-Event-ID: 7\r\n"
    "X-Other: kept by nobody\r\n"
    "Expect: 100-continue\r\n"
    "Transfer-Encoding: chunked\r\n"
    "\r\n"
    "5;name=value\r\n{\"a\":\r\n"
    "2\r\n1}\r\n"
    "0\r\nHost: evil.example\r\nX-Trailer: 1\r\n\r\n";

void expect_read(HttpReader& reader) {
    ASSERT_EQ(reader.stage(), Stage::whole) << reader.refusal().code << reader.refusal().detail;
    const Request& request = reader.request();
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.path, (std::vector<std::string>{"v1", "scans"}));
    EXPECT_EQ(request.asked("x"), "1");
    EXPECT_EQ(request.host, "localhost:8480");
    EXPECT_EQ(request.origin, "http://localhost:8480");
    EXPECT_EQ(request.fetch_site, "none");
    EXPECT_EQ(request.content_type, "application/json");
    EXPECT_EQ(request.last_event_id, "7");
    EXPECT_EQ(request.expect, "100-continue");
    EXPECT_EQ(request.body, "{\"a\":1}");
    EXPECT_TRUE(reader.keep_alive());
}

// As a connection does: what is not taken stands at the front next time.
void feed_all(HttpReader& reader, std::string_view bytes, std::size_t step) {
    std::string pending;
    for (std::size_t at = 0; at < bytes.size(); at += step) {
        pending += bytes.substr(at, step);
        for (auto before = Stage::whole; before != reader.stage();) {
            before = reader.stage();
            pending.erase(0, reader.feed(pending));
        }
    }
}

std::string_view refusal(std::string_view bytes) {
    HttpReader reader;
    feed_all(reader, bytes, bytes.size());
    return reader.stage() == Stage::refused ? reader.refusal().code : "";
}

TEST(HttpReader, ReadsTheSameHoweverTheBytesArrive) {
    for (std::size_t step = 1; step <= chunked_post.size(); ++step) {
        HttpReader reader;
        feed_all(reader, chunked_post, step);
        expect_read(reader);
        if (HasFatalFailure()) FAIL() << "in steps of " << step;
    }
}

TEST(HttpReader, TakesAnEmptyChunkedBodyByteByByte) {
    HttpReader reader;
    feed_all(reader, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 1);
    EXPECT_EQ(reader.stage(), Stage::whole);
    EXPECT_EQ(reader.request().body, "");
}

TEST(HttpReader, StopsBeforeTheBodyAndBeforeTheNextRequest) {
    const std::string two =
        "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\n{}GET /b HTTP/1.1\r\n\r\n";
    HttpReader reader;
    std::string_view rest = two;
    rest.remove_prefix(reader.feed(rest));
    EXPECT_EQ(reader.stage(), Stage::headed);
    EXPECT_TRUE(reader.has_body());
    rest.remove_prefix(reader.feed(rest));
    EXPECT_EQ(reader.stage(), Stage::whole);
    EXPECT_EQ(reader.request().body, "{}");
    EXPECT_EQ(reader.feed(rest), 0U);
    reader.reset();
    EXPECT_TRUE(reader.untouched());
    rest.remove_prefix(reader.feed(rest));
    EXPECT_EQ(reader.stage(), Stage::headed);
    EXPECT_FALSE(reader.has_body());
    EXPECT_EQ(reader.feed(rest), 0U);
    EXPECT_EQ(reader.stage(), Stage::whole);
    EXPECT_EQ(reader.request().path, std::vector<std::string>{"b"});
    EXPECT_EQ(reader.request().host, std::nullopt);
    EXPECT_EQ(reader.request().body, "");
    EXPECT_EQ(rest, "");
}

TEST(HttpReader, KnowsWhetherTheConnectionGoesOn) {
    const auto goes_on = [](std::string_view bytes) {
        HttpReader reader;
        feed_all(reader, bytes, bytes.size());
        return reader.keep_alive();
    };
    EXPECT_TRUE(goes_on("GET / HTTP/1.1\r\n\r\n"));
    EXPECT_FALSE(goes_on("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"));
    EXPECT_FALSE(goes_on("GET / HTTP/1.0\r\n\r\n"));
    EXPECT_TRUE(goes_on("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n"));
}

// A till may ask for anything, and its connection stays open for hours.
TEST(HttpReader, ForgetsWhatItWasAskedFor) {
    for (const std::string card : {"378282246310005", "4111111111111111"}) {
        HttpReader reader;
        const auto get = "GET /v1/tasks/" + card + "?a" + card + "=" + card +
                         " HTTP/1.1\r\nHost: localhost\r\n\r\n";
        feed_all(reader, get, get.size());
        ASSERT_EQ(reader.stage(), Stage::whole);
        const auto& request = reader.request();
        // The memory of all of them is the reader's own still.
        const std::vector<std::string_view> memory{request.path[2], request.query[0].name,
                                                   request.query[0].value};
        for (const auto text : memory) ASSERT_NE(text.find(card), text.npos);
        reader.reset();
        for (const auto text : memory) EXPECT_EQ(text, std::string(text.size(), '\0'));
    }
}

TEST(HttpReader, PassesOverAnEmptyLineBeforeARequest) {
    EXPECT_EQ(refusal("\r\n\r\nGET / HTTP/1.1\r\n\r\n"), "");
    HttpReader reader;
    feed_all(reader, "\r\n\r\nGET / HTTP/1.1\r\n\r\n", 1);
    EXPECT_EQ(reader.stage(), Stage::whole);
    EXPECT_EQ(refusal("\nGET / HTTP/1.1\r\n\r\n"), "bad_request");
}

TEST(HttpReader, RefusesWhatTwoReadersCouldUnderstandDifferently) {
    const auto post = [](const std::string& fields) {
        return refusal("POST / HTTP/1.1\r\n" + fields + "\r\n0\r\n\r\n");
    };
    EXPECT_EQ(post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), "bad_request");
    EXPECT_EQ(post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n"), "bad_request");
    EXPECT_EQ(post("Content-Length: 5\r\nContent-Length: 5\r\n"), "bad_request");
    EXPECT_EQ(post("Content-Length: 5\r\nContent-Length: 6\r\n"), "bad_request");
    EXPECT_EQ(post("Content-Length: 5, 5\r\n"), "bad_request");
    for (const auto length : {"-1", "+5", "0x5", "5 5", "", "5a", "18446744073709551616"}) {
        EXPECT_EQ(post("Content-Length: " + std::string(length) + "\r\n"), "bad_request") << length;
    }
    EXPECT_EQ(post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n"), "bad_request");
    for (const auto coding : {"identity", "gzip, chunked", "chunked, identity", "chunked, chunked",
                              "xchunked", "\"chunked\"", "chunked;q=1",
                              "\x0b"
                              "chunked"}) {
        EXPECT_NE(post("Transfer-Encoding: " + std::string(coding) + "\r\n"), "") << coding;
    }
    EXPECT_EQ(post("Transfer-Encoding : chunked\r\n"), "bad_request");
    EXPECT_EQ(post("Host: a\r\nhost: a\r\n"), "bad_request");
    EXPECT_EQ(refusal("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              "bad_request");
}

TEST(HttpReader, RefusesChunksThatAreNone) {
    const auto chunk = [](const std::string& body) {
        return refusal("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + body);
    };
    EXPECT_EQ(chunk("2\r\n{}\r\n0\r\n\r\n"), "");
    for (const auto body :
         {"x\r\n", "-1\r\n{}\r\n", "+2\r\n{}\r\n", "0x2\r\n{}\r\n", " 2\r\n{}\r\n", "2\n{}\n0\n\n",
          "2\r\n{}0\r\n\r\n", "1\r\n{}\r\n0\r\n\r\n", "\r\n{}\r\n", "2;=\r\n{}\r\n"}) {
        EXPECT_EQ(chunk(body + std::string("\r\n\r\n")), "bad_request") << body;
    }
    EXPECT_NE(chunk("ffffffffffffffff\r\n{}"), "");
    EXPECT_NE(chunk("10000000000000002\r\n{}"), "");
    EXPECT_EQ(chunk("40001\r\n{}"), "body_too_large");
}

TEST(HttpReader, HasABoundForEveryPart) {
    const std::string big(http_header_bytes_max, 'a');
    EXPECT_EQ(refusal("GET /" + big), "target_too_long");
    EXPECT_EQ(refusal(big), "target_too_long");
    EXPECT_EQ(refusal("GET / HTTP/1.1\r\nX: " + big), "fields_too_large");
    std::string many = "GET / HTTP/1.1\r\n";
    for (std::size_t i = 0; i <= http_fields_max; ++i) many += "A: b\r\n";
    EXPECT_EQ(refusal(many + "\r\n"), "fields_too_large");
    EXPECT_EQ(refusal("POST / HTTP/1.1\r\nContent-Length: 262145\r\n\r\n"), "body_too_large");
    const std::string chunked = "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(refusal(chunked + "1;" + big), "bad_request");
    EXPECT_EQ(refusal(chunked + "0\r\nX: " + big), "bad_request");
}

TEST(HttpReader, HasTheSameBoundsForASlowSender) {
    std::string fields = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 60; ++i) fields += "X: " + std::string(160, 'a') + "\r\n";
    HttpReader reader;
    feed_all(reader, fields, 90);
    EXPECT_EQ(reader.stage(), Stage::refused);
    EXPECT_EQ(reader.refusal().code, "fields_too_large");
}

TEST(HttpReader, SpeaksNoOtherProtocol) {
    EXPECT_EQ(refusal("GET / HTTP/2.0\r\n\r\n"), "http_version");
    EXPECT_EQ(refusal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), "http_version");
    for (const std::string_view bytes :
         {"GET /\r\n\r\n", "GET  / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1 \r\n\r\n",
          "G<T / HTTP/1.1\r\n\r\n", "GET / http/1.1\r\n\r\n", "GET / HTTP/1.1\n\n",
          "\x16\x03\x01\x02 hello hello\r\n\r\n", "GET / HTTP/1.1\r\nNo colon\r\n\r\n",
          "GET / HTTP/1.1\r\n: no name\r\n\r\n", "GET / HTTP/1.1\r\nA: b\x01\r\n\r\n",
          "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n"}) {
        EXPECT_NE(refusal(bytes), "") << bytes;
    }
    EXPECT_EQ(refusal(std::string_view("GET / HTTP/1.1\r\nA: b\0c\r\n\r\n", 25)), "bad_request");
    EXPECT_EQ(refusal("GET /../etc HTTP/1.1\r\n\r\n"), "bad_target");
}

}  // namespace
}  // namespace aisle
