// SPDX-License-Identifier: Apache-2.0
// Two journals, of which the fresh one takes what can be read out of the old one's file.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/limits.hpp"
#include "sync/salvage.hpp"
#include "tests/sync/journal_bench.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <string_view>

namespace aisle {

class SalvageBench : public testing::Test {
protected:
    using Spoil = std::function<void(std::string&)>;

    SalvageOutcome carry_over(const Spoil& spoil = [](std::string&) {}) {
        EXPECT_TRUE(old.write->checkpoint(true));
        auto bytes = read_whole(old.path);
        spoil(bytes);
        auto from =
            Database::open({.path = old.folder.write("spoilt.db", bytes), .read_only = true});
        EXPECT_TRUE(from);
        if (!from) return {};
        const auto outcome = salvage(*from, *fresh.committer, *fresh.journal);
        EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().what());
        return outcome ? *outcome : SalvageOutcome{};
    }
    template <std::size_t n>
    void into_old(const char (&sql)[n]) {
        const auto done = old.write->run(sql);
        EXPECT_TRUE(done) << (done ? "" : done.error().what());
    }
    template <std::size_t n>
    void into_fresh(const char (&sql)[n]) {
        const auto done = fresh.write->run(sql);
        EXPECT_TRUE(done) << (done ? "" : done.error().what());
    }
    // A number that the fresh journal's file holds.
    template <std::size_t n>
    std::int64_t number(const char (&sql)[n]) {
        auto statement = fresh.write->prepare(sql);
        auto row = statement.bind();
        EXPECT_TRUE(row.one());
        return row.integer(0);
    }
    static void forget(JournalBench& bench, std::string_view member) {
        const auto subject = sha256({member});
        auto remember =
            bench.write->prepare("INSERT INTO erased(subject, erase_seq, at) VALUES(?1, 7, 5)");
        EXPECT_TRUE(remember.bind(Blob{subject.view()}).run());
    }

    JournalBench old{1, "old.db"};
    JournalBench fresh{2, "fresh.db"};
};

}  // namespace aisle
