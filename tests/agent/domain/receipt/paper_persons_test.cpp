// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/receipt/paper_persons.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

struct PaperPersonsTest : testing::Test {
    std::vector<Identifier> on(const std::vector<std::string>& lines,
                               std::string_view region = "CN") {
        return persons_on(lines, {&key, region});
    }
    Identifier phone(std::string_view number) { return key.of(IdentifierKind::phone, number); }
    Identifier email(std::string_view address) { return key.of(IdentifierKind::email, address); }

    const IdentifierKey key{std::string(32, 'k')};
};

using Identifiers = std::vector<Identifier>;

TEST_F(PaperPersonsTest, FindsPhonesHoweverTheyArePrinted) {
    const auto number = phone("+8613800138000");
    for (const auto* line : {"Tel 13800138000", "138-0013-8000", "+86 138 0013 8000",
                             "table 12 138 0013 8000", "8613800138000 13800138000"}) {
        EXPECT_EQ(on({line}), Identifiers{number}) << line;
    }
    EXPECT_EQ(on({"Tel 6123 4567"}, "HK").front(), phone("+85261234567"));
}

TEST_F(PaperPersonsTest, FindsAddresses) {
    EXPECT_EQ(on({"Mail: <Li@Example.com>, thanks."}), Identifiers{email("Li@example.com")});
    EXPECT_EQ(on({"li@example.com."}), Identifiers{email("li@example.com")});
    EXPECT_TRUE(on({"2 tea @ 14.50", "@", "tea@"}).empty());
}

TEST_F(PaperPersonsTest, FindsNobodyAmongPricesDatesAndGoods) {
    EXPECT_TRUE(on({"4006381333931 tea 2 x 14.50 29.00", "2026-07-01 16:30", "No. 1234", "Li Lei"})
                    .empty());
    EXPECT_TRUE(on({}).empty());
    EXPECT_TRUE(persons_on(std::vector<std::string>{"13800138000"}, {nullptr, "CN"}).empty());
}

TEST_F(PaperPersonsTest, EachStandsOnceAndTheyAreFew) {
    EXPECT_EQ(on({"13800138000", "+86 13800138000", "13900139000"}),
              (Identifiers{phone("+8613800138000"), phone("+8613900139000")}));
    std::vector<std::string> lines;
    for (int i = 0; i < 400; ++i) lines.push_back("1380013" + std::to_string(8000 + i));
    EXPECT_EQ(on(lines).size(), paper_persons_max);
    // As many groups as a line of a hostile printer has.
    std::string line;
    for (int i = 0; i < 20'000; ++i) line += "1 ";
    EXPECT_TRUE(on({line}).empty());
}

}  // namespace
}  // namespace aisle
