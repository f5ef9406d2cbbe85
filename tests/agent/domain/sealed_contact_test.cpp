// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/sealed_contact.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {
namespace {

const Contact li{"+8613800138000", "li@example.com", "李雷"};
constexpr ContactPlace place{"member.signup.submitted", "p-1"};

SealPrivateKey key_of(std::uint64_t seed) {
    SeededEntropy dice{seed};
    return make_seal_key(dice);
}

std::string sealed(const Contact& contact, std::uint64_t seed = 1) {
    SeededEntropy dice{seed};
    const auto text = seal_contact(contact, place, public_of(key_of(7)), dice);
    EXPECT_TRUE(text);
    return text ? *text : "{}";
}

Result<Contact> opened(const std::string& text, const ContactPlace& where = place,
                       std::uint64_t key = 7) {
    return open_sealed_contact(json_of(text), where, key_of(key));
}

TEST(SealedContact, IsOpenedByWhoHasThePrivateKey) {
    const auto contact = opened(sealed(li));
    ASSERT_TRUE(contact) << contact.error().what();
    EXPECT_EQ(*contact, li);
}

TEST(SealedContact, OpensForNobodyElse) {
    const auto contact = opened(sealed(li), place, 8);
    ASSERT_FALSE(contact);
    EXPECT_EQ(contact.error().code(), "foreign_key");
}

TEST(SealedContact, BelongsToOneMemberAndOneKindOfEvent) {
    const auto text = sealed(li);
    EXPECT_FALSE(opened(text, {place.kind, "p-2"}));
    EXPECT_FALSE(opened(text, {"purchase.completed", place.subject}));
}

TEST(SealedContact, ThatWasChangedDoesNotOpen) {
    const auto text = sealed(li);
    const auto at = text.find("\"box\":\"") + 7;
    auto other = text;
    other[at] = other[at] == 'A' ? 'B' : 'A';
    const auto contact = opened(other);
    ASSERT_FALSE(contact);
    EXPECT_EQ(contact.error().kind(), Errc::corrupt);
    EXPECT_FALSE(opened(changed(text, "\"enc\":\"", "\"enc\":\"AA")));
    EXPECT_FALSE(opened(R"({"key":"x"})"));
    EXPECT_FALSE(opened("[]"));
}

TEST(SealedContact, NeverLooksTheSameTwice) {
    EXPECT_NE(sealed(li, 1), sealed(li, 2));
}

TEST(SealedContact, TellsNothingByItsLength) {
    EXPECT_EQ(sealed(li).size(), sealed({"+8613800138000", "", "欧阳娜娜"}).size());
}

TEST(SealedContact, HoldsTheLongestOfEverything) {
    const Contact longest{"+861380013800000", std::string(64, 'a') + "@" + std::string(186, 'b'),
                          std::string(name_bytes_max, '"')};
    const auto contact = opened(sealed(longest));
    ASSERT_TRUE(contact) << contact.error().what();
    EXPECT_EQ(*contact, longest);
    EXPECT_LT(sealed(longest).size(), person_bytes_max / 2);
}

TEST(ContactMask, ShowsItsOwnerEnoughAndNobodyElse) {
    EXPECT_EQ(mask_phone("+8613800138000"), "138****8000");
    EXPECT_EQ(mask_phone("+4917612345678"), "+49********678");
    EXPECT_EQ(mask_phone("+4912345"), "+49***45");
    EXPECT_EQ(mask_phone(""), "");
    EXPECT_EQ(mask_email("li@example.com"), "l***@example.com");
    EXPECT_EQ(mask_email("l@example.com"), "***@example.com");
    EXPECT_EQ(mask_email("none"), "***");
    EXPECT_EQ(mask_name("李雷"), "李**");
    EXPECT_EQ(mask_name("李"), "**");
    EXPECT_EQ(mask_name(""), "");
}

}  // namespace
}  // namespace aisle
