// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/notice_text.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string body =
    R"({"id":"n1","version":"3","language":"en","text":"First line.\nSecond.",)"
    R"("url":"https://shop.example/n1","controller":{"name":"Shop","contact":"dpo@shop.example"}})";

Result<NoticeText> parse(const std::string& text) {
    return parse_notice_text(json_of(text));
}

TEST(NoticeText, IsKnownByTheHashOfItsText) {
    const auto notice = parse(body);
    ASSERT_TRUE(notice) << notice.error().what();
    const auto hash = to_hex(sha256({"First line.\nSecond."}).view());
    EXPECT_EQ(notice->notice, (Notice{"n1", "3", "en", hash}));
    EXPECT_TRUE(parse(changed(body, "\"url\"", "\"sha256\":\"" + hash + "\",\"url\"")));
    EXPECT_TRUE(refused(parse(changed(body, "\"url\"", "\"sha256\":\"00\",\"url\"")), "bad_sha256",
                        "/sha256"));
}

TEST(NoticeText, IsWrittenForAForm) {
    std::string text;
    JsonWriter json(text);
    write_notice_text(json, *parse(body));
    EXPECT_NE(text.find(R"("text":"First line.\nSecond.")"), std::string::npos) << text;
    EXPECT_NE(text.find(R"("controller":{"name":"Shop","contact":"dpo@shop.example"})"),
              std::string::npos);
}

TEST(NoticeText, HasATextAndABound) {
    EXPECT_TRUE(
        refused(parse(changed(body, R"("text":"First line.\nSecond.",)", "")), "missing", "/text"));
    EXPECT_TRUE(refused(parse(changed(body, "Second", std::string(notice_bytes_max, 'x'))),
                        "too_long", "/text"));
}

}  // namespace
}  // namespace aisle
