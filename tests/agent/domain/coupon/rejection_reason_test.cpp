// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/rejection_reason.hpp"

#include <gtest/gtest.h>

#include <set>

namespace aisle {
namespace {

TEST(RejectionReasonTest, EachHasAWordOfItsOwnAndASentenceInBothLanguages) {
    std::set<std::string_view> words;
    std::set<std::string_view> sentences;
    std::set<std::string_view> chinese;
    constexpr int all = static_cast<int>(RejectionReason::rights_frozen) + 1;
    for (int i = 0; i < all; ++i) {
        const auto reason = static_cast<RejectionReason>(i);
        words.insert(to_string(reason));
        sentences.insert(words_of(reason).en);
        chinese.insert(words_of(reason).zh);
        EXPECT_EQ(parse_rejection_reason(to_string(reason)), reason);
        EXPECT_TRUE(words_of(reason).en.ends_with('.'));
        EXPECT_TRUE(words_of(reason).zh.ends_with("。"));
    }
    EXPECT_EQ(words.size(), static_cast<std::size_t>(all));
    EXPECT_EQ(sentences.size(), static_cast<std::size_t>(all));
    EXPECT_EQ(chinese.size(), static_cast<std::size_t>(all));
    EXPECT_FALSE(parse_rejection_reason("because"));
}

}  // namespace
}  // namespace aisle
