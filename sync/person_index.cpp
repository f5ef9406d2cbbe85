// SPDX-License-Identifier: Apache-2.0
#include "sync/person_index.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/domain/event.hpp"

#include <limits>
#include <string>
#include <utility>
#include <vector>

namespace aisle {
namespace {

constexpr std::int64_t before_all = std::numeric_limits<std::int64_t>::min();

// Two that share one are told apart by the part itself.
std::int64_t short_digest(std::string_view subject) {
    const auto digest = sha256({subject});
    std::uint64_t number = 0;
    for (std::size_t i = 0; i < sizeof number; ++i) number = number << 8 | digest.bytes[i];
    return static_cast<std::int64_t>(number);
}

}  // namespace

PersonIndex::PersonIndex(Database& db)
    : note_(db.prepare("INSERT INTO entry_subject(subject, place) VALUES(?1, ?2)"
                       " ON CONFLICT DO NOTHING")),
      places_(db.prepare("SELECT place FROM entry_subject WHERE subject = ?1")),
      strip_(db.prepare("UPDATE entry SET person = NULL, salt = NULL"
                        " WHERE place = ?1 AND instr(person, ?2) > 0")),
      older_(db.prepare("SELECT lane, last FROM entry_unindexed")),
      older_parts_(db.prepare("SELECT place, person FROM entry WHERE place > (?1 << 60)"
                              " AND place <= ?2 AND person IS NOT NULL")),
      forget_older_(db.prepare("DELETE FROM entry_unindexed")),
      drop_(db.prepare("DELETE FROM entry_subject WHERE subject = ?1")),
      strip_aside_(db.prepare("UPDATE quarantine SET person = NULL, salt = NULL"
                              " WHERE instr(person, ?1) > 0")),
      slice_end_(db.prepare("SELECT subject, place FROM entry_subject"
                            " WHERE (subject, place) > (?1, ?2)"
                            " ORDER BY subject, place LIMIT 1 OFFSET ?3")),
      sweep_(db.prepare("DELETE FROM entry_subject WHERE (subject, place) > (?1, ?2)"
                        " AND (subject, place) <= (?3, ?4) AND NOT EXISTS"
                        " (SELECT 1 FROM entry WHERE entry.place = entry_subject.place)")),
      swept_subject_(before_all) {}

Result<void> PersonIndex::note(std::int64_t place, std::string_view person) {
    for (const auto& subject : subjects_of(person)) {
        TRY(note_.bind(short_digest(subject), place).run());
    }
    return {};
}

Result<std::size_t> PersonIndex::forget(Txn& txn, std::string_view subject) {
    TRY(index_older());
    const auto digest = short_digest(subject);
    std::vector<std::int64_t> places;
    {
        auto row = places_.bind(digest);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            places.push_back(row.integer(0));
        }
    }
    // As it stands in a part, so that "m-1" is not found in "m-12".
    std::string written;
    append_json_string(written, subject);
    std::size_t stripped = 0;
    for (const auto place : places) {
        TRY(strip_.bind(place, Blob{written}).run());
        stripped += static_cast<std::size_t>(txn.db().rows_changed());
    }
    TRY(drop_.bind(digest).run());
    TRY(strip_aside_.bind(Blob{written}).run());
    return stripped + static_cast<std::size_t>(txn.db().rows_changed());
}

// What an older program wrote is looked through once, by the first who is forgotten: a device that
// hears of thousands at once looks no further.
Result<void> PersonIndex::index_older() {
    std::vector<std::pair<std::int64_t, std::int64_t>> older;
    {
        auto row = older_.bind();
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            older.emplace_back(row.integer(0), row.integer(1));
        }
    }
    if (older.empty()) return {};
    for (const auto& [lane, last] : older) {
        auto row = older_parts_.bind(lane, last);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            TRY(note(row.integer(0), row.bytes(1)));
        }
    }
    return forget_older_.bind().run();
}

Result<void> PersonIndex::sweep(Txn&, std::size_t rows_max) {
    std::int64_t last_subject = std::numeric_limits<std::int64_t>::max();
    std::int64_t last_place = std::numeric_limits<std::int64_t>::max();
    bool whole = true;
    {
        auto end = slice_end_.bind(swept_subject_, swept_place_, std::uint64_t{rows_max - 1});
        TRY(const bool more, end.next());
        if (more) {
            last_subject = end.integer(0);
            last_place = end.integer(1);
            whole = false;
        }
    }
    TRY(sweep_.bind(swept_subject_, swept_place_, last_subject, last_place).run());
    swept_subject_ = whole ? before_all : last_subject;
    swept_place_ = whole ? 0 : last_place;
    return {};
}

}  // namespace aisle
