// SPDX-License-Identifier: Apache-2.0
// The journal against a model that a child could check: random operations, restarts and failed jobs
// in between, and after each of them everything that can be asked is compared.
#include "sync/journal_walk.hpp"
#include "tests/sync/journal_bench.hpp"

#include <map>

namespace aisle {
namespace {

struct Fact {
    Event event;
    Digest chain;
};

// What a lane should hold: every number ever given, and of those still kept whether it is a row.
struct LaneModel {
    std::uint64_t first = 1;
    std::uint64_t next = 1;
    std::uint64_t acked = 0;
    std::map<std::uint64_t, Fact> facts;
    std::map<std::uint64_t, std::string> gaps;  // number → reason, of numbers kept

    EventId id_at(std::uint64_t seq) const { return seq == 0 ? EventId{} : facts.at(seq).event.id; }
};

class ModelRun {
public:
    explicit ModelRun(std::uint64_t seed) : dice_(seed), bench_(seed) {
        for (const Lane lane : both_lanes) birth_[index_of(lane)] = bench_.lane(lane).chain;
    }

    void step() {
        const Lane lane = dice_.below(2) == 0 ? Lane::ledger : Lane::touch;
        switch (dice_.below(14)) {
            case 0:
                return acknowledge(lane);
            case 1:
                return acknowledge_wrongly(lane);
            case 2:
                return rewind(lane);
            case 3:
                return dice_.below(4) == 0 ? fork() : append(lane);
            case 4:
                return trim(lane);
            case 5:
                return evict();
            case 6:
                return quarantine(lane);
            case 7:
                return lose(lane);
            case 8:
                return fail(lane);
            case 9:
                return bench_.reopen();
            default:
                return append(lane);
        }
    }

    void compare() {
        for (const Lane lane : both_lanes) {
            const auto& model = models_[index_of(lane)];
            const auto& state = bench_.lane(lane);
            ASSERT_EQ(state.first.value(), model.first);
            ASSERT_EQ(state.next.value(), model.next);
            ASSERT_EQ(state.acked.value(), model.acked);
            ASSERT_EQ(state.acked_id, model.id_at(model.acked));
            ASSERT_EQ(state.last_id, model.id_at(model.next - 1));
            compare_batches(lane, model.acked);
        }
        JournalWalk walk(*bench_.read);
        auto more = walk.step(7);
        while (more && *more) more = walk.step(7);
        ASSERT_TRUE(more) << more.error().what();
        ASSERT_TRUE(walk.report().whole()) << walk.report().problems.front();
    }

private:
    LaneModel& model(Lane lane) { return models_[index_of(lane)]; }
    std::uint64_t some(std::uint64_t from, std::uint64_t to) {
        return from + dice_.below(to - from + 1);
    }

    void append(Lane lane) {
        auto& m = model(lane);
        const Digest before = m.next == 1 ? birth_[index_of(lane)] : m.facts.at(m.next - 1).chain;
        auto event = bench_.append(lane, dice_.below(4) == 0);
        const Digest chain = sha256({before.view(), event.bytes});
        m.facts[m.next++] = {std::move(event), chain};
    }
    // Central settles a gap as a whole.
    void acknowledge(Lane lane) {
        auto& m = model(lane);
        if (m.acked + 1 == m.next) return;
        std::uint64_t through = some(m.acked + 1, m.next - 1);
        while (m.gaps.contains(through) && m.gaps.contains(through + 1)) ++through;
        const Committed told{lane, Seq(through), m.id_at(through)};
        // What damage took has no id that could be compared.
        const auto known = bench_.journal->id_at(lane, Seq(through));
        ASSERT_TRUE(known);
        const Committed honest{lane, Seq(through), *known ? **known : told.id};
        ASSERT_TRUE(bench_.commit([&](Txn& txn) {
            return bench_.journal->acknowledge(txn, honest, bench_.clock.wall());
        }));
        m.acked = through;
        m.facts.at(through).event.id = honest.id;
    }
    void acknowledge_wrongly(Lane lane) {
        auto& m = model(lane);
        const Committed ahead{lane, Seq(m.next + dice_.below(5)), {}};
        const auto outcome = bench_.commit(
            [&](Txn& txn) { return bench_.journal->acknowledge(txn, ahead, bench_.clock.wall()); });
        ASSERT_EQ(outcome.error().kind(), Errc::invalid);
    }
    void rewind(Lane lane) {
        auto& m = model(lane);
        if (m.acked == 0) return;
        const std::uint64_t through = some(0, m.acked - 1);
        ASSERT_TRUE(bench_.rewind(lane, through, m.id_at(through)));
        m.acked = through;
        for (auto seq = through + 1; seq < m.first; ++seq) m.gaps[seq] = "trimmed";
        m.first = std::min(m.first, through + 1);
    }
    void fork() {
        bench_.fork();
        for (const Lane lane : both_lanes) {
            auto& m = model(lane);
            for (std::uint64_t seq = 1; seq < m.first; ++seq) m.gaps[seq] = "trimmed";
            m.first = 1;
            m.acked = 0;
        }
    }
    void trim(Lane lane) {
        auto& m = model(lane);
        const std::uint64_t through = some(0, m.next);
        const std::uint64_t end = std::min(through, m.acked);
        const auto count = bench_.trim(lane, through, 1 + dice_.below(10));
        const bool row_first = m.first <= end && !m.gaps.contains(m.first);
        ASSERT_TRUE(count > 0 || !row_first) << "a row that may go stays";
        ASSERT_TRUE(count == 0 || m.first + count - 1 <= end) << "a row that must stay goes";
        m.gaps.erase(m.gaps.begin(), m.gaps.lower_bound(m.first + count));
        m.first += count;
    }
    void evict() {
        auto& m = model(Lane::touch);
        std::uint64_t first = m.acked + 1;
        while (m.gaps.contains(first)) ++first;
        const std::uint64_t rows_max = 1 + dice_.below(6);
        std::uint64_t count = 0;
        for (auto seq = first; seq < m.next && !m.gaps.contains(seq) && count < rows_max; ++seq) {
            m.gaps[seq] = "evicted";
            ++count;
        }
        ASSERT_EQ(bench_.evict(rows_max), count);
    }
    void quarantine(Lane lane) {
        auto& m = model(lane);
        if (m.first == m.next) return;
        const std::uint64_t seq = some(m.first, m.next - 1);
        if (m.gaps.contains(seq)) return;
        ASSERT_TRUE(bench_.quarantine(lane, seq));
        m.gaps[seq] = "quarantined";
    }
    void lose(Lane lane) {
        auto& m = model(lane);
        if (m.first == m.next) return;
        const std::uint64_t seq = some(m.first, m.next - 1);
        if (m.gaps.contains(seq)) return;
        bench_.lose_row(lane, seq);
        const auto next = bench_.next_batch(lane, seq - 1);
        ASSERT_TRUE(next.missing);
        ASSERT_EQ(next.missing->first.value(), seq);
        ASSERT_EQ(next.missing->last.value(), seq);
        ASSERT_TRUE(bench_.commit([&](Txn& txn) {
            return bench_.journal->declare_missing(txn, lane, Seq(seq), Seq(seq));
        }));
        m.gaps[seq] = "missing";
    }
    // Everything at once, and then the job fails.
    void fail(Lane lane) {
        auto& m = model(lane);
        ASSERT_FALSE(bench_.commit([&](Txn& txn) -> Result<void> {
            auto& journal = *bench_.journal;
            TRY(journal.append(txn, bench_.make(lane)));
            TRY(journal.evict_touch(txn, 3));
            TRY(journal.trim(txn, lane, Seq(m.acked), 5));
            TRY(journal.rewind(txn, {lane, Seq(0), {}}));
            TRY(journal.fork(txn, random_id<Epoch>(bench_.dice)));
            return Error(Errc::denied, "on second thoughts");
        }));
    }

