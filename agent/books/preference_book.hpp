// SPDX-License-Identifier: Apache-2.0
// What was changed here of members' preferences and does not stand in central's cards yet: of each
// field the latest, with the version that it was changed from. It is laid over the card until that
// has a newer version, and over a restart. Inside a Txn on the store thread.
#pragma once

#include "agent/base/time.hpp"
#include "agent/domain/preference.hpp"
#include "agent/store/committer.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class PreferenceBook {
public:
    explicit PreferenceBook(Database& db);

    // Errors: conflict ("too_many_preferences"): as many fields as a member has wait already.
    Result<void> note(Txn& txn, std::string_view member, const PreferenceChange& change,
                      WallTime at);
    // Of all ids that she goes by; of one field the latest. Not pending in them: see lay_over().
    Result<std::vector<Preference>> changes(std::span<const std::string> ids);
    // Deletes what this card has a newer version of.
    Result<void> settle(Txn& txn, std::span<const std::string> ids,
                        std::span<const Preference> card);
    Result<std::size_t> forget(Txn& txn, std::string_view member);
    // `rows_max` of those that are past their time. `now` is the true time.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max);

private:
    Statement note_;
    Statement others_;
    Statement of_member_;
    Statement settle_;
    Statement forget_;
    Statement aged_;
};

}  // namespace aisle
