// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/journal_template.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/dialect/journal.hpp"

namespace aisle {
namespace {

const std::string csv =
    R"({"name":"c","format":"csv","columns":{"number":"N","name":"T","amount":"A"}})";
const std::string jsonl = R"({"name":"j","format":"jsonl","columns":{"number":"/n","items":"/i"},)"
                          R"("item_columns":{"code":"/c","net_amount":"/a"}})";
const std::string poslog = R"({"name":"p","format":"poslog"})";

Result<JournalTemplate> parsed(const std::string& text) {
    return parse_journal_template(json_of(text));
}
Result<JournalTemplate> with(const std::string& text, std::string_view member) {
    return parsed(changed(text, "{", "{" + std::string(member) + ","));
}

TEST(JournalTemplate, NeedsLittle) {
    const auto form = form_of(csv);
    EXPECT_EQ(form.name, "c");
    EXPECT_EQ(form.format, JournalFormat::csv);
    EXPECT_EQ(form.charset, "UTF-8");
    EXPECT_EQ(form.separator, ',');
    EXPECT_EQ(form.numbers.decimal_mark, '.');
    EXPECT_EQ(form.numbers.group_mark, ',');
    EXPECT_EQ(form.dates, DateOrder::day_first);
    EXPECT_TRUE(form.tax_included);
    EXPECT_FALSE(form.minor_units);
    EXPECT_EQ(form.columns.at("amount"), "A");
    EXPECT_EQ(form_of(jsonl).item_columns.at("code"), "/c");
    EXPECT_EQ(form_of(poslog).format, JournalFormat::poslog);
    EXPECT_TRUE(form_of(R"({"name":"b","format":"jsonl"})").columns.empty());
}

TEST(JournalTemplate, IsReadWhole) {
    const auto form = form_of(example("acme-csv.json"));
    EXPECT_EQ(form.charset, "WINDOWS-1252");
    EXPECT_EQ(form.separator, ';');
    EXPECT_EQ(form.numbers.decimal_mark, ',');
    EXPECT_EQ(form.numbers.group_mark, '.');
    EXPECT_EQ(form.currency, "EUR");
    EXPECT_EQ(form.columns.size(), 13U);
    EXPECT_EQ(form.kinds.at("R"), JournalRowKind::item_discount);
    EXPECT_EQ(form.kinds.at("W"), JournalRowKind::change);
    EXPECT_EQ(form.tenders.at("GUTSCHEIN"), TenderType::voucher);
    const auto lines = form_of(example("till-jsonl.json"));
    EXPECT_EQ(lines.tender_columns.at("tender"), "/via");
    EXPECT_EQ(lines.discount_columns.at("reason"), "/why");
    EXPECT_EQ(form_of(example("poslog.json")).tenders.at("WN:MealCard"), TenderType::voucher);
}

TEST(JournalTemplate, TakesMarksThatDiffer) {
    EXPECT_EQ(with(csv, R"("decimal_mark":",")")->numbers.group_mark, '.');
    EXPECT_EQ(with(csv, R"("group_mark":"'")")->numbers.group_mark, '\'');
    EXPECT_EQ(with(csv, R"("separator":"\t")")->separator, '\t');
    EXPECT_EQ(with(csv, R"("date_order":"mdy")")->dates, DateOrder::month_first);
    EXPECT_TRUE(refused(with(csv, R"("decimal_mark":"")"), "bad_mark", "/decimal_mark"));
    EXPECT_TRUE(refused(with(csv, R"("group_mark":".")"), "bad_mark", "/group_mark"));
    EXPECT_TRUE(refused(with(csv, R"("separator":"€")"), "too_long", "/separator"));
    for (const auto* mark : {R"("\"")", R"("a")", R"("-")", R"(" ")", R"("\n")", R"("\u007f")"}) {
        EXPECT_TRUE(
            refused(with(csv, "\"separator\":" + std::string(mark)), "bad_mark", "/separator"))
            << mark;
    }
}

TEST(JournalTemplate, RefusesWhatItDoesNotKnow) {
    EXPECT_FALSE(parse_journal_template(json_of("[]")));
    EXPECT_TRUE(refused(parsed("{}"), "missing", "/name"));
    EXPECT_TRUE(refused(with(csv, R"("colour":1)"), "unknown_member", "/colour"));
    EXPECT_TRUE(refused(parsed(R"({"name":"x","format":"xml"})"), "unknown_word", "/format"));
    EXPECT_TRUE(refused(with(csv, R"("date_order":"ydm")"), "unknown_word", "/date_order"));
    EXPECT_TRUE(refused(with(csv, R"("currency":"euro")"), "bad_currency", "/currency"));
    EXPECT_TRUE(refused(with(csv, R"("tenders":{"BAR":"coins"})"), "unknown_word", "/tenders/BAR"));
    EXPECT_TRUE(refused(parsed(changed(csv, R"("name":"T")", R"("nane":"T")")), "unknown_member",
                        "/columns"));
    EXPECT_TRUE(refused(parsed(changed(csv, "\"T\"", "\"\"")), "empty", "/columns/name"));
    EXPECT_TRUE(refused(parsed(changed(csv, "\"T\"", "\"T\\n\"")), "bad_text", "/columns/name"));
}

// Its lines would end in the middle of a sign.
TEST(JournalTemplate, RefusesCharsetsOfWideSignsForLines) {
    for (const auto* name : {"UTF-16", "utf-16le", "UTF32", "ucs-2"}) {
        const auto member = "\"charset\":\"" + std::string(name) + "\"";
        EXPECT_TRUE(refused(with(csv, member), "bad_charset", "/charset")) << name;
        EXPECT_TRUE(refused(with(jsonl, member), "bad_charset", "/charset")) << name;
        EXPECT_TRUE(with(poslog, member)) << name;
    }
}

TEST(JournalTemplate, OfACsvNeedsColumnsThatMakeAReceipt) {
    EXPECT_TRUE(refused(parsed(R"({"name":"x","format":"csv"})"), "missing", "/columns"));
    EXPECT_TRUE(refused(parsed(changed(csv, R"("number":"N",)", "")), "missing", "/columns"));
    EXPECT_TRUE(refused(parsed(changed(csv, R"("name":"T",)", "")), "missing", "/columns"));
    EXPECT_TRUE(refused(parsed(changed(csv, R"(,"amount":"A")", "")), "missing", "/columns"));
    EXPECT_TRUE(refused(parsed(changed(csv, R"("amount":"A")", R"("amount":"A","net_amount":"B")")),
                        "ambiguous", "/columns"));
    EXPECT_TRUE(parsed(changed(csv, R"("amount":"A")", R"("net_amount":"A")")));
    EXPECT_TRUE(refused(with(csv, R"("kinds":{"A":"item"})"), "missing", "/kinds"));
    EXPECT_TRUE(refused(parsed(changed(csv, R"("amount":"A")", R"("amount":"A","kind":"K")")),
                        "missing", "/kinds"));
    EXPECT_TRUE(refused(with(csv, R"("item_columns":{})"), "not_of_format", "/item_columns"));
    std::string kinds = R"("kinds":{"0":"item")";
    for (std::size_t i = 1; i <= journal_columns_max; ++i) {
        kinds += ",\"" + std::to_string(i) + "\":\"item\"";
    }
    EXPECT_TRUE(refused(with(csv, kinds + "}"), "too_many", "/kinds"));
}

TEST(JournalTemplate, OfJsonLinesNeedsPointersThatMakeAReceipt) {
    EXPECT_TRUE(
        refused(parsed(changed(jsonl, R"("/n")", R"("n")")), "bad_pointer", "/columns/number"));
    EXPECT_TRUE(refused(parsed(changed(jsonl, R"(,"items":"/i")", "")), "missing", "/columns"));
    EXPECT_TRUE(refused(parsed(changed(jsonl, R"("code":"/c",)", "")), "missing", "/item_columns"));
    EXPECT_TRUE(refused(with(jsonl, R"("kinds":{})"), "not_of_format", "/kinds"));
    EXPECT_TRUE(refused(with(jsonl, R"("separator":",")"), "not_of_format", "/separator"));
    EXPECT_TRUE(refused(with(jsonl, R"("tender_columns":{"amount":"/a"})"), "missing", "/columns"));
    EXPECT_TRUE(
        refused(with(jsonl, R"("discount_columns":{"amount":"/a"})"), "missing", "/columns"));
    const auto pays = changed(jsonl, R"("items":"/i")", R"("items":"/i","tenders":"/t")");
    EXPECT_TRUE(refused(parsed(pays), "missing", "/tender_columns"));
    EXPECT_TRUE(with(pays, R"("tender_columns":{"amount":"/a"})"));
    const auto less = changed(jsonl, R"("items":"/i")", R"("items":"/i","discounts":"/d")");
    EXPECT_TRUE(refused(parsed(less), "missing", "/discount_columns"));
    EXPECT_TRUE(refused(parsed(R"({"name":"b","format":"jsonl","item_columns":{}})"),
                        "not_of_format", "/item_columns"));
}

TEST(JournalTemplate, OfPosLogHasNothingToDescribe) {
    EXPECT_TRUE(with(poslog, R"("currency":"EUR","tenders":{"X:Chip":"voucher"})"));
    for (const auto* key : {"columns", "item_columns", "tender_columns", "discount_columns"}) {
        EXPECT_TRUE(refused(with(poslog, "\"" + std::string(key) + "\":{}"), "not_of_format",
                            "/" + std::string(key)));
    }
    EXPECT_TRUE(refused(with(poslog, R"("decimal_mark":",")"), "not_of_format", "/decimal_mark"));
}

}  // namespace
}  // namespace aisle
