// SPDX-License-Identifier: Apache-2.0
// Who stands there? Asked with one thing that a member is known by. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/store_profile.hpp"

#include <string>
#include <string_view>

namespace aisle {

enum class MemberQueryBy { phone, email, member_card, code, member_id };

struct MemberQuery {
    MemberQueryBy by = MemberQueryBy::member_id;
    std::string value;  // in its normal form; of a code, as it was scanned. Wiped when it goes

    ~MemberQuery();
};

// {"phone":…} or {"email":…}, {"member_card":…}, {"code":…}, {"member_id":…}: exactly one. Errors:
// invalid, coded ("no_identifier", "one_identifier") and placed by JSON pointer.
Result<MemberQuery> parse_member_query(const Json& body, const StoreProfile& store);

std::string_view to_string(MemberQueryBy by);

// How she was recognised: what member.identified says of it.
struct Recognition {
    std::string_view method;
    bool alone = true;  // nobody else is known by the same
    bool provisional = false;
    std::optional<std::int64_t> card_age_s{};
};

EventDraft member_identified(std::string_view member_id, const Recognition& recognition);

}  // namespace aisle
