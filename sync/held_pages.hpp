// SPDX-License-Identifier: Apache-2.0
// What feeds hold beside the books: pages of a next generation that is not whole yet, and the page
// that a feed stopped at. Who is to be forgotten may stand there as well.
// Promise: after forget() neither names any of them. A generation that did is dropped, and asked
// for again from its beginning; of one that does not, nothing is lost, so that a slow line is not
// sent back by every stranger who is forgotten. A page that was refused may be anything, so every
// one goes; that the feed stopped, and why, stays. Inside a Txn on the store thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/store/committer.hpp"
#include "agent/store/sqlite.hpp"

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace aisle {

// Ids of members and the hex digits of what they are known by.
using PersonNames = std::set<std::string, std::less<>>;

class HeldPages {
public:
    explicit HeldPages(Database& db);

    Result<void> forget(Txn& txn, const PersonNames& names);

private:
    Result<bool> staged_names_any(std::string_view feed, std::string_view scope,
                                  const PersonNames& names);

    Statement feeds_;
    Statement staged_;
    Statement drop_stage_;
    Statement begin_again_;
    Statement drop_pages_;
    Statement retell_;
};

}  // namespace aisle
