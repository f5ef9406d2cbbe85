// SPDX-License-Identifier: Apache-2.0
#include "tests/guest/scan_judge.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::vector<std::string> sent{"a1", "b2", "c3"};

TEST(ScanJudge, IsContentWithWhatCameOnceInOrder) {
    EXPECT_TRUE(judge_scans(sent, sent).clean());
    EXPECT_TRUE(judge_scans({}, {}).clean());
}

TEST(ScanJudge, SeesALostOne) {
    EXPECT_EQ(judge_scans(sent, {"a1", "c3"}), (ScanVerdict{.lost = 1, .first = "lost \"b2\""}));
}

TEST(ScanJudge, SeesADoubledOne) {
    EXPECT_EQ(judge_scans(sent, {"a1", "b2", "b2", "c3"}),
              (ScanVerdict{.doubled = 1, .first = "twice \"b2\""}));
}

TEST(ScanJudge, SeesACutOneAndTwoInOne) {
    EXPECT_EQ(judge_scans(sent, {"a1", "b", "2", "c3"}),
              (ScanVerdict{.lost = 1, .cut = 2, .first = "nobody sent \"b\""}));
    EXPECT_EQ(judge_scans(sent, {"a1\x1d"
                                 "b2",
                                 "c3"}),
              (ScanVerdict{.lost = 2, .cut = 1, .first = "nobody sent \"a1.b2\""}));
}

TEST(ScanJudge, SeesOneThatIsLate) {
    const auto verdict = judge_scans(sent, {"b2", "a1", "c3"});
    EXPECT_EQ(verdict, (ScanVerdict{.out_of_order = 1, .first = "late \"a1\""}));
    EXPECT_EQ(to_string(verdict), "lost 0, cut 0, doubled 0, out of order 1: late \"a1\"");
}

}  // namespace
}  // namespace aisle
