// SPDX-License-Identifier: Apache-2.0
#include "agent/books/tail_book.hpp"

#include "agent/base/limits.hpp"

namespace aisle {

TailBook::TailBook(Database& db)
    : forget_(db.prepare("DELETE FROM tail WHERE source = ?1 AND file = ?2 AND position <= ?3")),
      keep_(db.prepare("INSERT INTO tail(source, file, position, at) VALUES(?1, ?2, ?3, ?4)"
                       " ON CONFLICT(source, file) DO UPDATE"
                       " SET position = max(position, excluded.position), at = excluded.at")),
      prune_(db.prepare("DELETE FROM tail WHERE (source, file) IN (SELECT source, file FROM tail"
                        " WHERE source = ?1 ORDER BY at DESC LIMIT -1 OFFSET ?2)")) {}

Result<void> TailBook::move(Txn&, const std::string& journal, const TailMark& before,
                            const TailMark& after, WallTime changed) {
    const auto position = static_cast<std::int64_t>(after.position);
    if (before.file != after.file) {
        TRY(forget_.bind(journal, before.file, position).run());
    }
    TRY(keep_.bind(journal, after.file, position, micros(changed)).run());
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
        const auto position = static_cast<std::uint64_t>(row.integer(2));
        marks[std::string(row.bytes(0))].push_back(
            {{std::string(row.bytes(1)), position}, WallTime(Micros(row.integer(3)))});
    }
}

}  // namespace aisle
