// SPDX-License-Identifier: Apache-2.0
// What the other books ask about a member: which ids are hers since central merged some into
// others, and her tier. Whoever has no member books knows her by the one id alone. Inside a Txn on
// the store thread.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct MemberStanding {
    std::vector<std::string> ids;  // the one that answers for her now comes first
    std::string tier;              // empty: not known here
};

using KnowMember = Function<Result<MemberStanding>(std::string_view member)>;

inline Result<MemberStanding> standing_of(KnowMember& know, std::string_view member) {
    if (know) return know(member);
    return MemberStanding{{std::string(member)}, {}};
}

}  // namespace aisle
