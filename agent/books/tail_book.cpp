// SPDX-License-Identifier: Apache-2.0
#include "agent/books/tail_book.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {

// A row is of file ?2 with any anchor: "A" is what comes after "@".
TailBook::TailBook(Database& db)
    : forget_(db.prepare("DELETE FROM tail WHERE source = ?1 AND position <= ?3"
                         " AND (file = ?2 OR (file >= ?2 || '@' AND file < ?2 || 'A'))")),
      touch_(db.prepare("UPDATE tail SET at = ?3 WHERE source = ?1"
                        " AND (file = ?2 OR (file >= ?2 || '@' AND file < ?2 || 'A'))")),
      keep_(db.prepare("INSERT INTO tail(source, file, position, at) SELECT ?1, ?3, ?4, ?5"
                       " WHERE NOT EXISTS (SELECT 1 FROM tail WHERE source = ?1"
                       " AND (file = ?2 OR (file >= ?2 || '@' AND file < ?2 || 'A')))")),
      prune_(db.prepare("DELETE FROM tail WHERE (source, file) IN (SELECT source, file FROM tail"
                        " WHERE source = ?1 ORDER BY at DESC LIMIT -1 OFFSET ?2)")) {}

Result<void> TailBook::move(Txn&, const std::string& journal, const TailMark& before,
                            const TailMark& after, WallTime changed) {
    const auto position = static_cast<std::int64_t>(after.position);
    const auto was = static_cast<std::int64_t>(before.position);
    const bool same = before.file == after.file;
    if (!same) TRY(forget_.bind(journal, before.file, position).run());
    TRY(forget_.bind(journal, after.file, same ? std::max(was, position) : position).run());
    // One that is left is further on: a copy of this one.
    TRY(touch_.bind(journal, after.file, micros(changed)).run());
    const auto text = after.anchor.empty() ? after.file : after.file + "@" + after.anchor;
    TRY(keep_.bind(journal, after.file, text, position, micros(changed)).run());
    // Only a file that is new can make one too many.
    if (!before.file.empty()) return {};
    return prune_.bind(journal, static_cast<std::int64_t>(tail_rows_max)).run();
}

TailList::TailList(Database& db)
    : all_(db.prepare("SELECT source, file, position, at FROM tail ORDER BY source, at")) {}

Result<KeptMarks> TailList::all() {
    KeptMarks marks;
    auto row = all_.bind();
    while (true) {
        TRY(const bool more, row.next());
        if (!more) return marks;
        const auto text = row.bytes(1);
        TailMark mark{std::string(text.substr(0, text.find('@'))),
                      static_cast<std::uint64_t>(row.integer(2))};
        if (mark.file.size() < text.size()) mark.anchor = text.substr(mark.file.size() + 1);
        marks[std::string(row.bytes(0))].push_back(
            {std::move(mark), WallTime(Micros(row.integer(3)))});
    }
}

}  // namespace aisle
