// SPDX-License-Identifier: Apache-2.0
#include "tests/sync/journal_bench.hpp"

namespace aisle {

JournalBench::JournalBench(std::uint64_t seed, std::string file)
    : dice(seed), path(folder.file(file)) {
    reopen();
}

JournalBench::~JournalBench() = default;

void JournalBench::reopen() {
    reader.reset();
    read.reset();
    journal.reset();
    committer.reset();
    write.reset();
    write = open(false);
    const auto migrated = migrate(*write);
    EXPECT_TRUE(migrated) << (migrated ? "" : migrated.error().what());
    committer = std::make_unique<Committer>(*write, lines.log(), metrics);
    journal = std::make_unique<Journal>(*write);
    committer->before_commit([this] { return journal->flush(); });
    const auto fresh = random_id<Epoch>(dice);
    EXPECT_TRUE(commit([&](Txn& txn) { return journal->load(txn, fresh); }));
    read = open(true);
    reader = std::make_unique<JournalReader>(*read);
}

Result<void> JournalBench::commit(Job job) {
    std::vector<Write> group;
    group.push_back({std::move(job), {}});
    auto outcome = committer->commit(group).front();
    committer->tidy_up();
    return outcome;
}

Event JournalBench::make(Lane lane, bool person) {
    clock.advance(Seconds{1});
    EventContext context;
    context.tenant = "demo";
    context.device = "s0042-pos1";
    context.wall = clock.wall();
    context.mono = clock.mono();
    const auto& kind =
        lane == Lane::ledger ? EventKinds::purchase_completed : EventKinds::scan_captured;
    return *encode_event(make_draft(kind, R"({"n":)" + std::to_string(++made_) + "}",
                                    person ? R"({"email":"a@example.org"})" : ""),
                         context, dice);
}

Event JournalBench::append(Lane lane, bool person) {
    auto event = make(lane, person);
    EXPECT_TRUE(commit([&](Txn& txn) -> Result<void> {
        TRY(journal->append(txn, event));
        return {};
    }));
    return event;
}

void JournalBench::append(Lane lane, int count) {
    for (int i = 0; i < count; ++i) append(lane, false);
}

EventId JournalBench::id_at(Lane lane, std::uint64_t seq) {
    const auto id = journal->id_at(lane, Seq(seq));
    return id && *id ? **id : EventId{};
}

Result<void> JournalBench::acknowledge(Lane lane, std::uint64_t through) {
    const Committed told{lane, Seq(through), id_at(lane, through)};
    return commit([&](Txn& txn) { return journal->acknowledge(txn, told, clock.wall()); });
}

Result<void> JournalBench::rewind(Lane lane, std::uint64_t through, const EventId& id) {
    return commit([&](Txn& txn) { return journal->rewind(txn, {lane, Seq(through), id}); });
}

Epoch JournalBench::fork() {
    const auto fresh = random_id<Epoch>(dice);
    EXPECT_TRUE(commit([&](Txn& txn) { return journal->fork(txn, fresh); }));
    return fresh;
}

Result<void> JournalBench::quarantine(Lane lane, std::uint64_t seq) {
    return commit([&](Txn& txn) {
        return journal->quarantine(txn, {{}, {}, lane, Seq(seq)}, "too_large", clock.wall());
    });
}

std::size_t JournalBench::trim(Lane lane, std::uint64_t through, std::size_t rows_max) {
    std::size_t count = 0;
    EXPECT_TRUE(commit([&](Txn& txn) -> Result<void> {
        TRY(count, journal->trim(txn, lane, Seq(through), rows_max));
        return {};
    }));
    return count;
}

std::size_t JournalBench::evict(std::size_t rows_max) {
    std::size_t count = 0;
    EXPECT_TRUE(commit([&](Txn& txn) -> Result<void> {
        TRY(count, journal->evict_touch(txn, rows_max));
        return {};
    }));
    return count;
}

void JournalBench::lose_row(Lane lane, std::uint64_t seq) {
    auto lose = write->prepare("DELETE FROM entry WHERE place = ?1");
    EXPECT_TRUE(lose.bind(place_of(lane, Seq(seq))).run());
}

NextBatch JournalBench::next_batch(Lane lane, std::uint64_t after, BatchBounds bounds) {
    auto next = reader->next_batch(lane, Seq(after), bounds);
    EXPECT_TRUE(next) << (next ? "" : next.error().what());
    return next ? std::move(*next) : NextBatch{};
}

std::unique_ptr<Database> JournalBench::open(bool read_only) {
    auto db = Database::open({.path = path, .read_only = read_only, .sync_every_commit = false});
    EXPECT_TRUE(db) << (db ? "" : db.error().what());
    return db ? std::make_unique<Database>(std::move(*db)) : nullptr;
}

}  // namespace aisle
