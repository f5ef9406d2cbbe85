// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/transaction_search.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace aisle {
namespace {

// All that is found: where, and negative where a document begins. However the bytes come.
std::vector<std::int64_t> found(const std::string& bytes, std::uint64_t least = 0) {
    std::vector<std::vector<std::int64_t>> ways;
    for (const std::size_t piece : {bytes.size() + 1, std::size_t{1}, std::size_t{7}}) {
        auto& way = ways.emplace_back();
        TransactionSearch search;
        search.begin(0, least);
        for (std::size_t have = 0; have < bytes.size();) {
            have = std::min(bytes.size(), have + piece);
            const auto all = std::string_view(bytes).substr(0, have);
            while (true) {
                const auto one = search.next(all.substr(search.position()), have == bytes.size());
                if (!one) break;
                EXPECT_EQ(one->at, search.position());
                const auto at = static_cast<std::int64_t>(one->at);
                way.push_back(one->document ? -at : at);
                search.begin(one->at + 1, 0);
            }
        }
        EXPECT_EQ(way, ways.front()) << piece;
    }
    return ways.front();
}
using Places = std::vector<std::int64_t>;

TEST(TransactionSearch, FindsWhereATransactionOrADocumentBegins) {
    EXPECT_EQ(found("x <Transaction>"), Places{2});
    EXPECT_EQ(found("<Transaction/><n:Transaction a='1'><Transaction\n>"), (Places{0, 14, 35}));
    EXPECT_EQ(found("..<?xml version='1.0'?>"), Places{-2});
    EXPECT_EQ(found("<a b='<Transaction >"), Places{6});
    EXPECT_EQ(found("<<Transaction>"), Places{1});
    EXPECT_EQ(found(std::string(5, '\0') + "<Transaction>"), Places{5});
}

TEST(TransactionSearch, TakesNothingElseForOne) {
    for (const auto* other :
         {"<TransactionLink>", "</Transaction>", "< Transaction>", "<transaction>", "<Transaction",
          "<Transaction:n>", "<?xmlx ?>", "<?xml-style ?>", "<!Transaction >", "", "<", "<?xml"}) {
        EXPECT_EQ(found(other), Places{}) << other;
    }
    EXPECT_EQ(found("<" + std::string(name_bytes_max, 'n') + ":Transaction>"), Places{});
}

TEST(TransactionSearch, LeavesOutWhatBeginsBeforeItsLeast) {
    const std::string both = "<Transaction><Transaction>";
    EXPECT_EQ(found(both, 1), Places{13});
    EXPECT_EQ(found(both, 13), Places{13});
    EXPECT_EQ(found(both, 14), Places{});
}

TEST(TransactionSearch, LeapsOverCommentsAndData) {
    EXPECT_EQ(found("<!-- <Transaction> -- --><Transaction>"), Places{25});
    EXPECT_EQ(found("<![CDATA[<Transaction>]]><Transaction>"), Places{25});
    EXPECT_EQ(found("<!-- ]]> <Transaction>--><![CDATA[--> <Transaction>]]><Transaction>"),
              Places{54});
}

TEST(TransactionSearch, LooksIntoACommentThatHasNoEnd) {
    EXPECT_EQ(found("<!-- <Transaction>"), Places{5});
    const std::string filling(journal_line_bytes_max, ' ');
    EXPECT_EQ(found("<!-- <Transaction>" + filling + "-->"), Places{5});
    EXPECT_EQ(found("<![CDATA[<Transaction>" + filling + "]]>"), Places{9});
    EXPECT_EQ(found("<!-- <!-- <Transaction>" + filling + "--><Transaction>"),
              (Places{10, 23 + static_cast<std::int64_t>(filling.size()) + 3}));
}

// In the square of it this would be a minute and more.
TEST(TransactionSearch, IsLinear) {
    std::string hostile;
    while (hostile.size() < 8 * MiB) hostile += "<!--<![CDATA[";
    TransactionSearch search;
    search.begin(0, 0);
    EXPECT_FALSE(search.next(hostile, true));
    EXPECT_EQ(search.position(), hostile.size());
}

}  // namespace
}  // namespace aisle
