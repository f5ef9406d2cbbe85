// SPDX-License-Identifier: Apache-2.0
// All books about members, in the order in which they need each other: so that whoever runs a desk
// puts up one shelf. Where each of them is used, its own header says.
#pragma once

#include "agent/books/member_desk.hpp"
#include "agent/books/member_standing.hpp"
#include "agent/books/member_upkeep.hpp"

#include <array>
#include <utility>
#include <vector>

namespace aisle {

struct MemberShelf {
    MemberShelf(Database& write, Database& read, Journal& journal,
                std::vector<ForgetMember> others = {})
        : memory(write),
          members(write, memory),
          consents(write),
          points(write),
          preferences(write),
          notices(write),
          erasures(write, {journal, members, consents, memory, with_own(std::move(others))}),
          notice_list(read),
          upkeep{journal, members, consents, points, memory, erasures, preferences} {}

    std::array<FeedFold*, 3> folds() { return {&members, &notices, &erasures}; }
    // The rest of them is the caller's.
    MemberDeskParts desk_parts(Recorder& recorder, MemberKeys keys, std::string digest_key) {
        return {recorder, members,     consents, points,          preferences,
                notices,  notice_list, erasures, std::move(keys), std::move(digest_key)};
    }

    // Inside a Txn on the store thread.
    Result<MemberStanding> standing(std::string_view member) {
        MemberStanding standing;
        TRY(standing.ids, members.ids_of(member));
        TRY(const auto found, members.find(member));
        if (found) standing.tier = found->card.tier;
        return standing;
    }

    // On the store thread.
    ErasureMemory memory;
    MemberBook members;
    ConsentBook consents;
    PointBook points;
    PreferenceBook preferences;
    NoticeBook notices;
    ErasureBook erasures;
    // On the read thread.
    NoticeList notice_list;
    MemberUpkeep upkeep;

private:
    std::vector<ForgetMember> with_own(std::vector<ForgetMember> books) {
        books.emplace_back(
            [this](Txn& txn, std::span<const std::string> ids) -> Result<std::size_t> {
                std::size_t rows = 0;
                for (const auto& id : ids) {
                    TRY(const auto gone, points.forget(txn, id));
                    TRY(const auto changes, preferences.forget(txn, id));
                    rows += gone + changes;
                }
                return rows;
            });
        return books;
    }
};

}  // namespace aisle
