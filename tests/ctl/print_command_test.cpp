// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/print_command.hpp"

#include "agent/app/print_view.hpp"
#include "tests/ctl/canned_daemon.hpp"
#include "tests/ctl/recorded_console.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(PrintCommand, AsksForATestPageAndSaysWhatIsInItsWay) {
    PrintJob job;
    job.number = PrintNumber(7);
    job.printer = "front";
    job.request = R"({"id":"x","slip":"test","language":"en"})";
    CannedDaemon daemon({http_answer(201, print_job_json(job, PrinterCondition::paper_out))});
    SystemClock clock;
    SeededEntropy chance(1);
    RecordedConsole recorded;
    const auto client = LocalClient::over_socket(daemon.path(), clock);
    EXPECT_EQ(print_test_page(recorded.console(), *client, {"front", "en", false}, chance,
                              [] { ADD_FAILURE() << "it is known already"; }),
              Exit::degraded);
    EXPECT_EQ(recorded.results(),
              "slip 7 for front: waiting\n"
              "The printer is out of paper: put in a fresh roll.\n"
              "打印机缺纸，请装入新纸卷。\n");
    EXPECT_NE(daemon.asked().find("POST /v1/print-jobs "), std::string::npos);
    EXPECT_NE(daemon.asked().find(R"("printer":"front","slip":"test","language":"en"})"),
              std::string::npos)
        << daemon.asked();
}

TEST(PrintCommand, LooksAfterThePageForAWhile) {
    PrintJob job;
    job.number = PrintNumber(7);
    job.printer = "front";
    job.request = R"({"id":"x","slip":"test","language":"en"})";
    job.state = PrintJobState::going;
    CannedDaemon daemon({http_answer(201, print_job_json(job, {}))}, 1 + page_looks_max);
    SystemClock clock;
    SeededEntropy chance(1);
    RecordedConsole recorded;
    const auto client = LocalClient::over_socket(daemon.path(), clock);
    int pauses = 0;
    EXPECT_EQ(print_test_page(recorded.console(), *client, {"front", "en", true}, chance,
                              [&] { ++pauses; }),
              Exit::degraded);
    EXPECT_EQ(pauses, page_looks_max);
    EXPECT_NE(recorded.results().find(R"("state":"going")"), std::string::npos);
}

}  // namespace
}  // namespace aisle
