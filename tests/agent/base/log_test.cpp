// SPDX-License-Identifier: Apache-2.0
#include "agent/base/log.hpp"

#include "agent/base/json.hpp"
#include "tests/support/manual_clock.hpp"
#include "tests/support/recording_log.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

std::string text_line(LogFields fields) {
    return format_log_line(LogLevel::info, "sync.acknowledged", fields, LogFormat::text,
                           ManualClock::morning);
}

TEST(LogLine, InTextNamesTimeLevelEventAndFields) {
    EXPECT_EQ(text_line({{"acked", 41}, {"late", true}, {"lane", "ledger"}}),
              "2026-07-01T08:00:00.000Z info sync.acknowledged acked=41 late=true lane=\"ledger\"");
}

TEST(LogLine, StaysOneLineWhateverAFieldHolds) {
    const auto line = text_line({{"why", "a\nb\r\x1b[31m\"c\xff"}});
    EXPECT_EQ(line.find_first_of("\n\r\x1b\xff"), std::string::npos) << line;
    EXPECT_TRUE(line.ends_with("why=\"a\\nb\\r\\u001b[31m\\\"c\xef\xbf\xbd\"")) << line;
}

TEST(LogLine, InJsonIsAnObjectWithTheSameNames) {
    const std::string place = "lane\n1";
    const auto line = format_log_line(LogLevel::error, "disk.full", {{"free", -1}, {"at", place}},
                                      LogFormat::json, ManualClock::morning);
    const auto json = Json::parse(line);
    ASSERT_TRUE(json) << line;
    EXPECT_EQ(json->find("ts")->string(), "2026-07-01T08:00:00.000Z");
    EXPECT_EQ(json->find("level")->string(), "error");
    EXPECT_EQ(json->find("event")->string(), "disk.full");
    EXPECT_EQ(json->find("free")->integer(), -1);
    EXPECT_EQ(json->find("at")->string(), place);
    EXPECT_EQ(line.find('\n'), std::string::npos);
}

TEST(Log, DropsWhatIsBelowItsThreshold) {
    RecordingLog sink;
    Log log(sink, LogLevel::warn);
    log.debug("a");
    log.info("b");
    log.warn("c");
    log.error("d");
    EXPECT_EQ(sink.lines().size(), 2U);
    EXPECT_EQ(sink.count(" warn c"), 1U);
    EXPECT_EQ(sink.count(" error d"), 1U);
}

TEST(StderrSink, WritesALineEachWithTheLevelThatJournaldReads) {
    const ManualClock clock;
    testing::internal::CaptureStderr();
    StderrSink(clock, LogFormat::text, false).line(LogLevel::debug, "plain", {});
    StderrSink journald(clock, LogFormat::text, true);
    journald.line(LogLevel::debug, "a", {});
    journald.line(LogLevel::info, "b", {});
    journald.line(LogLevel::warn, "c", {});
    journald.line(LogLevel::error, "d", {});
    EXPECT_EQ(testing::internal::GetCapturedStderr(),
              "2026-07-01T08:00:00.000Z debug plain\n"
              "<7>2026-07-01T08:00:00.000Z debug a\n"
              "<6>2026-07-01T08:00:00.000Z info b\n"
              "<4>2026-07-01T08:00:00.000Z warn c\n"
              "<3>2026-07-01T08:00:00.000Z error d\n");
}

}  // namespace
}  // namespace aisle
