// SPDX-License-Identifier: Apache-2.0
// What came of tasks: of what was put and what devices said, counted as a device counts its own.
#include "tools/hub/task_report.hpp"

#include "agent/domain/task_deed.hpp"
#include "agent/domain/task_standing.hpp"
#include "tests/hub/hub_bench.hpp"

namespace aisle {
namespace {

class TaskReport : public testing::Test {
protected:
    void SetUp() override {
        hub_.greet(till_);
        hub_.greet(other_);
    }
    void put(const std::string& scope, std::string key, std::string body = R"({"title":"x"})") {
        ASSERT_TRUE(
            hub_.orders.decide({"tasks", scope}, {std::move(key), std::move(body)}, hub_.now));
    }
    void say(TestDevice& device, const EventDraft& draft) {
        device.append(device.make(*find_event_kind(draft.type), draft.data, draft.person));
        const auto last = device.events[0].size();
        hub_.send(device, device.batch(Lane::ledger, last, last));
    }
    static TaskDecline decline() {
        TaskDecline decline;
        decline.reason_code = "no_time";
        return decline;
    }
    std::vector<std::string> rows(const std::string& device = "") {
        return hub_.look(report_tasks, {.json = true, .device = device, .at = at_});
    }
    static std::string row(const std::string& store, const std::string& counts) {
        return R"({"store":")" + store + R"(",)" + counts + "}";
    }

