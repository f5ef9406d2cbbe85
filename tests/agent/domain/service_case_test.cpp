// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/service_case.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const std::string complaint =
    R"({"case_id":"k-1","kind":"complaint","text":"The \"cup\" leaks.\nAgain.",)"
    R"("member_id":"m-77","purchase_id":"sale-1","receipt_number":"0042"})";

Result<ServiceCase> with(std::string_view from, std::string_view to) {
    return parse_service_case(json_of(changed(complaint, from, to)));
}

TEST(ServiceCase, IsRecordedWithHerWordsApart) {
    const auto opened = parse_service_case(json_of(complaint));
    ASSERT_TRUE(opened) << opened.error().what();
    EXPECT_EQ(opened->id, "k-1");
    const auto draft = service_case_opened("k-1", *opened);
    EXPECT_EQ(draft.type, "service.case.opened");
    EXPECT_EQ(draft.lane, Lane::ledger);
    EXPECT_EQ(draft.data, R"({"case_id":"k-1","kind":"complaint","purchase_id":"sale-1",)"
                          R"("receipt_number":"0042"})");
    EXPECT_EQ(draft.person, R"({"text":"The \"cup\" leaks.\nAgain.","member_id":"m-77"})");
}

TEST(ServiceCase, NeedsAKindAndWordsAndNothingElse) {
    const auto opened = parse_service_case(json_of(R"({"kind":"return","text":"Too small"})"));
    ASSERT_TRUE(opened);
    EXPECT_TRUE(opened->id.empty());
    EXPECT_EQ(service_case_opened("case-7", *opened).data,
              R"({"case_id":"case-7","kind":"return"})");
    EXPECT_EQ(service_case_opened("case-7", *opened).person, R"({"text":"Too small"})");
    for (const std::string kind : {"repair", "question", "other"}) {
        EXPECT_TRUE(with("complaint", kind)) << kind;
    }
}

TEST(ServiceCase, ThatIsNoneIsNamedByItsPlace) {
    EXPECT_TRUE(refused(with("complaint", "praise"), "unknown_word", "/kind"));
    EXPECT_TRUE(refused(with("k-1", ""), "empty", "/case_id"));
    EXPECT_TRUE(
        refused(with("\"member_id\":\"m-77\"", "\"phone\":\"1\""), "unknown_member", "/phone"));
    EXPECT_TRUE(refused(with("leaks", "\\u0001"), "bad_text", "/text"));
    EXPECT_TRUE(refused(with("leaks", std::string(case_text_bytes_max, 'x')), "too_long", "/text"));
    EXPECT_TRUE(refused(with("leaks", "4111111111111111"), "card_number", "/text"));
    EXPECT_TRUE(refused(parse_service_case(json_of(R"({"kind":"other"})")), "missing", "/text"));
    EXPECT_TRUE(refused(parse_service_case(json_of("[]")), "wrong_type", ""));
}

TEST(ServiceCase, OfTheLongestWordsFitsAnEvent) {
    ServiceCase opened;
    opened.text = std::string(case_text_bytes_max, '"');
    opened.member = std::string(name_bytes_max, '"');
    SeededEntropy dice(1);
    EXPECT_TRUE(encode_event(service_case_opened("k", opened), smallest_context(), dice));
}

}  // namespace
}  // namespace aisle
