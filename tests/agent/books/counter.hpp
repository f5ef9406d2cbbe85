// SPDX-License-Identifier: Apache-2.0
// A counter on a real file: the desk and its books over a store that works at once on the caller's
// thread, and what was answered, in the order of the answers.
#pragma once

#include "agent/books/desk.hpp"
#include "agent/books/member_shelf.hpp"
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
          shelf(*bench.write, *bench.read, *bench.journal, others()),
          recorder({store, *bench.journal, requests, bench.clock, bench.dice, bench.metrics,
                    bench.lines.log()},
                   events()),
          members(member_parts(), profile()),
          desk(parts(), profile()),
          task_desk(task_parts()) {}

    // For a desk of the test's own.
    DeskParts parts() { return {recorder, tasks, coupon_list, &members}; }
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
    MemberDeskParts member_parts() {
        auto parts = shelf.desk_parts(recorder, keys(), "digest key");
        parts.online = [this] { return online; };
        if (answers_ready) {
            parts.ask = [this](std::string kind, std::string body, auto reply) {
                asked.push_back(std::move(kind) + " " + body);
                reply(central_answer);
            };
        }
        parts.owed = [this](std::string_view member, WallTime now) {
            return tasks.credits().of(member, now);
        };
        parts.erasures_pending = [this] { return erasures_pending; };
        return parts;
    }
    // Of the books of others: what they were told to forget.
    std::vector<ForgetMember> others() {
        std::vector<ForgetMember> others;
        others.emplace_back([this](Txn&, std::span<const std::string> ids) -> Result<std::size_t> {
            forgotten.assign(ids.begin(), ids.end());
            return ids.size();
        });
        return others;
    }
    // What a form shows; its hash is what a consent to it names.
    static constexpr std::string_view notice_text = "We keep your number to call you.";
    static std::string notice_hash() { return to_hex(sha256({notice_text}).view()); }
    void put_notice() {
        put(notices, "fleet", "n1",
            R"({"id":"n1","version":"3","language":"zh-CN","text":")" + std::string(notice_text) +
                R"("})");
    }
    // Central's pair, and the key that it gave the store.
    static SealPrivateKey central() {
        SeededEntropy dice{7};
        return make_seal_key(dice);
    }
    static MemberKeys keys() { return {public_of(central()), IdentifierKey(std::string(32, 'k'))}; }

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
    MemberShelf shelf;
    ErasureMemory& erased = shelf.memory;
    MemberBook& member_book = shelf.members;
    ConsentBook& consents = shelf.consents;
    NoticeBook& notices = shelf.notices;
    NoticeList& notice_list = shelf.notice_list;
    ErasureBook& erasures = shelf.erasures;
    std::vector<Receipt> saved;
    std::vector<std::string> done;
    std::vector<std::string> lost;
    std::vector<std::string> forgotten;
    std::vector<Result<Accepted>> answers;
    std::string signed_in;
    bool room = true;
    bool online = false;
    // For a desk of the test's own: central answers, with this.
    bool answers_ready = false;
    Result<std::string> central_answer = Error(Errc::timeout, "no answer").coded("no_answer");
    std::vector<std::string> asked;
    bool erasures_pending = false;
    std::optional<WallTime> truth = ManualClock::morning;
    Recorder recorder;
    MemberDesk members;
    Desk desk;
    TaskDesk task_desk;
};

}  // namespace aisle
