// SPDX-License-Identifier: Apache-2.0
// POSLog journals that are broken in places: what is lost, what is not, and what is said of it.
#include "agent/domain/dialect/poslog_dialect.hpp"
#include "tests/agent/domain/dialect/poslog.hpp"

namespace aisle {
namespace {

// Broken in as many ways as tills break theirs.
const std::vector<std::string>& broken_ones() {
    const auto good = transaction(2);
    static const std::vector<std::string> all{
        changed(good, "Cheese", "M&M"),
        changed(good, "Cheese", "Cheese < 3 kg"),
        changed(good, "Cheese", "a\x01"),
        changed(good, "Cheese", "K\xe4se"),
        changed(good, "Cheese", "&cheese;"),
        changed(good, "</Sale>", "</sale>"),
        changed(good, "</LineItem>", ""),
        changed(good, "TenderType=\"Cash\"", "TenderType=Cash"),
        changed(good, "TenderType=\"Cash\"", "TenderType=\"Cash"),
        changed(good, "<Transaction>", "<Transaction a='1' a='2'>"),
        changed(good, "<Transaction>", "<Transactio >"),
        changed(good, "<Transaction>", "Transaction>"),
        changed(good, "</Transaction>", "</Transactio>"),
        changed(good, "</Transaction>", "</Transaction"),
        changed(good, "<Quantity>", "<Quantity><![CDATA[<Transaction>]]>]]>"),
        changed(good, "<Quantity>", "<!-- -- <Transaction> --><Quantity>"),
    };
    return all;
}

bool has_trouble(const std::string& line) {
    return line.size() > 5;
}

TEST(PosLogSalvage, LosesTheOneTransactionThatIsBroken) {
    for (const auto& broken : broken_ones()) {
        const auto lines =
            outline(document(transaction(1) + broken + "\n" + transaction(3) + transaction(4)));
        ASSERT_EQ(lines.size(), 4U) << broken;
        EXPECT_EQ(lines[0], "1");
        EXPECT_TRUE(has_trouble(lines[1])) << broken;
        EXPECT_EQ(lines[2], "3");
        EXPECT_EQ(lines[3], "4");
    }
}

TEST(PosLogSalvage, SaysWhereWhatAndWhatToDo) {
    const auto told = poslog().records(document(transaction(1) + "\n" +
                                                changed(transaction(2), "Cheese", "\nM&M") + "\n" +
                                                transaction(3)));
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(
        told[1].trouble,
        "broken at line 5, byte 838 (xml_broken, not well-formed (invalid token)): the "
        "transaction of line 4, byte 564 is left out; see there what was sold, and post it by "
        "hand; reading goes on at the next transaction");
    EXPECT_EQ(told[1].line, 5U);
    EXPECT_EQ(told[1].end, 838U);
    EXPECT_FALSE(told[1].last);
    EXPECT_EQ(told[2].line, 6U);
    EXPECT_EQ(told[2].end, told[0].end + 2 + transaction(2).size() - 6 + 4 + transaction(3).size());
    // Between two of them.
    EXPECT_EQ(outline(document(transaction(1) + "\n</b>" + transaction(2))),
              (Outline{"1",
                       "broken at line 4, byte 566 (xml_broken, mismatched tag): reading goes on "
                       "at the next transaction",
                       "2"}));
}

TEST(PosLogSalvage, TellsWhatFollowsAsSoonAsItIsWhole) {
    auto dialect = std::move(*make_dialect(poslog().form(), shop()));
    const auto file = document(changed(transaction(1), "Cheese", "M&M") + transaction(2));
    const auto whole = file.rfind("</POSLog>");
    const auto broken = file.find("M&M") + 3;
    std::size_t told = 0;
    for (std::size_t i = 0; i < whole; ++i) {
        EXPECT_EQ(told, i <= broken ? 0U : 1U) << i;
        told += dialect->feed(file.substr(i, 1), false, ManualClock::morning).size();
    }
    EXPECT_EQ(told, 2U);
}

TEST(PosLogSalvage, EachBrokenOneIsOneRecord) {
    std::string inside;
    Outline wanted;
    for (int i = 0; i < 40; ++i) {
        inside += broken_ones()[static_cast<std::size_t>(i) % 9] + "\n" + transaction(300 + i);
        wanted.push_back(std::to_string(300 + i));
    }
    const auto lines = outline(document(inside));
    ASSERT_EQ(lines.size(), 80U);
    for (std::size_t i = 0; i < 80; i += 2) {
        EXPECT_TRUE(has_trouble(lines[i]));
        EXPECT_EQ(lines[i + 1], wanted[i / 2]);
    }
    std::string all_broken;
    for (int i = 0; i < 20; ++i) all_broken += broken_ones()[0];
    EXPECT_EQ(outline(document(all_broken)).size(), 20U);
}

// The power went while a till wrote it; then it wrote on, in the same document or another.
TEST(PosLogSalvage, ReadsWhatATillWroteBehindAHalfWrittenTransaction) {
    const auto good = transaction(2);
    const auto begins = document("").substr(0, document("").find("</"));
    for (std::size_t size = 14; size < good.size(); size += 7) {
        const auto half = good.substr(0, size);
        const auto same = outline(begins + transaction(1) + half + transaction(3) + transaction(4));
        ASSERT_EQ(same.size(), 4U) << half;
        EXPECT_TRUE(has_trouble(same[1]));
        EXPECT_EQ(same[2], "3");
        EXPECT_EQ(same[3], "4");
        const auto other = outline(begins + transaction(1) + half + document(transaction(3)) +
                                   document(transaction(4)));
        ASSERT_EQ(other.size(), 4U) << half;
        EXPECT_TRUE(has_trouble(other[1]));
        EXPECT_EQ(other[3], "4");
    }
    EXPECT_EQ(outline(begins + transaction(1) + document(transaction(2))), (Outline{"1", "2"}))
        << "nothing is lost where none was open";
    const auto half = good.substr(0, good.find("Cheese"));
    const auto at = [&](std::size_t halves) {
        return "line 3, byte " + std::to_string(begins.size() + halves * half.size());
    };
    const auto no_end = [&](std::size_t which) {
        return "the transaction of " + at(which) + " has no end before the next, of " +
               at(which + 1) + ": it is left out; see there what was sold, and post it by hand";
    };
    EXPECT_EQ(outline(begins + half + half + transaction(3)), (Outline{no_end(0), no_end(1), "3"}));
}

// As that of a payment's maker.
TEST(PosLogSalvage, ATransactionWithinAnotherThatIsNoReceiptIsAPartOfIt) {
    const auto with = changed(transaction(1), "</Tender>",
                              "</Tender><eft:Transaction xmlns:eft='x'><SequenceNumber>9"
                              "</SequenceNumber><Transaction/></eft:Transaction>");
    EXPECT_EQ(outline(document(with + transaction(2) + with)), (Outline{"1", "2", "1"}));
    const auto half = with.substr(0, 300);
    const auto lines = outline(document(half + with + transaction(2)));
    ASSERT_EQ(lines.size(), 3U);
    EXPECT_EQ(lines[1], "1");
    EXPECT_EQ(lines[2], "2");
}

TEST(PosLogSalvage, LetsPassTheEndsOfWhatWasOpenButNoneOfATransaction) {
    const auto ends = "&a;" + transaction(1) + "</Batch>\n</n:POSLog >";
    EXPECT_EQ(outline("<n:POSLog><Batch>" + ends + document(transaction(2))).size(), 3U);
    const auto headless = transaction(2).substr(transaction(2).find("<Retail"));
    const auto lines = outline("<POSLog>" + ends + headless + transaction(3));
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_TRUE(lines[2].starts_with("broken at line 2, byte ")) << lines[2];
    EXPECT_EQ(lines[3], "3");
}

TEST(PosLogSalvage, GoesOnInTheCharsetAndWithThePrefixOfTheDocument) {
    auto file = changed(document(changed(transaction(1), "Cheese", "M&M") +
                                 changed(transaction(2), "Cheese", "K\xe4se \x80")),
                        "?>", " encoding=\"windows-1252\"?>");
    auto told = poslog().records(file);
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(poslog().purchase(told[1]).lines.at(0).description, "Käse €");
    const Journal chinese(R"({"name":"p","format":"poslog","charset":"GBK"})");
    told = chinese.records(changed(transaction(1), "Cheese", "M&M") + "\n" +
                           changed(transaction(2), "Cheese", "\xc5\xa3\xc4\xcc"));
    ASSERT_EQ(told.size(), 2U);
    EXPECT_EQ(chinese.purchase(told[1]).lines.at(0).description, "牛奶");
    const std::string named = "<n:Transaction xmlns:n='y'><n:RetailTransaction/></n:Transaction>";
    EXPECT_EQ(
        outline("<n:POSLog xmlns:n='x'>&broken;" + named + named + "</n:POSLog>"),
        (Outline{"broken at line 1, byte 22 (xml_broken, undefined entity): reading goes on at "
                 "the next transaction",
                 "no line is an item", "no line is an item"}));
}

// What is made as text says UTF-16, and is written as UTF-8.
TEST(PosLogSalvage, ReadsADocumentThatSaysItHasTwoBytesASignAndHasOne) {
    const auto lines = outline(changed(document(changed(transaction(1), "Cheese", "Käse")), "?>",
                                       " encoding=\"utf-16\"?>"));
    ASSERT_EQ(lines.size(), 2U);
    EXPECT_EQ(lines[1], "1");
}

TEST(PosLogSalvage, SaysThatNothingIsReadWhereItCannotGoOn) {
    std::string wide("\xff\xfe", 2);
    for (const char c : "<a>" + changed(transaction(1), "Cheese", "M&M") + transaction(2)) {
        wide += c;
        wide += '\0';
    }
    for (const auto& file :
         {wide, changed(document(transaction(1)), "?>", " encoding=\"KLINGON-7\"?>")}) {
        const auto told = poslog().records(file);
        ASSERT_EQ(told.size(), 1U);
        EXPECT_TRUE(told[0].last);
        EXPECT_TRUE(
            told[0].trouble.ends_with("nothing is read from here on; let the till write UTF-8"))
            << told[0].trouble;
    }
}

TEST(PosLogSalvage, SaysThatNoTransactionBeginsForLong) {
    std::string garbage = "<a>" + transaction(1) + "\n</b>";
    garbage.append(journal_receipt_bytes_max + 10, '\n');
    const auto told = poslog().records(garbage + transaction(2));
    ASSERT_EQ(told.size(), 4U);
    EXPECT_FALSE(told[1].last);
    EXPECT_TRUE(told[2].last);
    EXPECT_EQ(told[2].end, told[1].end - 2 + journal_receipt_bytes_max);
    EXPECT_TRUE(told[2].trouble.starts_with("no transaction begins in the 1048576 bytes before"))
        << told[2].trouble;
    EXPECT_FALSE(told[3].last);
    EXPECT_EQ(poslog().purchase(told[3]).receipt.sequence_number, 2);
}

TEST(PosLogSalvage, LooksIntoACommentThatHasNoEnd) {
    const auto file = document(transaction(1) + "<!-- " + transaction(2) + transaction(3));
    EXPECT_EQ(outline(file).size(), 4U) << "at the end of a file";
    std::string large = document(transaction(1) + "<!-- " + transaction(2));
    large.append(journal_line_bytes_max, ' ');
    const auto lines = outline(large + transaction(3));
    ASSERT_EQ(lines.size(), 4U);
    EXPECT_EQ(lines[2], "2");
    EXPECT_EQ(lines[3], "3");
    EXPECT_EQ(outline(document("&a;<!-- " + transaction(1) + " -->" + transaction(2))).at(1), "2");
}

std::size_t records_of(const std::string& file) {
    auto dialect = std::move(*make_dialect(poslog().form(), shop()));
    std::size_t told = 0;
    for (std::size_t at = 0; at < file.size(); at += tail_read_bytes) {
        told += dialect
                    ->feed(file.substr(at, tail_read_bytes), at + tail_read_bytes >= file.size(),
                           ManualClock::morning)
                    .size();
    }
    return told;
}
std::string much_of(const std::string& piece, std::size_t size = 1 * MiB) {
    std::string all = "<POSLog>";
    while (all.size() < size) all += piece;
    return all;
}

// Each of them would take minutes if what is broken were looked at again and again.
TEST(PosLogSalvage, CostsNoSquareOfWhatIsHostile) {
    EXPECT_GT(records_of(much_of("<Transaction>&")), 50'000U);
    EXPECT_GT(records_of(much_of("<Transaction><!--")), 10U);
    EXPECT_GT(records_of(much_of("<Transaction><?x ")), 10U);
    EXPECT_GT(records_of(much_of("<Transaction a='")), 50'000U);
    EXPECT_GT(records_of(much_of("<Transaction>")), 1'000U);
    EXPECT_EQ(records_of(much_of("</Transaction>", 2 * MiB)), 2U);
    EXPECT_GT(records_of(much_of("<!DOCTYPE a [<?xml ?>")), 10U);
    EXPECT_EQ(records_of(much_of("<?xml version='1.0'?><a>")), 0U);
    EXPECT_EQ(records_of(much_of("\x01", 2 * MiB)), 2U);
    EXPECT_EQ(records_of("<POSLog " + std::string(2 * MiB, 'x') + ">" + transaction(1)), 3U);
    EXPECT_EQ(records_of(much_of("<!--", 1 * MiB) + "-->" + transaction(1)), 2U);
}

TEST(PosLogSalvage, WhatIsHostileIsBoundedInRecordsAndGoesOnBehindEach) {
    for (const auto* piece :
         {"<Transaction>&", "<Transaction><!--", "<Transaction><?x ", "<Transaction><Transaction ",
          "</Transaction>", "<?xml version='1.0'?><a>", "<?xml ?>", "<_></_></_>", "</_><!-- -->",
          "<Transaction><RetailTransaction>", "<!DOCTYPE a [", "<![CDATA[<Transaction>"}) {
        outline(much_of(piece, 2 * KiB) + transaction(1));
        outline("&" + much_of(piece, 2 * KiB) + "\n" + document(transaction(1)));
    }
}

}  // namespace
}  // namespace aisle