    // Batches of a random size, one after another, cover each number once and as it should be.
    void compare_batches(Lane lane, std::uint64_t from) {
        const auto& m = model(lane);
        std::uint64_t at = from;
        while (true) {
            const BatchBounds bounds{1 + dice_.below(6), 1 + dice_.below(4000)};
            const auto next = bench_.next_batch(lane, at, bounds);
            ASSERT_FALSE(next.missing);
            if (!next.batch) break;
            const auto& batch = *next.batch;
            ASSERT_EQ(batch.first.value(), at + 1);
            ASSERT_EQ(batch.epoch, bench_.journal->epoch());
            compare_before(lane, batch);
            compare_content(lane, batch);
            ASSERT_LE(batch.entries.size(), bounds.entries_max);
            ASSERT_TRUE(decode_batch(encode(batch)));
            at = batch.last.value();
        }
        ASSERT_EQ(at, m.next - 1);
    }
    void compare_before(Lane lane, const Batch& batch) {
        const auto& m = model(lane);
        const std::uint64_t before = batch.first.value() - 1;
        const bool missing = m.gaps.contains(before) && m.gaps.at(before) == "missing";
        if (batch.before_id && before > 0 && !missing) {
            ASSERT_EQ(*batch.before_id, m.id_at(before));
        }
        if (batch.before_chain && before > 0) {
            ASSERT_EQ(*batch.before_chain, m.facts.at(before).chain);
        }
        const bool row = before >= m.first && !m.gaps.contains(before);
        ASSERT_TRUE(!row || batch.before_id) << "the id is known and must be said";
        ASSERT_TRUE(!row || lane == Lane::touch || batch.before_chain);
    }
    void compare_content(Lane lane, const Batch& batch) {
        const auto& m = model(lane);
        auto gap = batch.gaps.begin();
        auto entry = batch.entries.begin();
        for (auto seq = batch.first.value(); seq <= batch.last.value(); ++seq) {
            if (gap != batch.gaps.end() && gap->last.value() < seq) ++gap;
            const bool covered = gap != batch.gaps.end() && gap->first.value() <= seq;
            ASSERT_EQ(covered, m.gaps.contains(seq)) << to_string(lane) << " " << seq;
            if (covered) {
                ASSERT_EQ(gap->reason, m.gaps.at(seq));
                continue;
            }
            const auto& fact = m.facts.at(seq).event;
            ASSERT_EQ(entry->event, fact.bytes);
            ASSERT_EQ(entry->person, fact.person);
            ASSERT_EQ(entry->salt, fact.salt);
            ++entry;
        }
        ASSERT_EQ(entry, batch.entries.end());
    }

    SeededEntropy dice_;
    JournalBench bench_;
    std::array<Digest, 2> birth_;
    std::array<LaneModel, 2> models_;
};

TEST(JournalModel, RandomOperationsLeaveWhatTheModelSays) {
    for (std::uint64_t seed = 1; seed <= 12; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ModelRun run(seed);
        for (int i = 0; i < 120; ++i) {
            SCOPED_TRACE("step " + std::to_string(i));
            run.step();
            run.compare();
            if (testing::Test::HasFatalFailure()) return;
        }
    }
}

}  // namespace
}  // namespace aisle
