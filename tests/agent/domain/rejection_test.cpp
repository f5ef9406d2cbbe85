// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/rejection.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/domain/secret_text.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

TEST(Rejection, NamesTheRuleAndTheFieldAndNoValue) {
    const auto draft = data_rejected(
        "sign_up",
        Error(Errc::invalid, "12345 is no phone").coded("bad_phone").placed("/customer/phone"));
    EXPECT_EQ(draft.type, "data.rejected");
    EXPECT_EQ(draft.lane, Lane::touch);
    EXPECT_EQ(draft.data, R"({"what":"sign_up","rule":"bad_phone","field":"/customer/phone"})");
    EXPECT_TRUE(draft.person.empty());
}

TEST(Rejection, DoesNotRepeatTheNameOfAMemberNobodyKnows) {
    const Json& json = json_of(R"({"13800138000/x":1})");
    Fields fields(json, "/customer");
    fields.only({"name"});
    const auto draft = data_rejected("purchase", fields.done().error());
    EXPECT_EQ(draft.data, R"({"what":"purchase","rule":"unknown_member","field":"/customer"})");
}

TEST(Rejection, OfACardNumberRepeatsNoNameOnTheWayToIt) {
    const auto refusal =
        refuse_secrets(json_of(R"({"13800138000":{"Li Lei":"4111 1111 1111 1111"}})"));
    ASSERT_FALSE(refusal);
    const auto draft = data_rejected("purchase", refusal.error());
    EXPECT_EQ(draft.data, R"({"what":"purchase","rule":"card_number"})");
}

TEST(Rejection, SaysHowManyLikeItWereLeftOut) {
    const auto error = Error(Errc::invalid, "x").coded("missing").placed("/lines");
    EXPECT_EQ(data_rejected("purchase", error, 12).data,
              R"({"what":"purchase","rule":"missing","field":"/lines","repeated":12})");
}

}  // namespace
}  // namespace aisle
