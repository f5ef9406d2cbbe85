// SPDX-License-Identifier: Apache-2.0
#include "agent/books/role_desk.hpp"

#include "tests/agent/books/counter.hpp"
#include "tests/agent/domain/staff_body.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string journal = "GET /v1/journal";
const std::string status = "GET /v1/status";

struct RoleDeskTest : testing::Test {
    void employ(const std::string& key, std::string_view roles) {
        counter.put(book, "store-s0042", key, staff_with_pin("1234", roles));
        roles_desk.look();
    }
    void sign_in(const std::string& key) {
        bool in = false;
        staff.sign_in(R"({"operator":")" + key + R"(","pin":"1234"})",
                      [&](const Result<std::string>& answer) { in = answer.has_value(); });
        ASSERT_TRUE(in) << key;
    }
    std::string refused(const std::string& asked, RoleNeed need) {
        const auto error = roles_desk.refuse(asked, need);
        return error ? std::string(error->code()) : "";
    }
    // What the ledger says of refusals.
    std::vector<std::string> kept() {
        std::vector<std::string> lines;
        for (const auto& row : counter.rows(Lane::ledger)) {
            const auto header = decode_event_header(row.event);
            EXPECT_TRUE(header);
            if (event_kind_name(header->type) == "operator.refused") {
                lines.emplace_back(header->data);
            }
        }
        return lines;
    }

    Counter counter;
    StaffBook book{*counter.bench.write};
    StaffLookup lookup{*counter.bench.read};
    SureTime time{counter.bench.clock, [this] { return counter.truth; }, WallTime{}};
    StaffDesk staff{{counter.recorder, book, lookup, time, {}, "boot-1"}};
    RoleDesk roles_desk{{counter.recorder, lookup, staff}};
};

TEST_F(RoleDeskTest, AStoreWithoutStaffIsAskedForNoRole) {
    roles_desk.begin();
    roles_desk.look();
    EXPECT_FALSE(roles_desk.in_force());
    EXPECT_EQ(refused(journal, RoleNeed::it), "");
    EXPECT_TRUE(kept().empty());
}

TEST_F(RoleDeskTest, WhereSomebodyWorksNobodyIsLetToWhatNeedsARole) {
    employ("op7", R"("clerk")");
    EXPECT_TRUE(roles_desk.in_force());
    EXPECT_EQ(refused("POST /v1/purchases", RoleNeed::none), "");
    EXPECT_EQ(refused("GET /v1/tasks", RoleNeed::clerk), "sign_in_needed");
    EXPECT_EQ(kept(),
              (std::vector<std::string>{
                  R"({"why":"nobody","asked":"GET /v1/tasks","needs":["clerk","manager"]})"}));
}

TEST_F(RoleDeskTest, EachMayWhatTheRoleSays) {
    employ("op7", R"("clerk")");
    employ("op8", R"("manager")");
    employ("op9", R"("it")");
    sign_in("op7");
    EXPECT_EQ(refused("GET /v1/tasks", RoleNeed::clerk), "");
    EXPECT_EQ(refused("GET /v1/day", RoleNeed::manager), "role_needed");
    EXPECT_EQ(refused(journal, RoleNeed::it), "role_needed");
    sign_in("op8");
    EXPECT_EQ(refused("GET /v1/tasks", RoleNeed::clerk), "");
    EXPECT_EQ(refused("GET /v1/day", RoleNeed::manager), "");
    EXPECT_EQ(refused(status, RoleNeed::manager_or_it), "");
    EXPECT_EQ(refused(journal, RoleNeed::it), "role_needed");
    sign_in("op9");
    EXPECT_EQ(refused(journal, RoleNeed::it), "");
    EXPECT_EQ(refused(status, RoleNeed::manager_or_it), "");
    EXPECT_EQ(refused("GET /v1/day", RoleNeed::manager), "role_needed");
}

TEST_F(RoleDeskTest, ALoopOfRefusalsIsOneEventAMinuteForEachOperatorAndPath) {
    employ("op7", R"("clerk")");
    employ("op8", R"("manager")");
    sign_in("op7");
    for (int i = 0; i < 1000; ++i) EXPECT_EQ(refused(journal, RoleNeed::it), "role_needed");
    EXPECT_EQ(kept().size(), 1U);
    EXPECT_EQ(refused(status, RoleNeed::manager_or_it), "role_needed");
    EXPECT_EQ(kept().size(), 2U) << "another path";
    sign_in("op8");
    EXPECT_EQ(refused(journal, RoleNeed::it), "role_needed");
    EXPECT_EQ(kept().size(), 3U) << "another operator, with a number for a name";
    counter.bench.clock.advance(rejection_interval);
    sign_in("op7");
    EXPECT_EQ(refused(journal, RoleNeed::it), "role_needed");
    EXPECT_EQ(kept().back(), R"({"why":"role","asked":"GET /v1/journal","needs":["it"],)"
                             R"("operator":"op7","repeated":999})");
}

TEST_F(RoleDeskTest, ItHoldsAfterAStartAndEndsWithTheLastOfTheStaff) {
    employ("op7", R"("clerk")");
    RoleDesk later{{counter.recorder, lookup, staff}};
    later.begin();
    EXPECT_TRUE(later.in_force());
    ASSERT_TRUE(counter.commit([&](Txn& txn) { return book.remove(txn, "store-s0042", "op7"); }));
    later.look();
    EXPECT_FALSE(later.in_force());
}

}  // namespace
}  // namespace aisle
