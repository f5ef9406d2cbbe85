// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/csv_rows.hpp"

#include "agent/base/limits.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Texts = std::vector<std::string>;

std::vector<CsvRow> rows(std::string_view bytes, std::size_t piece, char separator = ',') {
    std::vector<CsvRow> all;
    CsvRows reader(separator, 0, 1);
    do {
        reader.feed(bytes.substr(0, piece));
        bytes.remove_prefix(std::min(piece, bytes.size()));
        while (auto row = reader.next(bytes.empty())) all.push_back(std::move(*row));
    } while (!bytes.empty());
    return all;
}

// A row's bytes, or its trouble.
Texts told(std::string_view bytes, std::size_t piece = 1) {
    Texts texts;
    for (const auto& row : rows(bytes, piece)) {
        texts.push_back(row.trouble.empty() ? row.bytes : row.trouble);
    }
    return texts;
}

std::string long_text(std::size_t size) {
    return std::string(size, 'a');
}

TEST(CsvRows, EndWithLfOrCrLf) {
    EXPECT_EQ(told("a,b\nc\r\n\nd"), (Texts{"a,b", "c", "", "d"}));
    EXPECT_EQ(told(""), Texts{});
}

TEST(CsvRows, HoldLineBreaksInQuotes) {
    EXPECT_EQ(told("a,\"b\r\nc\"\"\n\",d\ne"), (Texts{"a,\"b\r\nc\"\"\n\",d", "e"}));
    // A quote within a cell that has none at its beginning is a sign like others.
    EXPECT_EQ(told("5\" pipe,x\ny"), (Texts{"5\" pipe,x", "y"}));
    EXPECT_EQ(told("\"a\"\"\n\"\nb"), (Texts{"\"a\"\"\n\"", "b"}));
    EXPECT_EQ(told("\"a\"x,\"b\nc\"\nd"), (Texts{"\"a\"x,\"b\nc\"", "d"}));
}

TEST(CsvRows, SayWhereTheyEndAndInWhichLineTheyBegin) {
    const auto all = rows("a\n\"b\nc\"\nd", 2);
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].end, 2U);
    EXPECT_EQ(all[1].end, 8U);
    EXPECT_EQ(all[2].end, 9U);
    EXPECT_EQ(all[0].line, 1U);
    EXPECT_EQ(all[1].line, 2U);
    EXPECT_EQ(all[2].line, 4U);
}

TEST(CsvRows, GoOnBehindOneThatIsTooLong) {
    const auto longest = long_text(journal_line_bytes_max);
    for (const std::size_t piece : {1, 1000, 1'000'000}) {
        EXPECT_EQ(told(longest + "\nb", piece), (Texts{longest, "b"}));
        EXPECT_EQ(told(longest + "a\nb", piece), (Texts{"a row is too long", "b"}));
        EXPECT_EQ(told("x\n" + longest + longest, piece), (Texts{"x", "a row is too long"}));
    }
    const auto all = rows("\"" + longest.substr(4000) + "\n\"" + longest + "\nb", 100);
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].bytes, "\"" + long_text(1 * KiB - 1));
    EXPECT_EQ(all[0].end, 2 * longest.size() - 4000 + 4);
    EXPECT_EQ(all[1].line, 3U);
}

TEST(CsvRows, GoOnBehindAQuoteThatNothingEnds) {
    EXPECT_EQ(told("a,\"b\nc\nd\n"), (Texts{"a quote has no end", "c", "d"}));
    EXPECT_EQ(told("a,\"b"), Texts{"a quote has no end"});
    std::string file = "1,\"x\n";
    Texts expected{"a quote has no end"};
    for (int i = 0; i < 20'000; ++i) {
        file += "good\n";
        expected.emplace_back("good");
    }
    for (const std::size_t piece : {7, 1'000'000}) EXPECT_EQ(told(file, piece), expected);
}

// Each line would be looked at as often as there are lines in 64 KiB.
TEST(CsvRows, TakeNoLongerForQuotesThatOpenAgainAndAgain) {
    std::string file;
    for (int i = 0; i < 200'000; ++i) file += "a\",\"\n";
    EXPECT_GT(told(file, 64 * KiB).size(), 190'000U);
}

TEST(CsvRows, AreBoundedInMemory) {
    CsvRows reader(',', 0, 1);
    for (int i = 0; i < 40; ++i) {
        reader.feed(long_text(64 * KiB));
        EXPECT_FALSE(reader.next(false));
    }
    reader.feed("\nb\n");
    EXPECT_EQ(reader.next(false)->end, 40 * 64 * KiB + 1);
    EXPECT_EQ(reader.next(false)->bytes, "b");
}

TEST(CsvCells, ArePartedAndUnquoted) {
    EXPECT_EQ(csv_cells("a,b,,c", ',', 9), (Texts{"a", "b", "", "c"}));
    EXPECT_EQ(csv_cells("", ',', 9), Texts{""});
    EXPECT_EQ(csv_cells(",", ',', 9), (Texts{"", ""}));
    EXPECT_EQ(csv_cells(R"("a;b";"c""d";"")", ';', 9), (Texts{"a;b", "c\"d", ""}));
    EXPECT_EQ(csv_cells(R"(5" pipe;"a"b"c;d)", ';', 9), (Texts{"5\" pipe", "ab\"c", "d"}));
    EXPECT_EQ(csv_cells("a,b,c", ',', 2), (Texts{"a", "b"}));
}

}  // namespace
}  // namespace aisle
