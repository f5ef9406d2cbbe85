// SPDX-License-Identifier: Apache-2.0
#include "agent/base/base64.hpp"

#include "agent/base/entropy.hpp"

#include <gtest/gtest.h>

#include <array>

namespace aisle {
namespace {

// RFC 4648, section 10.
TEST(Base64, EncodesAndDecodesTheStandardsVectors) {
    const std::array<std::pair<std::string_view, std::string_view>, 7> vectors{
        {{"", ""},
         {"f", "Zg=="},
         {"fo", "Zm8="},
         {"foo", "Zm9v"},
         {"foob", "Zm9vYg=="},
         {"fooba", "Zm9vYmE="},
         {"foobar", "Zm9vYmFy"}}};
    for (const auto& [bytes, text] : vectors) {
        EXPECT_EQ(to_base64(bytes), text);
        const auto back = parse_base64(text);
        ASSERT_TRUE(back) << text;
        EXPECT_EQ(*back, bytes);
    }
}

TEST(Base64, ReturnsAnyBytesUnchanged) {
    SeededEntropy entropy(7);
    for (std::size_t size = 0; size < 300; ++size) {
        std::string bytes(size, '\0');
        entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
        const auto back = parse_base64(to_base64(bytes));
        ASSERT_TRUE(back);
        EXPECT_EQ(*back, bytes);
    }
}

TEST(Base64, RefusesWhatIsNotStrict) {
    for (const auto* text : {"Zg", "Zg=", "Zg===", "Z===", "====", "Zm9v\n", "Zm 9",
                             "Zh==", "Zm9=", "Zm9v=", "=Zm9", "Zm-_"}) {
        EXPECT_FALSE(parse_base64(text)) << text;
    }
}

}  // namespace
}  // namespace aisle
