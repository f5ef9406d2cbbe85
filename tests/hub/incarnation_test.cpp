// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/incarnation.hpp"

#include "tests/support/manual_clock.hpp"
#include "tests/support/memory_files.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

namespace aisle {
namespace {

class IncarnationTest : public testing::Test {
protected:
    Result<Life> start() {
        database_.reset();
        auto opened = HubDatabase::open(path_);
        if (!opened) return opened.error();
        database_ = std::move(*opened);
        DecisionLog decisions(database_->db());
        now_ += Seconds{1};
        mark_.emplace(*database_, files_, "hub.incarnation");
        return mark_->confirm(decisions, dice_, now_);
    }
    void stop() {
        ASSERT_TRUE(mark_->move());
        mark_.reset();
        database_.reset();
    }
    void copy_to(const std::string& name) {
        ASSERT_TRUE(database_->db().checkpoint(true));
        std::filesystem::copy_file(path_, folder_.file(name));
    }
    void put_back(const std::string& name) {
        mark_.reset();
        database_.reset();
        for (const char* rest : {"-wal", "-shm"}) std::filesystem::remove(path_ + rest);
        std::filesystem::copy_file(folder_.file(name), path_,
                                   std::filesystem::copy_options::overwrite_existing);
    }

    ScratchFolder folder_;
    std::string path_ = folder_.file("hub.db");
    MemoryFiles files_;
    SeededEntropy dice_{1};
    WallTime now_ = ManualClock::morning;
    std::unique_ptr<HubDatabase> database_;
    std::optional<IncarnationMark> mark_;
};

TEST_F(IncarnationTest, IsKeptFromStartToStart) {
    const auto first = start();
    ASSERT_TRUE(first);
    EXPECT_TRUE(first->fresh);
    EXPECT_FALSE(first->incarnation.none());
    const auto second = start();  // as after a kill
    EXPECT_FALSE(second->fresh);
    EXPECT_EQ(second->incarnation, first->incarnation);
    stop();
    EXPECT_EQ(start()->incarnation, first->incarnation);
}

TEST_F(IncarnationTest, ChangesWhenAnOlderCopyOfTheDatabaseComesBack) {
    const auto first = start();
    copy_to("yesterday.db");
    stop();
    put_back("yesterday.db");
    const auto second = start();
    ASSERT_TRUE(second);
    EXPECT_TRUE(second->fresh);
    EXPECT_NE(second->incarnation, first->incarnation);
    // And that one is kept.
    EXPECT_EQ(start()->incarnation, second->incarnation);
}

TEST_F(IncarnationTest, ChangesEachTimeTheSameCopyComesBack) {
    ASSERT_TRUE(start());
    copy_to("yesterday.db");
    stop();
    put_back("yesterday.db");
    const auto second = start();
    put_back("yesterday.db");
    const auto third = start();
    EXPECT_NE(second->incarnation, third->incarnation);
}

TEST_F(IncarnationTest, ChangesWhenTheDatabaseWasWiped) {
    const auto first = start();
    mark_.reset();
    database_.reset();
    for (const char* rest : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + rest);
    EXPECT_NE(start()->incarnation, first->incarnation);
}

TEST_F(IncarnationTest, ChangesWhenTheFileIsGone) {
    const auto first = start();
    ASSERT_TRUE(files_.remove("hub.incarnation"));
    EXPECT_NE(start()->incarnation, first->incarnation);
}

TEST_F(IncarnationTest, IsKeptWhenTheFileIsBehind) {
    // Killed between the mark in the database and the one in the file.
    const auto first = start();
    const auto behind = *files_.read("hub.incarnation", 4096);
    stop();
    files_.put("hub.incarnation", behind);
    EXPECT_EQ(start()->incarnation, first->incarnation);
}

TEST_F(IncarnationTest, AFreshLifeBeginsEveryGenerationAnew) {
    ASSERT_TRUE(start());
    FeedHead before;
    {
        DecisionLog decisions(database_->db());
        HubTransaction transaction(*database_);
        ASSERT_TRUE(transaction.begin());
        before = decisions.decide({"tasks", "fleet"}, {"k", "{}"}, now_)->head;
        ASSERT_TRUE(transaction.commit());
    }
    copy_to("yesterday.db");
    stop();
    put_back("yesterday.db");
    ASSERT_TRUE(start()->fresh);
    const auto after = DecisionLog(database_->db()).heads("fleet");
    ASSERT_EQ(after->size(), 1U);
    EXPECT_GT((*after)[0].generation, before.generation);
    EXPECT_EQ((*after)[0].head, before.head);
}

// Or a device that has seen the first would take the second for what it has.
TEST_F(IncarnationTest, TwoLivesOfOneCopyHaveOtherGenerationsThoughTheClockStandsBehind) {
    ASSERT_TRUE(start());
    {
        DecisionLog decisions(database_->db());
        HubTransaction transaction(*database_);
        ASSERT_TRUE(transaction.begin());
        ASSERT_TRUE(decisions.decide({"tasks", "fleet"}, {"k", "{}"}, now_));
        ASSERT_TRUE(transaction.commit());
    }
    copy_to("yesterday.db");
    now_ -= std::chrono::hours{24};
    std::set<std::uint64_t> generations;
    for (int life = 0; life < 3; ++life) {
        stop();
        put_back("yesterday.db");
        ASSERT_TRUE(start()->fresh);
        const auto heads = DecisionLog(database_->db()).heads("fleet");
        generations.insert(heads->at(0).generation.value());
    }
    EXPECT_EQ(generations.size(), 3U);
}

TEST_F(IncarnationTest, AFileOfAnotherKindIsLeftAlone) {
    files_.put("hub.incarnation", "hello");
    const auto outcome = start();
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind(), Errc::corrupt);
    EXPECT_EQ(*files_.read("hub.incarnation", 4096), "hello");
}

TEST_F(IncarnationTest, WithoutItsFileTheHubDoesNotStart) {
    files_.fail(Error(Errc::io, "the disk is gone"));
    EXPECT_FALSE(start());
}

// ---- The database itself ----

TEST_F(IncarnationTest, ADatabaseOfAnotherProgramIsLeftAlone) {
    {
        auto other = Database::open({.path = path_});
        ASSERT_TRUE(other->run("CREATE TABLE shop(name TEXT)"));
    }
    const auto opened = HubDatabase::open(path_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind(), Errc::corrupt);
}

TEST_F(IncarnationTest, ADatabaseOfANewerHubIsLeftAlone) {
    ASSERT_TRUE(start());
    ASSERT_TRUE(database_->db().set_user_version(hub_schema_version + 1));
    const auto opened = HubDatabase::open(path_);
    ASSERT_FALSE(opened);
    EXPECT_EQ(opened.error().kind(), Errc::newer);
}

TEST_F(IncarnationTest, LookingAtADatabaseThatIsNotThereMakesNone) {
    EXPECT_FALSE(HubDatabase::open_to_read(path_));
    EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace aisle
