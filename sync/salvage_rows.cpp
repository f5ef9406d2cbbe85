// SPDX-License-Identifier: Apache-2.0
#include "sync/salvage_rows.hpp"

#include "agent/base/crypto/sha256.hpp"
#include "sync/salvage.hpp"

#include <vector>

namespace aisle {

Forgotten::Forgotten(Database& db)
    : anybody_(db.prepare("SELECT 1 FROM erased LIMIT 1")),
      knows_(db.prepare("SELECT 1 FROM erased WHERE subject = ?1")) {}

Result<bool> Forgotten::anybody() {
    auto row = anybody_.bind();
    return row.next();
}

Result<bool> Forgotten::knows_member(std::string_view id) {
    const auto subject = sha256({id});
    return knows(subject.view());
}

Result<bool> Forgotten::knows(std::string_view subject) {
    auto row = knows_.bind(Blob{subject});
    return row.next();
}

std::optional<std::string_view> text_or_null(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.bytes(column));
}

std::optional<std::int64_t> number_or_null(const Query& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

SalvageRows::SalvageRows(Database& from, Committer& committer)
    : from_(from),
      committer_(committer),
      forgotten_here_(committer.db()),
      forgotten_there_(from),
      has_(from.prepare("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1")) {}

bool SalvageRows::has(std::string_view table) {
    auto row = has_.bind(table);
    const auto found = row.next();
    if (!found) count_on_damage(found.error());
    return found && *found;
}

void SalvageRows::count_on_damage(const Error& error) {
    ++unreadable_;
    if (!hindrance_ && says_nothing_of_the_file(error)) hindrance_ = error;
}

Result<void> SalvageRows::commit(Job job) {
    std::vector<Write> group;
    group.push_back({std::move(job), {}});
    return committer_.commit(group).front();
}

Result<bool> SalvageRows::is_gone(std::string_view member) {
    if (member.empty()) return false;
    TRY(const bool here, forgotten_here_.knows_member(member));
    if (!there_can_tell_) there_can_tell_ = has("erased");
    if (here || !*there_can_tell_) return here;
    const auto there = forgotten_there_.knows_member(member);
    if (there) return *there;
    // Its memory cannot be read; central's word on whom to forget comes again.
    count_on_damage(there.error());
    there_can_tell_ = false;
    return false;
}

Result<bool> SalvageRows::is_forgotten_here(std::string_view subject) {
    return forgotten_here_.knows(subject);
}

}  // namespace aisle