    HubBench hub_;
    TestDevice till_{"s0042-pos1", 1};
    TestDevice other_{"s0042-pos2", 2};
    WallTime at_ = ManualClock::morning;
};

TEST_F(TaskReport, OfNothingThereIsNothing) {
    EXPECT_EQ(rows(), std::vector<std::string>{
                          row("*", R"("tasks":0,"open":0,"accepted":0,"completed":0,"declined":0,)"
                                   R"("expired":0,"overdue":0,"execution_bp":0,"completion_bp":0,)"
                                   R"("credited":0)")});
}

TEST_F(TaskReport, CountsWhatBecameOfEachTask) {
    for (const auto* key : {"open", "accepted", "completed", "declined"}) {
        put("store-s0042", key);
    }
    put("fleet", "late", R"({"title":"x","due":"2026-07-01T08:00:00Z"})");
    put("fleet", "expired", R"({"title":"x","expires":"2026-07-01T08:00:00Z"})");
    put("fleet", "removed");
    ASSERT_TRUE(hub_.orders.decide({"tasks", "fleet"}, {"removed", ""}, hub_.now));
    put("store-s0001", "elsewhere");
    say(till_, task_accepted({"accepted"}, {}));
    say(till_, task_accepted({"completed"}, {}));
    say(till_, task_completed({"completed"}, {}));
    say(till_, task_declined({"declined"}, decline()));
    say(till_, task_completed({"removed"}, {}));
    const auto found = rows();
    ASSERT_EQ(found.size(), 3U);
    EXPECT_EQ(found[0], row("s0001", R"("tasks":1,"open":1,"accepted":0,"completed":0,)"
                                     R"("declined":0,"expired":0,"overdue":0,"execution_bp":0,)"
                                     R"("completion_bp":0,"credited":0)"));
    EXPECT_EQ(found[1], row("s0042", R"("tasks":6,"open":2,"accepted":1,"completed":1,)"
                                     R"("declined":1,"expired":1,"overdue":1,)"
                                     R"("execution_bp":3333,"completion_bp":1666,"credited":0)"));
    EXPECT_EQ(found[2], row("*", R"("tasks":7,"open":3,"accepted":1,"completed":1,)"
                                 R"("declined":1,"expired":1,"overdue":1,"execution_bp":2857,)"
                                 R"("completion_bp":1428,"credited":0)"));
}

TEST_F(TaskReport, ATaskOfAStoreIsDoneByAnyOfItsDevices) {
    put("store-s0042", "t-1");
    put("store-s0042", "t-2");
    say(till_, task_declined({"t-1"}, decline()));
    say(till_, task_declined({"t-2"}, decline()));
    say(other_, task_accepted({"t-1"}, {}));
    EXPECT_NE(rows()[0].find(R"("accepted":1,"completed":0,"declined":1)"), std::string::npos)
        << rows()[0];
    say(other_, task_completed({"t-1"}, {}));
    EXPECT_NE(rows()[0].find(R"("accepted":0,"completed":1,"declined":1)"), std::string::npos)
        << rows()[0];
    // And each device sees its own.
    EXPECT_NE(rows("s0042-pos1")[0].find(R"("completed":0,"declined":2)"), std::string::npos);
    EXPECT_NE(rows("s0042-pos2")[0].find(R"("open":1,"accepted":0,"completed":1)"),
              std::string::npos);
}

TEST_F(TaskReport, TheMostSpecificScopeSpeaksAndADevicesOwnTaskIsItsOwn) {
    put("fleet", "t-1", R"({"title":"x","expires":"2026-07-01T08:00:00Z"})");
    put("store-s0042", "t-1");
    put("device-s0042-pos1", "t-1");
    put("fleet", "t-2", R"({"title":"x","store":"s0001"})");
    say(till_, task_completed({"t-1"}, {}));
    EXPECT_NE(rows()[0].find(R"("store":"s0042","tasks":2,"open":1,"accepted":0,"completed":1)"),
              std::string::npos)
        << rows()[0];
}

TEST_F(TaskReport, OfARecurringTaskThePresentPeriodCounts) {
    put("fleet", "t-1", R"({"title":"x","recurring":{"every":"day"}})");
    say(till_, task_completed({"t-1", "2026-06-30"}, {}));
    EXPECT_NE(rows()[0].find(R"("open":1)"), std::string::npos);
    say(till_, task_completed({"t-1", "2026-07-01"}, {}));
    EXPECT_NE(rows()[0].find(R"("completed":1)"), std::string::npos);
    at_ += std::chrono::hours(24);
    EXPECT_NE(rows()[0].find(R"("open":1)"), std::string::npos);
}

TEST_F(TaskReport, WhatCentralHasSettledIsBeingDoneByWhoeverHasIt) {
    put("store-s0042", "t-1", R"({"title":"x","claimed_by":{"device":"s0042-pos2"}})");
    say(till_, task_accepted({"t-1"}, {}));
    say(other_, task_accepted({"t-1"}, {}));
    for (const auto* device : {"", "s0042-pos1", "s0042-pos2"}) {
        EXPECT_NE(rows(device)[0].find(R"("tasks":1,"open":0,"accepted":1)"), std::string::npos)
            << device << rows(device)[0];
    }
}

TEST_F(TaskReport, CountsTasksThatBroughtAVisitOrAPurchase) {
    put("store-s0042", "t-1");
    put("store-s0042", "t-2");
    say(till_, task_completed({"t-1"}, {}));
    say(till_, task_credited({"m-1", "0190", "purchase.completed", {"t-1"}}));
    say(till_, task_credited({"m-1", "0191", "purchase.completed", {"t-1", "unknown"}}));
    EXPECT_NE(rows()[0].find(R"("credited":1)"), std::string::npos) << rows()[0];
}

TEST_F(TaskReport, PaysNoHeedToWhatMakesNoSense) {
    put("store-s0042", "t-1");
    put("store-s0042", "no task", R"({"text":"no title"})");
    for (const auto* data : {R"({"task":7})", R"({"task":"t-1","at":"noon","occurrence":[]})",
                             R"({"triggered_by":7})", R"({"triggered_by":[7,null]})", "{}"}) {
        till_.append(till_.make(EventKinds::task_accepted, data));
        const auto last = till_.events[0].size();
        hub_.send(till_, till_.batch(Lane::ledger, last, last));
    }
    EXPECT_NE(rows()[0].find(R"("tasks":1,"open":0,"accepted":1)"), std::string::npos) << rows()[0];
}

TEST_F(TaskReport, IsATableForPeople) {
    put("store-s0042", "t-1");
    put("store-s0042", "t-2");
    put("store-s0042", "t-3");
    say(till_, task_completed({"t-1"}, {}));
    const auto table = hub_.look(report_tasks, {.json = false, .device = "", .at = at_});
    ASSERT_EQ(table.size(), 3U);
    EXPECT_EQ(table[0].substr(0, 12), "store       ");
    EXPECT_NE(table[1].find("33.33 %"), std::string::npos) << table[1];
    EXPECT_EQ(table[2].front(), '*');
}

TEST_F(TaskReport, RefusesADeviceThatNobodyKnows) {
    const auto outcome = report_tasks(hub_.database().db(), {.json = true, .device = "s9-pos1"},
                                      [](std::string_view) {});
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), Errc::not_found);
}

}  // namespace
}  // namespace aisle
