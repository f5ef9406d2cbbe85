// SPDX-License-Identifier: Apache-2.0
// A counter on a real file: the desk and its books over a store that works at once on the caller's
// thread, and what was answered, in the order of the answers.
#pragma once

#include "agent/books/desk.hpp"
#include "agent/books/task_desk.hpp"
#include "tests/sync/journal_bench.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

class Counter {
public:
    Counter()
        : store({*bench.write, *bench.committer, [](Function<void()> task) { task(); }, false}),
          requests(*bench.write),
          tasks(*bench.write),
          coupons(*bench.write),
          task_list(*bench.read),
          coupon_list(*bench.read),
          recorder({store, *bench.journal, requests, bench.clock, bench.dice, bench.metrics,
                    bench.lines.log()},
                   events()),
          desk(parts(), profile()),
          task_desk(task_parts()) {}

    // For a desk of the test's own.
    DeskParts parts() { return {recorder, tasks, coupon_list}; }
    TaskDeskParts task_parts() {
        return {recorder,
                tasks,
                task_list,
                [this] { return task_moment(); },
                [this](std::string_view key) { done.emplace_back(key); },
                [this](std::string_view key) { lost.emplace_back(key); }};
    }
    TaskMoment task_moment() {
        return {recorder.now(), profile().day, profile().store_id, "s0042-pos1"};
    }

    // What the answer of a use case was.
    Accept accept() {
        return [this](Result<Accepted> outcome) { answers.push_back(std::move(outcome)); };
    }
    const Result<Accepted>& last() const { return answers.back(); }
    std::vector<JournalRow> rows(Lane lane) {
        auto page = bench.reader->page(lane, Seq{}, 500);
        EXPECT_TRUE(page);
        return page ? *page : std::vector<JournalRow>{};
    }
    std::string person_of(const JournalRow& event) {
        auto find = bench.read->prepare("SELECT person FROM entry WHERE id = ?1");
        auto row = find.bind(Blob{event.id.view()});
        EXPECT_TRUE(row.one());
        return std::string(row.bytes(0));
    }
    Result<void> commit(Job job) { return bench.commit(std::move(job)); }
    void put(FeedFold& fold, std::string_view scope, std::string key, std::string body) {
        const PageEntry entry{Cursor(1), true, std::move(key), std::move(body)};
        EXPECT_TRUE(fold.check(entry)) << body;
        EXPECT_TRUE(commit([&](Txn& txn) { return fold.put(txn, scope, entry); }));
    }

    static StoreProfile profile() {
        StoreProfile profile;
        profile.store_id = "s0042";
        return profile;
    }
    RecorderEvents events() {
        RecorderEvents events;
        events.context = [this] {
            EventContext context;
            context.tenant = "demo";
            context.device = "s0042-pos1";
            context.wall = bench.clock.wall();
            context.mono = bench.clock.mono();
            context.operator_id = signed_in;
            return context;
        };
        events.truth = [this] { return truth; };
        events.admit = [this](Txn&, Lane, std::size_t) -> Result<void> {
            if (room) return {};
            return Error(Errc::full, "no room").coded("disk_full");
        };
        events.saved = [this](const Receipt& receipt) { saved.push_back(receipt); };
        return events;
    }

    JournalBench bench;
    Store store;
    RequestBook requests;
    TaskBook tasks;
    CouponBook coupons;
    TaskList task_list;
    CouponList coupon_list;
    std::vector<Receipt> saved;
    std::vector<std::string> done;
    std::vector<std::string> lost;
    std::vector<Result<Accepted>> answers;
    std::string signed_in;
    bool room = true;
    std::optional<WallTime> truth = ManualClock::morning;
    Recorder recorder;
    Desk desk;
    TaskDesk task_desk;
};

}  // namespace aisle
