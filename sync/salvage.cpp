// SPDX-License-Identifier: Apache-2.0
#include "sync/salvage.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "sync/journal_reader.hpp"
#include "sync/salvage_books.hpp"
#include "sync/salvage_members.hpp"
#include "sync/salvage_rows.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

namespace aisle {
namespace {

// Read together; when a block gives an error it is halved until the bad rows stand alone.
constexpr std::uint64_t block = 1024;
// After so many blocks without a row that can be read the rest of what cannot is leapt over. Each
// costs some ten milliseconds, and a bad inner page takes half a block with it.
constexpr int barren_blocks_max = 8;
// No device writes more; counters that speak of more are spoilt.
constexpr std::uint64_t entries_expected_max = std::uint64_t{1} << 32;
// So many names are tried to get past remembered requests that cannot be read.
constexpr int request_errors_max = 4096;

// The next name worth a try past one that cannot be read: the last byte goes up, and at its end the
// one before. False when there is none.
bool step_past(std::string& name) {
    while (!name.empty() && static_cast<unsigned char>(name.back()) >= 0x7e) name.pop_back();
    if (name.empty()) return false;
    ++name.back();
    return true;
}

class Rescue {
public:
    Rescue(Database& from, Committer& committer, Journal& into)
        : committer_(committer),
          into_(into),
          forgotten_(committer.db()),
          books_(from, committer),
          reader_(from),
          rows_(from.prepare("SELECT id, event, person, salt FROM entry"
                             " WHERE place BETWEEN ?1 AND ?2 ORDER BY place")),
          next_(from.prepare("SELECT place FROM entry WHERE place BETWEEN ?1 AND ?2"
                             " ORDER BY place LIMIT 1")),
          requests_(from.prepare("SELECT name, body, place, events, id, epoch, member, at"
                                 " FROM request WHERE name > ?1 ORDER BY name LIMIT 1")),
          requests_back_(from.prepare("SELECT name, body, place, events, id, epoch, member, at"
                                      " FROM request WHERE name < ?1 ORDER BY name DESC LIMIT 1")),
          outcomes_(from.prepare("SELECT key, completed_at, event_id, seq FROM task_outcome")),
          has_tails_(from.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'tail'")),
          tails_(from.prepare("SELECT source, file, position, at FROM tail")),
          has_pickups_(from.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'pickup_done'")),
          pickups_(from.prepare("SELECT order_number, at, dated FROM pickup_done")),
          forward_(from.prepare("SELECT place, id, event, person, salt FROM entry"
                                " ORDER BY place")),
          backward_(from.prepare("SELECT place, id, event, person, salt FROM entry"
                                 " ORDER BY place DESC")) {}

    Result<SalvageOutcome> run(Database& to) {
        auto state = reader_.state();
        if (state) {
            state_ = std::move(*state);
            outcome_.epoch = state_->epoch;
        } else {
            count_on_damage(state.error());
        }
        TRY(forgets_, forgotten_.anybody());
        TRY(copy_requests(to));
        TRY(copy_outcomes(to));
        TRY(copy_tails(to));
        TRY(copy_pickups(to));
        for (const Lane lane : both_lanes) TRY(copy_lane(lane));
        for (auto* walk : {&forward_, &backward_}) TRY(copy_hidden(*walk));
        TRY(copy_books());
        // All of it again, another time.
        if (hindrance_) return *hindrance_;
        return outcome_;
    }

private:
    Result<void> copy_books() {
        if (hindrance_) return {};
        TRY(SalvageBooks(books_).run());
        SalvageMembers members(books_);
        TRY(members.run(into_.lane(Lane::ledger).head()));
        TRY(members.remember());
        outcome_.unreadable += books_.unreadable();
        hindrance_ = books_.hindrance();
        return {};
    }

    // Of a read that failed. If it says nothing of the file, what remains is gone through in haste.
    void count_on_damage(const Error& error) {
        if (!hindrance_ && says_nothing_of_the_file(error)) hindrance_ = error;
    }

    Result<void> commit(Job job) {
        std::vector<Write> group;
        group.push_back({std::move(job), {}});
        return committer_.commit(group).front();
    }

    // The rows themselves say where they stand. Counters may be stale or spoilt: they only say how
    // many to expect, and where a longer look is worth it.
    Result<void> copy_lane(Lane lane) {
        const std::uint64_t end = believed_end(lane);
        int barren = 0;  // blocks in a row that gave nothing
        for (std::uint64_t at = 1; at < seq_max && !hindrance_;) {
            const auto next = next_row(lane, at);
            const bool leap = at >= end || barren >= barren_blocks_max;
            if (next) {
                at = *next;
            } else if (leap) {
                at = past_unreadable(lane, at);
            }
            if (at >= seq_max) return {};
            std::vector<Event> found;
            collect(lane, at, std::min(at + block, seq_max), found);
            barren = found.empty() ? barren + 1 : 0;
            TRY(append(found));
            at += block;
        }
        return {};
    }

    // Where the counters say that the lane ends, if what they say can be; and what to expect of it.
    std::uint64_t believed_end(Lane lane) {
        if (!state_) return 0;
        const auto first = state_->lane(lane).first.value();
        const auto next = state_->lane(lane).next.value();
        if (first > next || next - first > entries_expected_max) return 0;
        outcome_.expected += next - first;
        return next;
    }

    Result<void> append(std::vector<Event>& found) {
        if (found.empty()) return {};
        for (auto& event : found) TRY(leave_out(event));
        outcome_.recovered += found.size();
        return commit([&](Txn& txn) -> Result<void> {
            for (const auto& event : found) TRY(into_.append(txn, event));
            return {};
        });
    }

    // The part of somebody whom this file has forgotten since. By her id: who joins again is known
    // by the same phone, and what she has sealed then was not asked to be forgotten.
    Result<void> leave_out(Event& event) {
        if (!forgets_ || event.person.empty()) return {};
        for (const auto& subject : subjects_of(event.person)) {
            TRY(const bool gone, forgotten_.knows_member(subject));
            if (!gone) continue;
            event.person.clear();
            event.salt.clear();
            return {};
        }
        return {};
    }

    // Where the next row stands, seq_max when there is none; nothing when it cannot be told.
    std::optional<std::uint64_t> next_row(Lane lane, std::uint64_t at) {
        auto row = next_.bind(place_of(lane, Seq(at)), place_of(lane, Seq(seq_max)));
        const auto found = row.next();
        if (!found) {
            count_on_damage(found.error());
            return std::nullopt;
        }
        if (!*found) return seq_max;
        // A wrong key leads back to what was passed: from here nothing can be told, and what stands
        // behind it copy_hidden() finds.
        if (row.integer(0) < static_cast<std::int64_t>(place_of(lane, Seq(at))))
            return std::nullopt;
        return seq_of(row.integer(0)).value();
    }

    // From `at` on nothing can be told. Looks twice as far each time, and then back to within a
    // block of where it begins to be readable again; seq_max when it never does.
    std::uint64_t past_unreadable(Lane lane, std::uint64_t at) {
        std::uint64_t unread = at;
        std::uint64_t read = at;
        for (std::uint64_t leap = block; read == at || !next_row(lane, read); leap *= 2) {
            unread = read;
            if (hindrance_ || seq_max - read <= leap) return seq_max;
            read += leap;
        }
        while (read - unread > block) {
            const std::uint64_t middle = unread + (read - unread) / 2;
            (next_row(lane, middle) ? read : unread) = middle;
        }
        return unread;
    }

    // Rows of [first, last) into `found`; what cannot be read is counted.
    void collect(Lane lane, std::uint64_t first, std::uint64_t last, std::vector<Event>& found) {
        std::vector<Event> read;
        const bool whole = read_rows(lane, first, last, read);
        const bool alone = last - first == 1;
        if (whole || (alone && !read.empty())) {
            // A row alone may come with an error: it is the last of a page, and the next is bad.
            for (auto& event : read) take(std::move(event), found);
        } else if (hindrance_) {
            return;
        } else if (alone) {
            ++outcome_.unreadable;
        } else {
            const std::uint64_t middle = first + (last - first) / 2;
            collect(lane, first, middle, found);
            collect(lane, middle, last, found);
        }
    }

    bool read_rows(Lane lane, std::uint64_t first, std::uint64_t last, std::vector<Event>& read) {
        std::uint64_t no_events = 0;
        auto row = rows_.bind(place_of(lane, Seq(first)), place_of(lane, Seq(last - 1)));
        while (true) {
            const auto more = row.next();
            if (!more) {
                count_on_damage(more.error());
                return false;
            }
            if (!*more) break;
            auto event = event_in(row, 0, lane);
            if (event) {
                read.push_back(std::move(*event));
            } else {
                ++no_events;
            }
        }
        outcome_.unreadable += no_events;
        return true;
    }

    // Of the columns id, event, person and salt; nothing when they are no event.
    static std::optional<Event> event_in(const Query& row, int column, Lane lane) {
        Event event;
        event.id = id_from_bytes<EventId>(row.bytes(column));
        event.lane = lane;
        event.bytes = row.bytes(column + 1);
        event.person = row.bytes(column + 2);
        event.salt = row.bytes(column + 3);
        const auto header = decode_event_header(event.bytes);
        return header && header->id == event.id ? std::optional(std::move(event)) : std::nullopt;
    }

    // Once, however often a damaged tree shows it.
    void take(Event event, std::vector<Event>& found) {
        if (carried_.insert(event.id).second) found.push_back(std::move(event));
    }

    // A wrong key in an inner page hides what stands below it from those who look for a number,
    // but not from who walks from one end to the other, up to the first page that cannot be read.
    Result<void> copy_hidden(Statement& walk) {
        std::vector<Event> found;
        auto row = walk.bind();
        while (true) {
            const auto more = row.next();
            if (!more) count_on_damage(more.error());
            if (!more || !*more) break;
            const auto place = row.integer(0);
            const bool placed =
                place == static_cast<std::int64_t>(place_of(lane_of(place), seq_of(place)));
            if (!placed || carried_.contains(id_from_bytes<EventId>(row.bytes(1)))) continue;
            if (auto event = event_in(row, 1, lane_of(place))) take(std::move(*event), found);
            if (found.size() < block) continue;
            TRY(append(found));
            found.clear();
        }
        return append(found);
    }

    // Forward, past what cannot be read as well as may be; and backward from the end up to there.
    Result<void> copy_requests(Database& to) {
        auto insert = to.prepare(
            "INSERT OR IGNORE INTO request(name, body, place, events, id, epoch, member, at)"
            " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)");
        int errors = 0;
        TRY(walk_requests(insert, requests_, "", [&](std::string& name) {
            return ++errors < request_errors_max && step_past(name);
        }));
        if (errors == 0) return {};
        return walk_requests(insert, requests_back_, "\x7f", [](std::string&) { return false; });
    }

    // One by one from the last name seen. `get_past` changes a name from which nothing can be read
    // on, or ends the walk.
    template <class GetPast>
    Result<void> walk_requests(Statement& insert, Statement& from, std::string name,
                               GetPast get_past) {
        bool more = true;
        while (more) {
            TRY(commit([&](Txn&) -> Result<void> {
                for (std::size_t i = 0; more && i < rows_deleted_per_job; ++i) {
                    auto row = from.bind(name);
                    const auto found = row.next();
                    if (!found) count_on_damage(found.error());
                    more = found ? *found : !hindrance_ && get_past(name);
                    if (!found || !more) continue;
                    TRY(copy_request(insert, row));
                    name = row.bytes(0);
                }
                return {};
            }));
        }
        return {};
    }

    // Who was forgotten leaves the answer, as in books/request_book.hpp.
    Result<void> copy_request(Statement& insert, const Query& row) {
        auto member = text_or_null(row, 6);
        std::string_view body = row.bytes(1);
        if (forgets_ && member) {
            TRY(const bool gone, forgotten_.knows_member(*member));
            if (gone) member.reset();
            if (gone) body = {};
        }
        return insert
            .bind(row.bytes(0), Blob{body}, row.integer(2), row.integer(3), Blob{row.bytes(4)},
                  Blob{row.bytes(5)}, member, row.integer(7))
            .run();
    }

    Result<void> copy_outcomes(Database& to) {
        auto insert = to.prepare(
            "INSERT OR IGNORE INTO task_outcome(key, completed_at, event_id,"
            " seq) VALUES(?1, ?2, ?3, ?4)");
        return copy_rows(outcomes_, [&](const Query& row) {
            return insert.bind(row.bytes(0), row.integer(1), Blob{row.bytes(2)}, row.integer(3))
                .run();
        });
    }

    // Else every journal file would be read from its beginning.
    Result<void> copy_tails(Database& to) {
        // A file of schema 1 has none.
        auto table = has_tails_.bind();
        const auto there = table.next();
        if (!there) count_on_damage(there.error());
        if (!there || !*there) return {};
        auto insert = to.prepare(
            "INSERT OR IGNORE INTO tail(source, file, position, at) VALUES(?1, ?2, ?3, ?4)");
        return copy_rows(tails_, [&](const Query& row) {
            return insert.bind(row.bytes(0), row.bytes(1), row.integer(2), row.integer(3)).run();
        });
    }

    // Else what was handed over would be handed over again.
    Result<void> copy_pickups(Database& to) {
        // A file of schema 1 or 2 has none.
        auto table = has_pickups_.bind();
        const auto there = table.next();
        if (!there) count_on_damage(there.error());
        if (!there || !*there) return {};
        auto insert = to.prepare(
            "INSERT OR IGNORE INTO pickup_done(order_number, at, dated) VALUES(?1, ?2, ?3)");
        return copy_rows(pickups_, [&](const Query& row) {
            return insert.bind(row.bytes(0), row.integer(1), row.integer(2)).run();
        });
    }

    // As many as can be read, of a table that is small.
    template <class Keep>
    Result<void> copy_rows(Statement& rows, Keep keep) {
        return commit([&](Txn&) -> Result<void> {
            auto row = rows.bind();
            while (true) {
                const auto found = row.next();
                if (!found) count_on_damage(found.error());
                if (!found || !*found) return {};
                TRY(keep(row));
            }
        });
    }

    Committer& committer_;
    Journal& into_;
    Forgotten forgotten_;
    bool forgets_ = false;
    SalvageRows books_;
    JournalReader reader_;
    Statement rows_;
    Statement next_;
    Statement requests_;
    Statement requests_back_;
    Statement outcomes_;
    Statement has_tails_;
    Statement tails_;
    Statement has_pickups_;
    Statement pickups_;
    Statement forward_;
    Statement backward_;
    std::set<EventId> carried_;  // some tens of bytes an event, at a start that is rare
    std::optional<JournalState> state_;
    SalvageOutcome outcome_;
    std::optional<Error> hindrance_;
};

}  // namespace

bool says_nothing_of_the_file(const Error& error) {
    return error.kind() == Errc::full || error.kind() == Errc::unavailable ||
           error.kind() == Errc::denied || error.code() == "no_lock";
}

Result<SalvageOutcome> salvage(Database& from, Committer& committer, Journal& into) {
    return Rescue(from, committer, into).run(committer.db());
}

EventDraft salvaged_draft(const SalvageOutcome& outcome, const Epoch& into) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("file", outcome.file);
    if (!outcome.epoch.none()) json.member("from", to_hex(outcome.epoch));
    json.member("to", to_hex(into)).member("expected", outcome.expected);
    json.member("recovered", outcome.recovered).member("unreadable", outcome.unreadable);
    json.end_object();
    return make_draft(EventKinds::device_journal_salvaged, std::move(data));
}

}  // namespace aisle
