// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/email.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Email, HasItsDomainInSmallLetters) {
    EXPECT_EQ(*normalise_email("Li.Lei+shop@Example.COM"), "Li.Lei+shop@example.com");
    EXPECT_EQ(*normalise_email("a@b.co"), "a@b.co");
    EXPECT_EQ(*normalise_email("x@\xe4\xbe\x8b\xe5\xad\x90.cn"), "x@\xe4\xbe\x8b\xe5\xad\x90.cn");
}

TEST(Email, RefusesWhatCannotBeOne) {
    for (const std::string_view typed :
         {"", "@", "a@", "@b.co", "a", "a@b", "a b@c.de", "a@b..co", "a@.co", "a@b.co.", "a@-b.co",
          "a@b-.co", "a@@b.co", "a@b@c.de", "a@b_c.de", "a\n@b.co", "a@b.co\r\nBcc: x@y.zz",
          "<a@b.co>", "a@b.co\xff"}) {
        const auto outcome = normalise_email(typed);
        ASSERT_FALSE(outcome) << typed;
        EXPECT_EQ(outcome.error().code(), "bad_email");
    }
    EXPECT_FALSE(normalise_email(std::string(65, 'a') + "@b.co"));
    EXPECT_FALSE(normalise_email("a@" + std::string(64, 'b') + ".co"));
    EXPECT_FALSE(normalise_email("a@" + std::string(300, 'b') + ".co"));
    EXPECT_FALSE(normalise_email(std::string(1'000'000, '@')));
}

}  // namespace
}  // namespace aisle
