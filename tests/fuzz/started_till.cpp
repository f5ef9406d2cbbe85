// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/started_till.hpp"

#include "agent/base/check.hpp"
#include "agent/base/json.hpp"
#include "agent/base/limits.hpp"
#include "agent/store/schema.hpp"
#include "sync/feeds.hpp"
#include "sync/journal_walk.hpp"
#include "tests/support/manual_clock.hpp"

namespace aisle {
namespace {

// More than any journal of these tests takes.
constexpr int slices_max = 200;

void gather(Query row, EventIds& ids) {
    while (true) {
        const auto more = row.next();
        if (!more || !*more) return;
        const auto lane = static_cast<std::uint64_t>(row.integer(0)) >> 60;
        const auto seq = seq_of(row.integer(0));
        const auto header = decode_event_header(row.bytes(2));
        const bool placed = lane < both_lanes.size() && !seq.none() && seq.value() < seq_max;
        const auto id = id_from_bytes<EventId>(row.bytes(1));
        if (placed && header && header->id == id) ids.insert(id);
    }
}

}  // namespace

StartedTill::StartedTill(const DiskImage& image, std::uint64_t seed) : disk_(image), dice_(seed) {}

StateFolder StartedTill::state_folder() {
    return {folder, files_, dice_, Log(silence_, LogLevel::error), metrics_, vfs_.name().c_str()};
}

Result<void> StartedTill::start() {
    const auto where = state_folder();
    TRY(auto opened, open_state_folder(where));
    for (const auto& outcome : opened.salvaged) {
        const auto told = salvaged_draft(outcome, opened.journal->epoch());
        CHECK(Json::parse(told.data).has_value(), "central can be told of it");
    }
    opened_.emplace(std::move(opened));
    return {};
}

Result<void> StartedTill::commit(Job job) {
    std::vector<Write> group;
    group.push_back({std::move(job), {}});
    auto outcome = opened_->committer->commit(group).front();
    opened_->committer->tidy_up();
    return outcome;
}

Result<EventId> StartedTill::capture(Lane lane, std::size_t bytes) {
    const auto& kind =
        lane == Lane::ledger ? EventKinds::purchase_completed : EventKinds::scan_captured;
    EventContext context;
    context.tenant = "t";
    context.device = "till-1";
    context.wall = ManualClock::morning;
    const auto draft = make_draft(kind, R"({"note":")" + std::string(bytes, '.') + "\"}",
                                  lane == Lane::ledger ? R"({"phone":"sealed"})" : "");
    TRY(const auto event, encode_event(draft, context, dice_));
    TRY(commit([&](Txn& txn) -> Result<void> {
        TRY(opened_->journal->append(txn, event));
        return {};
    }));
    return event.id;
}

template <class T>
bool StartedTill::fine(const Result<T>& read) {
    if (read) return true;
    CHECK(read.error().kind() == Errc::corrupt, read.error().what().c_str());
    damaged_ = true;
    return false;
}

bool StartedTill::looks_whole() {
    JournalReader reader(*opened_->read);
    Feeds feeds(*opened_->read, {});
    // For a person to see; the till goes on without.
    static_cast<void>(reader.gap_count());
    static_cast<void>(reader.quarantined());
    bool whole = fine(feeds.rows());
    for (const Lane lane : both_lanes) whole = read_lane(reader, lane) && whole;
    return walk() && whole;
}

// As the session does: what stands after a number, and then from its end on.
bool StartedTill::read_lane(JournalReader& reader, Lane lane) {
    static_cast<void>(reader.backlog(lane, Seq{}));
    static_cast<void>(reader.page(lane, Seq{}, 10));
    Seq after;
    for (int i = 0; i < slices_max; ++i) {
        const auto next = reader.next_batch(lane, after, {batch_entries_max, batch_bytes_max});
        if (!fine(next)) return false;
        if (!next->batch && !next->missing) return true;
        const Seq last = next->batch ? next->batch->last : next->missing->last;
        CHECK(last > after, "it comes nearer to the end each time");
        after = last;
    }
    return true;
}

bool StartedTill::walk() {
    JournalWalk walk(*opened_->read);
    for (int i = 0; i < slices_max; ++i) {
        const auto more = walk.step(64);
        if (!fine(more)) return false;
        if (*more) continue;
        if (!walk.report().whole()) damaged_ = true;
        return walk.report().whole();
    }
    return true;
}

void StartedTill::end() {
    const auto& death = opened_->committer->death();
    if (!damaged_ && !(death && death->kind() == Errc::corrupt)) return;
    const auto marked = mark_damaged(state_folder(), opened_->file, "found while running");
    CHECK(marked.has_value(), "a mark can be made");
}

void StartedTill::live_on() {
    auto& journal = *opened_->journal;
    for (const Lane lane : both_lanes) {
        const Seq head = journal.lane(lane).head();
        static_cast<void>(commit([&](Txn& txn) -> Result<void> {
            TRY(const auto id, journal.id_at(lane, head));
            const Committed told{lane, head, id.value_or(EventId{})};
            return journal.acknowledge(txn, told, ManualClock::morning);
        }));
        static_cast<void>(commit([&](Txn& txn) -> Result<void> {
            TRY(journal.quarantine(txn, {{}, {}, lane, head}, "poison", ManualClock::morning));
            TRY(journal.trim(txn, lane, head, 1000));
            return {};
        }));
        static_cast<void>(commit([&](Txn& txn) -> Result<void> {
            TRY(journal.evict_touch(txn, 10));
            return journal.rewind(txn, {lane, Seq(1), EventId{}});
        }));
    }
    static_cast<void>(commit([&](Txn& txn) { return journal.fork(txn, Epoch{{7}}); }));
    static_cast<void>(opened_->write->checkpoint(true));
    static_cast<void>(opened_->write->shrink(100));
}

EventIds events_in(Database& db) {
    EventIds ids;
    static const std::string expected = *expected_schema(schema_version);
    const auto found = db.schema_text();
    if (!found || *found != expected) return ids;
    auto forward = db.prepare("SELECT place, id, event FROM entry ORDER BY place");
    auto backward = db.prepare("SELECT place, id, event FROM entry ORDER BY place DESC");
    gather(forward.bind(), ids);
    gather(backward.bind(), ids);
    return ids;
}

EventIds events_in(const DiskImage& image, const std::string& file) {
    CrashDisk copy(image);
    const CrashVfs vfs(copy);
    auto db = Database::open({.path = std::string(StartedTill::folder) + "/" + file,
                              .read_only = true,
                              .vfs = vfs.name().c_str()});
    return db ? events_in(*db) : EventIds{};
}

}  // namespace aisle
