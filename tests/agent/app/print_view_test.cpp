// SPDX-License-Identifier: Apache-2.0
#include "agent/app/print_view.hpp"

#include "agent/base/json.hpp"
#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using enum PrintJobState;

PrintJob job(PrintJobState state, const std::string& why = "") {
    PrintJob job;
    job.number = PrintNumber(7);
    job.id = "k-7";
    job.printer = "front";
    job.request = R"({"id":"k-7","slip":"test","language":"zh"})";
    job.state = state;
    job.why = why;
    job.at = ManualClock::morning;
    return job;
}

TEST(PrintView, SaysWhatASlipIsAndWhereItStands) {
    EXPECT_EQ(print_job_json(job(printed), PrinterCondition::ok),
              R"({"number":7,"id":"k-7","printer":"front","slip":"test","language":"zh",)"
              R"("state":"printed","copy":0,"copies":0,"asked_at":"2026-07-01T08:00:00.000Z"})");
}

TEST(PrintView, TellsThreeErrorsApartInBothLanguages) {
    for (const auto condition : {PrinterCondition::unreachable, PrinterCondition::paper_out,
                                 PrinterCondition::cover_open}) {
        const auto text = print_job_json(job(waiting), condition);
        const auto& words = words_of(condition);
        EXPECT_NE(text.find("\"trouble\":{\"code\":\"" + std::string(words.word)), text.npos);
        EXPECT_NE(text.find(words.zh), text.npos);
        EXPECT_NE(text.find(words.en), text.npos);
    }
    EXPECT_EQ(print_job_json(job(waiting), PrinterCondition::paper_low).find("trouble"),
              std::string::npos);
    EXPECT_EQ(print_job_json(job(waiting), std::nullopt).find("trouble"), std::string::npos);
    // What is done is not troubled by what came later.
    EXPECT_EQ(print_job_json(job(printed), PrinterCondition::paper_out).find("trouble"),
              std::string::npos);
}

TEST(PrintView, SaysOfWhatIsInDoubtToLookAtThePaper) {
    const auto text = print_job_json(job(doubtful, "paper_out"), PrinterCondition::ok);
    EXPECT_NE(text.find("打印机缺纸"), text.npos);
    EXPECT_NE(text.find("副本"), text.npos);
    EXPECT_NE(text.find("marked as a copy"), text.npos);
    EXPECT_NE(print_job_json(job(doubtful, "interrupted"), {}).find("程序中断"), text.npos);
    EXPECT_NE(print_job_json(job(given_up, "no_printer"), {}).find("不在配置中"), text.npos);
}

TEST(PrintView, ListsSlipsWithTheirCopiesAndThePrinters) {
    auto again = job(waiting);
    again.number = PrintNumber(8);
    again.original = PrintNumber(7);
    again.copy = 1;
    const auto text =
        print_list_json({again, job(printed)}, {{"front", PrinterCondition::cover_open}, {"new"}});
    ASSERT_TRUE(Json::parse(text)) << text;
    EXPECT_NE(text.find(R"("copy":1,"copy_of":7,"copies":0)"), text.npos) << text;
    EXPECT_NE(text.find(R"("copy":0,"copies":1)"), text.npos) << text;
    EXPECT_NE(text.find(R"({"name":"front","state":"cover_open",)"), text.npos) << text;
    EXPECT_NE(text.find(R"({"name":"new","state":"unknown"})"), text.npos) << text;
}

TEST(PrintView, WhatCannotBeReadIsListedAllTheSame) {
    auto strange = job(given_up, "unreadable");
    strange.request = "{";
    EXPECT_TRUE(Json::parse(std::string_view(print_job_json(strange, {}))));
}

}  // namespace
}  // namespace aisle
