// SPDX-License-Identifier: Apache-2.0
#include "tests/support/checker.hpp"

#include <gtest/gtest.h>

#include <sstream>

namespace aisle {
namespace {

std::string event(const std::string& id, const std::string& data,
                  const std::string& kind = "scan.captured") {
    return R"({"specversion":"1.0","id":")" + id + R"(","type":"io.aisle.)" + kind +
           R"(.v1","data":)" + data + "}";
}
std::string scan(const std::string& id, const std::string& code) {
    return event(id, R"({"scan_data_label":")" + code + R"("})");
}

// Three scans, answered, delivered and still on the device.
struct Checker : testing::Test {
    Checker() {
        for (std::uint64_t seq = 1; seq <= 3; ++seq) {
            const std::string name = std::to_string(seq);
            evidence.answered.push_back({"id" + name, Lane::touch, seq, "e", 1, "code" + name});
            evidence.accepted.push_back(scan("id" + name, "code" + name));
            evidence.journal.push_back(
                {"id" + name, Lane::touch, seq, scan("id" + name, "code" + name)});
        }
    }
    Verdict verdict() const { return check_evidence(evidence); }
    std::string said() const {
        std::ostringstream out;
        out << verdict();
        return out.str();
    }

    Evidence evidence;
};

TEST_F(Checker, SaysNothingAboutAWholeDay) {
    evidence.accepted.push_back(event("own", R"({"version":"1"})", "device.boot"));
    EXPECT_TRUE(verdict().clean()) << verdict();
    EXPECT_EQ(verdict().answered, 3u);
    EXPECT_EQ(verdict().accepted, 4u);
}

TEST_F(Checker, SeesWhatIsMissingAtCentralButWaitsOnTheDevice) {
    evidence.accepted.pop_back();
    EXPECT_EQ(verdict().lost, 1u);
    EXPECT_EQ(verdict().deleted_early, 0u);
    EXPECT_FALSE(verdict().clean());
    EXPECT_NE(said().find("id3 code3"), std::string::npos) << said();
}

TEST_F(Checker, SeesWhatIsGoneFromTheDeviceBeforeCentralHadIt) {
    evidence.accepted.pop_back();
    evidence.journal.pop_back();
    EXPECT_EQ(verdict().lost, 1u);
    EXPECT_EQ(verdict().deleted_early, 1u);
}

TEST_F(Checker, CountsWhatAGapSettlesAndCallsItNotLost) {
    evidence.accepted.pop_back();
    evidence.journal.pop_back();
    evidence.given_up.push_back({"e", Lane::touch, 3, 3});
    EXPECT_TRUE(verdict().clean()) << verdict();
    EXPECT_EQ(verdict().given_up, 1u);
}

TEST_F(Checker, BlamesNobodyForWhatTheTestDestroyed) {
    evidence.accepted.pop_back();
    evidence.journal.pop_back();
    evidence.destroyed = {"id3", "code3"};
    EXPECT_TRUE(verdict().clean()) << verdict();
    EXPECT_EQ(verdict().destroyed, 1u);
    evidence.accepted.push_back(scan("other", "code3"));
    evidence.accepted.push_back(scan("another", "code3"));
    EXPECT_EQ(verdict().duplicated, 1u) << "only its loss is excused";
}

TEST_F(Checker, TakesNoGapOfAnotherEpochLaneOrNumber) {
    evidence.accepted.pop_back();
    evidence.given_up = {
        {"f", Lane::touch, 3, 3}, {"e", Lane::ledger, 3, 3}, {"e", Lane::touch, 4, 9}};
    EXPECT_EQ(verdict().lost, 1u);
}

TEST_F(Checker, SeesAnIdTwice) {
    evidence.accepted.push_back(evidence.accepted.front());
    EXPECT_EQ(verdict().duplicated, 1u);
    EXPECT_FALSE(verdict().clean());
}

TEST_F(Checker, SeesOneThingToldUnderTwoIds) {
    evidence.accepted.push_back(scan("other", "code1"));
    EXPECT_EQ(verdict().duplicated, 1u);
}

TEST_F(Checker, SeesARepeatAnsweredWithAnotherEvent) {
    evidence.answered.push_back({"id4", Lane::touch, 4, "e", 1, "code1"});
    evidence.accepted.push_back(scan("id4", "code1"));
    EXPECT_GE(verdict().duplicated, 1u);
}

TEST_F(Checker, TakesARepeatAnsweredWithTheSameEvent) {
    evidence.answered.push_back(evidence.answered.front());
    EXPECT_TRUE(verdict().clean()) << verdict();
    EXPECT_EQ(verdict().answered, 3u);
}

TEST_F(Checker, SeesAnEventCommittedBeforeALowerNumber) {
    std::swap(evidence.accepted[1], evidence.accepted[2]);
    EXPECT_EQ(verdict().out_of_order, 1u);
    EXPECT_FALSE(verdict().clean());
}

TEST_F(Checker, DoesNotCompareTheOrderOfLanes) {
    evidence.answered.push_back({"sale", Lane::ledger, 1, "e", 1, "purchase pos1 7"});
    evidence.accepted.push_back(
        event("sale", R"({"workstation_id":"pos1","sequence_number":7})", "purchase.completed"));
    EXPECT_TRUE(verdict().clean()) << verdict();
}

TEST_F(Checker, SeesWhatNobodyCaptured) {
    evidence.accepted.push_back(scan("id9", "code9"));
    EXPECT_EQ(verdict().ghosts, 1u);
    EXPECT_FALSE(verdict().clean());
}

TEST_F(Checker, LetsWhatGotNoAnswerComeOnceOrNever) {
    evidence.maybe = {"code8", "code9"};
    evidence.accepted.push_back(scan("id9", "code9"));
    EXPECT_TRUE(verdict().clean()) << verdict();
    evidence.accepted.push_back(scan("id10", "code9"));
    EXPECT_EQ(verdict().duplicated, 1u);
}

TEST_F(Checker, SeesOtherBytesThanTheJournals) {
    evidence.accepted[1] = event("id2", R"({ "scan_data_label":"code2"})");
    EXPECT_EQ(verdict().bytes_changed, 1u);
    EXPECT_FALSE(verdict().clean());
}

TEST_F(Checker, SeesANumberGivenTwice) {
    evidence.answered.push_back({"id4", Lane::touch, 3, "e", 1, "code4"});
    evidence.accepted.push_back(scan("id4", "code4"));
    EXPECT_EQ(verdict().numbered_twice, 1u);
    EXPECT_FALSE(verdict().clean());
    evidence.answered.back().life = 1;
    EXPECT_EQ(verdict().numbered_twice, 0u);
}

TEST_F(Checker, WantsEveryEventOfAnAnswer) {
    const std::string member = R"({"provisional_member_id":"p-1"})";
    const std::string consent = R"({"consent_id":"p-1.1"})";
    evidence.answered.push_back({"form", Lane::ledger, 1, "e", 2, "p-1"});
    evidence.accepted.push_back(event("form", member, "member.signup.submitted"));
    EXPECT_EQ(verdict().lost, 1u);
    evidence.accepted.push_back(event("yes", consent, "consent.recorded"));
    EXPECT_TRUE(verdict().clean()) << verdict();
}

TEST_F(Checker, TakesNothingThatIsNoEvent) {
    evidence.accepted.push_back("rubbish");
    EXPECT_EQ(verdict().ghosts, 1u);
}

}  // namespace
}  // namespace aisle
