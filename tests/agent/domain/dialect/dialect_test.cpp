// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/dialect.hpp"

#include "tests/agent/domain/dialect/journal.hpp"

namespace aisle {
namespace {

struct Example {
    const char* form;
    const char* file;
    std::size_t records;
};
constexpr Example examples[] = {{"acme-csv.json", "acme.csv", 5},
                                {"till-jsonl.json", "till.jsonl", 5},
                                {"poslog.json", "poslog.xml", 5}};

TEST(Dialect, ReadsEachExampleHoweverItIsCut) {
    for (const auto& [form, file, count] : examples) {
        const Journal journal(example(form));
        const auto bytes = example(file);
        EXPECT_EQ(journal.records(bytes).size(), count) << file;
        for (const auto& record : journal.records(bytes)) EXPECT_EQ(record.trouble, "") << file;
        const Replay replay(journal.form(), shop(), bytes, ManualClock::morning);
        for (std::uint64_t seed = 2; seed < 12; ++seed) EXPECT_EQ(replay.complaint(seed), "");
    }
}

// Power fails, and the last bytes of the file are what the till had written.
TEST(Dialect, TellsTheSameOfAFileThatEndsAnywhere) {
    for (const auto& [form, file, count] : examples) {
        const Journal journal(example(form));
        const auto place = shop();
        const auto bytes = example(file);
        const auto whole = Replay(journal.form(), place, bytes, ManualClock::morning).at_once();
        for (std::size_t size = 0; size < bytes.size(); size += 37) {
            const Replay part(journal.form(), place, std::string_view(bytes).substr(0, size),
                              ManualClock::morning);
            const auto told = part.at_once();
            const auto good = static_cast<std::size_t>(
                std::ranges::count_if(whole, [&](const auto& one) { return one.end <= size; }));
            ASSERT_GE(told.size(), good) << file << " of " << size;
            for (std::size_t i = 0; i < good; ++i) EXPECT_EQ(told[i], whole[i]) << file;
        }
    }
}

TEST(Dialect, BeginsAgainAtTheBeginning) {
    for (const auto& [form, file, count] : examples) {
        const Journal journal(example(form));
        const auto bytes = example(file);
        auto dialect = std::move(*make_dialect(journal.form(), shop()));
        dialect->feed(std::string_view(bytes).substr(0, bytes.size() / 2), false,
                      ManualClock::morning);
        EXPECT_EQ(dialect->begin(0, bytes), 0U);
        EXPECT_EQ(dialect->feed(bytes, true, ManualClock::morning).size(), count) << file;
    }
}

// The till took another file, and nobody noticed.
TEST(Dialect, SurvivesAPositionThatIsNone) {
    for (const auto& [form, file, count] : examples) {
        const Journal journal(example(form));
        const auto bytes = example(file);
        auto dialect = std::move(*make_dialect(journal.form(), shop()));
        for (const std::uint64_t position :
             {std::uint64_t{1}, std::uint64_t{700}, ~std::uint64_t{0}}) {
            for (const auto* head : {"", "\n\n", "\"", "<"}) {
                dialect->begin(position, head);
                dialect->feed(bytes, true, ManualClock::morning);
            }
        }
        EXPECT_EQ(dialect->begin(0, bytes), 0U);
        EXPECT_EQ(dialect->feed(bytes, true, ManualClock::morning).size(), count) << file;
    }
}

TEST(Dialect, IsNoneOfACharsetThatThisSystemDoesNotHave) {
    for (const auto& [form, file, count] : examples) {
        auto strange = form_of(example(form));
        strange.charset = "KLINGON-7";
        const auto dialect = make_dialect(strange, shop());
        ASSERT_FALSE(dialect);
        EXPECT_EQ(dialect.error().kind(), Errc::not_found);
    }
}

TEST(Dialect, BooksAReceiptWithoutATimeWhenItWasRead) {
    const Journal journal(
        R"({"name":"c","format":"csv","columns":{"number":"N","name":"T","amount":"A"}})");
    EXPECT_EQ(journal.only_purchase("N,T,A\n1,a,1\n").end_date_time, "2026-07-01T16:00:00+08:00");
}

// A till that is asked again says the same, and central knows it by this.
TEST(Dialect, GivesTheSameReceiptTheSameIdWhateverItWasReadFrom) {
    const Journal lines(
        R"({"name":"s","format":"jsonl","columns":{"number":"/n","time":"/t","items":"/i"},)"
        R"("item_columns":{"name":"/a","amount":"/v"}})");
    const Journal rows(R"({"name":"c","format":"csv",)"
                       R"("columns":{"number":"N","time":"D","name":"T","amount":"A"}})");
    const auto line =
        lines.only_purchase(R"({"n":"B-0012","t":"2026-07-01 10:00","i":[{"a":"x","v":2}]})");
    const auto row = rows.only_purchase("N,D,T,A\nB12,2026-07-01 10:00:00,x,2\n");
    EXPECT_EQ(line.id, row.id);
    EXPECT_NE(line.id, rows.only_purchase("N,D,T,A\n12,2026-07-01 10:00,x,2\n").id);
    EXPECT_NE(line.id, rows.only_purchase("N,D,T,A\n13,2026-07-01 10:00,x,2\n").id);
}

}  // namespace
}  // namespace aisle
