// SPDX-License-Identifier: Apache-2.0
// How a salvage takes the rows of a table out of another file: from its first to its last, and if a
// page on the way cannot be read, from the end back to the last that cannot. What cannot be read,
// and rows that the tables of the new file refuse, are counted and left out. And whom one of the
// two files remembers as forgotten, so that nothing that comes along brings her back. At start,
// before any thread; the other file is only read.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/result.hpp"
#include "agent/store/committer.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace aisle {

// Whom a file remembers as forgotten.
class Forgotten {
public:
    explicit Forgotten(Database& db);

    Result<bool> anybody();
    Result<bool> knows_member(std::string_view id);
    // As it is kept: the SHA-256 of an id, or a keyed digest.
    Result<bool> knows(std::string_view subject);

private:
    Statement anybody_;
    Statement knows_;
};

// One table of the other file, in its order and the other way round.
struct SalvageTable {
    std::string_view name;
    Statement forward;
    Statement backward;
};

std::optional<std::string_view> text_or_null(const Query& row, int column);
std::optional<std::int64_t> number_or_null(const Query& row, int column);

class SalvageRows {
public:
    SalvageRows(Database& from, Committer& committer);

    Database& from() { return from_; }
    Database& to() { return committer_.db(); }

    // Whether the other file has this table: one of an older schema has few.
    bool has(std::string_view table);
    // Gives `keep` each row that can be read, some hundreds in a transaction, one of a bad page
    // perhaps twice; what it answers with `conflict` is counted. Nothing, when there is no such
    // table. Errors: all others of `keep`, and those of the new file.
    template <class Keep>
    Result<void> copy(SalvageTable table, Keep keep);
    Result<void> commit(Job job);

    // Whether a row that names her stays behind: one of the files remembers her as forgotten.
    Result<bool> is_gone(std::string_view member);
    Result<bool> is_forgotten_here(std::string_view subject);

    void count_unreadable(std::uint64_t places) { unreadable_ += places; }
    std::uint64_t unreadable() const { return unreadable_; }
    // A read that failed and says nothing of the file; nothing more is read then.
    const std::optional<Error>& hindrance() const { return hindrance_; }

private:
    // A damaged tree may show the same rows again and again.
    static constexpr std::uint64_t rows_max = 16'000'000;

    // False when it ended before the end.
    template <class Keep>
    Result<bool> walk(Statement& rows, Keep& keep);
    // Of a read that failed.
    void count_on_damage(const Error& error);

    Database& from_;
    Committer& committer_;
    Forgotten forgotten_here_;
    Forgotten forgotten_there_;
    Statement has_;
    std::optional<bool> there_can_tell_;
    std::uint64_t unreadable_ = 0;
    std::optional<Error> hindrance_;
};

template <class Keep>
Result<void> SalvageRows::copy(SalvageTable table, Keep keep) {
    if (hindrance_ || !has(table.name)) return {};
    TRY(const bool whole, walk(table.forward, keep));
    if (whole || hindrance_) return {};
    TRY(walk(table.backward, keep));
    return {};
}

template <class Keep>
Result<bool> SalvageRows::walk(Statement& rows, Keep& keep) {
    auto row = rows.bind();
    bool more = true;
    bool whole = true;
    std::uint64_t seen = 0;
    std::optional<Error> failed;  // for a job that is run again: its rows are gone by
    while (more) {
        TRY(commit([&](Txn&) -> Result<void> {
            if (failed) return *failed;
            for (std::size_t i = 0; more && i < rows_deleted_per_job; ++i) {
                const auto found = row.next();
                if (!found) count_on_damage(found.error());
                whole = whole && found;
                more = found && *found && ++seen <= rows_max;
                if (!more) continue;
                const Result<void> kept = keep(row);
                if (kept) continue;
                if (kept.error().kind() != Errc::conflict) {
                    failed = kept.error();
                    return *failed;
                }
                ++unreadable_;  // no row that there can be
            }
            return {};
        }));
    }
    return whole;
}

}  // namespace aisle
