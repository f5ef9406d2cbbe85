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

Result<std::vector<Consent>> read(const std::string& list,
                                  ConsentOccasion occasion = ConsentOccasion::change) {
    const Json& json = json_of(R"({"consents":)" + list + "}");
    Fields fields(json);
    auto consents = read_consents(fields, "consents", occasion);
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
                                          .notice = Notice{"n1", "3", "zh-CN", hash}}));
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
    const auto draft = consent_event(consents->front(), {}, {"p-1.1", "p-1"});
    EXPECT_EQ(draft.type, "consent.recorded");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data,
              R"({"consent_id":"p-1.1","purpose":"marketing","channel":"sms",)"
              R"("legal_basis":"consent","decision":"refused","notice":{"id":"n1","version":"3",)"
              R"("language":"zh-CN","sha256":")" +
                  hash + R"("}})");
    EXPECT_EQ(draft.person, R"({"member_id":"p-1"})");
}

TEST(Consent, IsTakenBackAsEasilyAsItWasGiven) {
    const auto consents =
        read(R"([{"purpose":"marketing","channel":"sms","decision":"withdrawn"}])");
    ASSERT_TRUE(consents) << consents.error().what();
    const auto draft = consent_event(consents->front(), {}, {"c-2", "m-1", "c-1"});
    EXPECT_EQ(draft.type, "consent.withdrawn");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data,
              R"({"consent_id":"c-2","purpose":"marketing","channel":"sms",)"
              R"("legal_basis":"consent","decision":"withdrawn","prev_consent_id":"c-1"})");
}

TEST(Consent, AtASignUpThereIsNothingToWithdraw) {
    EXPECT_TRUE(refused(
        read("[" + changed(given, "\"given\"", "\"withdrawn\"") + "]", ConsentOccasion::sign_up),
        "nothing_to_withdraw", "/consents/0/decision"));
}

TEST(Consent, SaysWhatItIsForAndOnWhatItRests) {
    const auto consents =
        with("\"notice\"", R"("legal_basis":"contract","data_categories":["phone","purchases"],)"
                           R"("retention_days":730,"recipients":["mall-7"],"notice")");
    ASSERT_TRUE(consents) << consents.error().what();
    const ConsentForm form{"otp", true, "under14_guardian",   "guardian-9",
                           "CN",  "f3", std::string(64, 'b'), "pad-7"};
    const auto draft = consent_event(consents->front(), form, {"c-1", "m-1"});
    EXPECT_NE(draft.data.find(R"("legal_basis":"contract")"), std::string::npos);
    EXPECT_NE(
        draft.data.find(R"("data_categories":["phone","purchases"],"retention_days":730,)"
                        R"("recipients":["mall-7"],"method":"otp","otp_verified":true,)"
                        R"("age_band":"under14_guardian","jurisdiction":"CN","form_version":"f3",)"
                        R"("screen_sha256":")" +
                        std::string(64, 'b') + "\"}"),
        std::string::npos)
        << draft.data;
    EXPECT_EQ(draft.person,
              R"({"member_id":"m-1","guardian_ref":"guardian-9","signature_ref":"pad-7"})");
}

TEST(Consent, ItsFormIsOneOrNamesWhatIsWrong) {
    const auto form = [](const std::string& members) {
        const auto& json = json_of(R"({"form":{)" + members + "}}");
        Fields fields(json);
        const auto read = read_consent_form(fields, "form");
        const auto done = fields.done();
        return done ? Result<ConsentForm>(read) : Result<ConsentForm>(done.error());
    };
    EXPECT_TRUE(form(R"("screen_sha256":")" + std::string(64, '0') + "\""));
    EXPECT_TRUE(
        refused(form(R"("screen_sha256":"A picture")"), "bad_sha256", "/form/screen_sha256"));
    EXPECT_TRUE(refused(form(R"("signature_ref":"a\nb")"), "bad_text", "/form/signature_ref"));
}

TEST(Consent, IsBounded) {
    const auto more = [](const std::string& members) {
        return with("\"notice\"", members + ",\"notice\"");
    };
    EXPECT_TRUE(
        refused(more(R"("legal_basis":"habit")"), "unknown_word", "/consents/0/legal_basis"));
    EXPECT_TRUE(
        refused(more(R"("retention_days":-1)"), "out_of_range", "/consents/0/retention_days"));
    EXPECT_TRUE(refused(more(R"("recipients":[7])"), "bad_text", "/consents/0/recipients"));
    std::string many;
    for (int i = 0; i < 17; ++i) many += i == 0 ? "\"a\"" : ",\"a\"";
    EXPECT_TRUE(refused(more("\"data_categories\":[" + many + "]"), "too_many",
                        "/consents/0/data_categories"));
}

TEST(ConsentChange, IsReadWithItsForm) {
    const auto change = parse_consent_change(
        json_of(R"({"id":"w-1","form":{"method":"signature","jurisdiction":"EU"},"consents":[)" +
                given + "]}"));
    ASSERT_TRUE(change) << change.error().what();
    EXPECT_EQ(change->id, "w-1");
    EXPECT_EQ(change->form.method, "signature");
    EXPECT_EQ(change->form.jurisdiction, "EU");
    EXPECT_EQ(change->consents.size(), 1U);
}

TEST(ConsentChange, OfAChildNamesWhoAnswersForIt) {
    const auto form = [](const std::string& text) {
        return parse_consent_change(
            json_of(R"({"form":)" + text + R"(,"consents":[)" + given + "]}"));
    };
    EXPECT_TRUE(refused(form(R"({"age_band":"under14_guardian"})"), "guardian_missing",
                        "/form/guardian_ref"));
    EXPECT_TRUE(form(R"({"age_band":"under14_guardian","guardian_ref":"g"})"));
    EXPECT_TRUE(refused(form(R"({"age_band":"old"})"), "unknown_word", "/form/age_band"));
    EXPECT_TRUE(refused(form(R"({"method":"telepathy"})"), "unknown_word", "/form/method"));
}

}  // namespace
}  // namespace aisle
