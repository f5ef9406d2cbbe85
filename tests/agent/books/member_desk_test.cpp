// SPDX-License-Identifier: Apache-2.0
#include "agent/books/member_desk.hpp"

#include "agent/base/files.hpp"
#include "tests/agent/books/counter.hpp"
#include "tests/support/json_of.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string notice = R"("notice":{"id":"n1","version":"3","language":"zh-CN","sha256":")" +
                           std::string(64, 'a') + R"("})";
const std::string form = R"({"id":"form-1","phone":"138-0013-8000","name":"李雷","consents":[)"
                         R"({"purpose":"membership","channel":"any","decision":"given",)" +
                         notice + "}]}";

struct MemberDeskTest : testing::Test {
    std::vector<std::string> types() {
        std::vector<std::string> types;
        for (const auto& row : counter.rows(Lane::ledger)) {
            const auto header = decode_event_header(row.event);
            EXPECT_TRUE(header);
            types.emplace_back(event_kind_name(header->type));
        }
        return types;
    }
    Counter counter;
    MemberDesk& desk = counter.members;
};

TEST_F(MemberDeskTest, SignsUpWithSealedContactDataAndTheLinks) {
    desk.sign_up(form, counter.accept());
    ASSERT_TRUE(counter.last()) << counter.last().error().what();
    EXPECT_TRUE(counter.last()->member.starts_with("p-"));
    EXPECT_EQ(types(), (std::vector<std::string>{"member.signup.submitted", "consent.recorded",
                                                 "identity.link.observed"}));
}

TEST_F(MemberDeskTest, LeavesNoClearTextInTheState) {
    desk.sign_up(form, counter.accept());
    ASSERT_TRUE(counter.last());
    for (const auto& name : {"journal.db", "journal.db-wal"}) {
        SystemFiles files;
        const auto bytes = files.read(counter.bench.folder.file(name), 64 * MiB);
        if (!bytes) continue;
        EXPECT_EQ(bytes->find("13800138000"), std::string::npos) << name;
        EXPECT_EQ(bytes->find("李雷"), std::string::npos) << name;
    }
}

TEST_F(MemberDeskTest, RefusesContactDataItCannotSeal) {
    MemberDesk bare({counter.recorder, {}, "digest key"}, Counter::profile());
    bare.sign_up(form, counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "not_sealed");
    EXPECT_TRUE(counter.rows(Lane::ledger).empty());
}

TEST_F(MemberDeskTest, ARepeatGetsTheSameMember) {
    desk.sign_up(form, counter.accept());
    const auto first = counter.last()->member;
    desk.sign_up(form, counter.accept());
    EXPECT_TRUE(counter.last()->repeated);
    EXPECT_EQ(counter.last()->member, first);
    desk.sign_up(form + " ", counter.accept());
    ASSERT_FALSE(counter.last());
    EXPECT_EQ(counter.last().error().code(), "id_conflict");
}

}  // namespace
}  // namespace aisle
