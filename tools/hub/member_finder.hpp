// SPDX-License-Identifier: Apache-2.0
// Whom a device asks for: a member by a keyed digest or an id, of all cards that were decided in
// any scope. It reads every card, which a stage with a few thousand can afford; a platform has an
// index. One connection's thread.
#pragma once

#include "agent/store/sqlite.hpp"

#include <string>
#include <string_view>

namespace aisle {

class MemberFinder {
public:
    explicit MemberFinder(Database& db);

    // The answer to a member.look_up, see agent/domain/member_query.hpp. Errors: invalid
    // ("bad_ask"), those of the database.
    Result<std::string> answer(std::string_view question);

private:
    Statement cards_;
};

}  // namespace aisle
