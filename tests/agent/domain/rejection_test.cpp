// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/rejection.hpp"

#include "agent/base/json_fields.hpp"
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

}  // namespace
}  // namespace aisle
