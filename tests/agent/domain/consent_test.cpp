// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/consent.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string hash(64, 'a');
const std::string given = R"({"purpose":"marketing","channel":"sms","decision":"given",)"
                          R"("notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
                          hash + R"("}})";

Result<std::vector<Consent>> read(const std::string& list) {
    const Json& json = json_of(R"({"consents":)" + list + "}");
    Fields fields(json);
    auto consents = read_consents(fields, "consents");
    TRY(fields.done());
    return consents;
}
Result<std::vector<Consent>> with(std::string_view from, std::string_view to) {
    return read("[" + changed(given, from, to) + "]");
}

TEST(Consent, IsReadWithTheNoticeThatWasShown) {
    const auto consents = read("[" + given + "," + changed(given, "sms", "email") + "]");
    ASSERT_TRUE(consents) << consents.error().what();
    ASSERT_EQ(consents->size(), 2U);
    EXPECT_EQ(consents->front(), (Consent{.purpose = "marketing",
                                          .channel = "sms",
                                          .decision = ConsentDecision::given,
                                          .notice = {"n1", "3", "zh-CN", hash}}));
    EXPECT_EQ(consents->back().channel, "email");
}

TEST(Consent, IsForAPurposeAndAChannelThatExist) {
    EXPECT_TRUE(with("marketing", "membership"));
    EXPECT_TRUE(with("marketing", "share:mall-7"));
    EXPECT_TRUE(refused(with("marketing", "share:"), "unknown_word", "/consents/0/purpose"));
    EXPECT_TRUE(refused(with("marketing", "biometric"), "unknown_word", "/consents/0/purpose"));
    EXPECT_TRUE(refused(with("sms", "pigeon"), "unknown_word", "/consents/0/channel"));
    EXPECT_TRUE(refused(with("given", "maybe"), "unknown_word", "/consents/0/decision"));
}

TEST(Consent, WithoutItsNoticeProvesNothing) {
    EXPECT_TRUE(refused(with("\"notice\":{", "\"notice\":null,\"x\":{"), "unknown_member",
                        "/consents/0/x"));
    EXPECT_TRUE(refused(with(R"("version":"3",)", ""), "missing", "/consents/0/notice/version"));
    EXPECT_TRUE(refused(with("aaaa", "AAAA"), "bad_sha256", "/consents/0/notice/sha256"));
    EXPECT_TRUE(refused(with("aaaa", "aaa"), "bad_sha256", "/consents/0/notice/sha256"));
    const std::string bare = R"([{"purpose":"survey","channel":"any","decision":"given"}])";
    EXPECT_TRUE(refused(read(bare), "missing", "/consents/0/notice"));
}

TEST(Consent, IsAskedOnceForEachPurposeAndChannel) {
    EXPECT_TRUE(refused(read("[" + given + "," + changed(given, "given", "refused") + "]"),
                        "duplicate_consent", "/consents/1"));
}

TEST(Consent, ListsHaveAtLeastOneAndABound) {
    EXPECT_TRUE(refused(read("[]"), "empty", "/consents"));
    EXPECT_TRUE(refused(read("null"), "missing", "/consents"));
    EXPECT_TRUE(refused(read("[7]"), "wrong_type", "/consents/0"));
    std::string many;
    for (std::size_t i = 0; i <= consents_max; ++i) many += (i == 0 ? "" : ",") + given;
    EXPECT_TRUE(refused(read("[" + many + "]"), "too_many", "/consents"));
}

TEST(Consent, IsRecordedWithTheMemberApart) {
    const auto consents = read("[" + changed(given, "\"given\"", "\"refused\"") + "]");
    ASSERT_TRUE(consents);
    const auto draft = consent_recorded(consents->front(), "p-1.1", "p-1");
    EXPECT_EQ(draft.type, "consent.recorded");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data,
              R"({"consent_id":"p-1.1","purpose":"marketing","channel":"sms",)"
              R"("legal_basis":"consent","decision":"refused","notice":{"id":"n1","version":"3",)"
              R"("language":"zh-CN","sha256":")" +
                  hash + R"("}})");
    EXPECT_EQ(draft.person, R"({"member_id":"p-1"})");
}

}  // namespace
}  // namespace aisle
