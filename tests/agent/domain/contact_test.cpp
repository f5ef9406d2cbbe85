// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/contact.hpp"

#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

TEST(Contact, IsReadInItsNormalForm) {
    const Json& json = json_of(R"({"phone":"138 0013 8000","email":"a@B.co"})");
    Fields fields(json);
    EXPECT_EQ(read_phone(fields, "phone", "CN"), "+8613800138000");
    EXPECT_EQ(read_email(fields, "email"), "a@b.co");
    EXPECT_EQ(read_phone(fields, "fax", "CN"), "");
    EXPECT_EQ(read_email(fields, "other"), "");
    EXPECT_TRUE(fields.fine());
}

TEST(Contact, ThatCannotBeOneIsNamedByItsPlace) {
    const Json& json = json_of(R"({"phone":"12","email":"x","number":5})");
    Fields phone(json, "/customer");
    EXPECT_EQ(read_phone(phone, "phone", "CN"), "");
    EXPECT_TRUE(refused(phone.done(), "bad_phone", "/customer/phone"));
    Fields email(json);
    EXPECT_EQ(read_email(email, "email"), "");
    EXPECT_TRUE(refused(email.done(), "bad_email", "/email"));
    Fields number(json);
    EXPECT_EQ(read_phone(number, "number", "CN"), "");
    EXPECT_TRUE(refused(number.done(), "wrong_type", "/number"));
}

}  // namespace
}  // namespace aisle
