// SPDX-License-Identifier: Apache-2.0
#include "agent/books/preference_book.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {

PreferenceBook::PreferenceBook(Database& db)
    : note_(db.prepare("INSERT INTO member_preference(member, field, base, value, at)"
                       " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(member, field) DO UPDATE SET"
                       " base = excluded.base, value = excluded.value, at = excluded.at")),
      others_(db.prepare("SELECT count(*) FROM member_preference"
                         " WHERE member = ?1 AND field <> ?2")),
      of_member_(db.prepare("SELECT field, base, value, at FROM member_preference"
                            " WHERE member = ?1 ORDER BY field")),
      settle_(db.prepare("DELETE FROM member_preference"
                         " WHERE member = ?1 AND field = ?2 AND base < ?3")),
      forget_(db.prepare("DELETE FROM member_preference WHERE member = ?1")),
      aged_(db.prepare("DELETE FROM member_preference WHERE (member, field) IN"
                       " (SELECT member, field FROM member_preference WHERE at < ?1 LIMIT ?2)")) {}

Result<void> PreferenceBook::note(Txn&, std::string_view member, const PreferenceChange& change,
                                  WallTime at) {
    {
        auto row = others_.bind(member, change.field);
        TRY(row.one());
        if (row.integer(0) >= std::int64_t{preferences_per_member_max}) {
            return Error(Errc::conflict,
                         "as many fields of hers as there may be have been changed here and wait "
                         "for central")
                .coded("too_many_preferences");
        }
    }
    return note_.bind(member, change.field, change.base_version, change.value, micros(at)).run();
}

Result<std::vector<Preference>> PreferenceBook::changes(std::span<const std::string> ids) {
    std::vector<std::pair<Preference, std::int64_t>> latest;
    for (const auto& id : ids) {
        auto row = of_member_.bind(id);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            Preference change{std::string(row.bytes(0)), std::nullopt, row.integer(1)};
            if (!row.is_null(2)) change.value = row.bytes(2);
            const auto at = row.integer(3);
            const auto same = std::ranges::find_if(
                latest, [&](const auto& other) { return other.first.field == change.field; });
            if (same == latest.end()) {
                latest.emplace_back(std::move(change), at);
            } else if (at > same->second) {
                *same = {std::move(change), at};
            }
        }
    }
    std::vector<Preference> changes;
    changes.reserve(latest.size());
    for (auto& [change, at] : latest) changes.push_back(std::move(change));
    return changes;
}

Result<void> PreferenceBook::settle(Txn&, std::span<const std::string> ids,
                                    std::span<const Preference> card) {
    for (const auto& id : ids) {
        for (const auto& known : card) {
            TRY(settle_.bind(id, known.field, known.version).run());
        }
    }
    return {};
}

Result<std::size_t> PreferenceBook::forget(Txn& txn, std::string_view member) {
    TRY(forget_.bind(member).run());
    return static_cast<std::size_t>(txn.db().rows_changed());
}

Result<void> PreferenceBook::forget(Txn&, WallTime now, std::size_t rows_max) {
    return aged_.bind(micros(now - Micros{preference_memory}), std::uint64_t{rows_max}).run();
}

}  // namespace aisle
