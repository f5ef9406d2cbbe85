// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/answer_reader.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

constexpr std::string_view chunked =
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Type: text/plain\r\n\r\n"
    "4;x=y\r\nWiki\r\n5\r\npedia\r\n0\r\nTrailer: 1\r\n\r\n";

Result<HttpAnswer> read(std::string_view bytes, std::size_t piece = 1'000'000) {
    AnswerReader reader;
    while (!bytes.empty()) {
        const auto outcome = reader.feed(bytes.substr(0, piece));
        if (!outcome) return outcome.error();
        if (*outcome) return reader.answer();
        bytes.remove_prefix(std::min(piece, bytes.size()));
    }
    const auto end = reader.end();
    if (!end) return end.error();
    return reader.answer();
}

TEST(AnswerReader, ABodyOfKnownLengthEndsWhereItSays) {
    const auto answer = read("HTTP/1.1 201 Created\r\ncontent-length:  5 \r\n\r\nhelloMORE");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 201);
    EXPECT_EQ(answer->body, "hello");
}

TEST(AnswerReader, HoweverTheBytesAreCutTheAnswerIsTheSame) {
    for (std::size_t piece = 1; piece < chunked.size(); ++piece) {
        const auto answer = read(chunked, piece);
        ASSERT_TRUE(answer) << piece << answer.error().what();
        EXPECT_EQ(answer->body, "Wikipedia");
        EXPECT_EQ(answer->content_type, "text/plain");
    }
}

TEST(AnswerReader, WithoutALengthTheBodyEndsWithTheConnection) {
    EXPECT_EQ(read("HTTP/1.0 200 OK\r\n\r\nall of it", 3)->body, "all of it");
}

TEST(AnswerReader, WhatComesBeforeTheAnswerIsSkipped) {
    const auto answer = read("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 7);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 204);
}

TEST(AnswerReader, AnAnswerThatEndsEarlyIsNoAnswer) {
    for (std::size_t size = 1; size < chunked.size(); ++size) {
        EXPECT_FALSE(read(chunked.substr(0, size))) << size;
    }
    EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell"));
}

TEST(AnswerReader, WhatIsNotHttpIsRefused) {
    for (const std::string_view bytes :
         {"SSH-2.0-OpenSSH\r\n\r\n", "HTTP/1.1 xyz\r\n\r\n", "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: 5x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n"}) {
        EXPECT_EQ(read(bytes).error().kind(), Errc::corrupt) << bytes;
    }
}

TEST(AnswerReader, WhatNeverEndsIsRefusedBeforeItFillsTheMemory) {
    EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nX: " + std::string(answer_header_bytes_max, 'x')));
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n").error().kind(),
              Errc::too_large);
    EXPECT_EQ(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")
                  .error()
                  .kind(),
              Errc::too_large);
    EXPECT_EQ(
        read("HTTP/1.1 200 OK\r\n\r\n" + std::string(answer_bytes_max + 1, 'x')).error().kind(),
        Errc::too_large);
    EXPECT_FALSE(read("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" +
                      std::string(answer_header_bytes_max + 1, '0')));
}

}  // namespace
}  // namespace aisle
