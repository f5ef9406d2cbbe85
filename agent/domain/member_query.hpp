// SPDX-License-Identifier: Apache-2.0
// Who stands there? Asked with one thing that a member is known by. Pure; any thread.
#pragma once

#include "agent/base/json.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/store_profile.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

// What is asked of central where nobody here knows her; it sees a digest, never a number.
inline constexpr std::string_view member_look_up_ask = "member.look_up";
// {"identifier":{"kind":…,"hmac":…}} or {"member_id":…}
std::string member_question(const std::optional<Identifier>& identifier,
                            std::string_view member_id);

// Central's word: a card of the feed `members`, or that it knows nobody.
struct MemberReply {
    std::string member_id;  // empty: nobody
    std::string card;
};
// {"found":true,"member_id":…,"card":{…}} or {"found":false}. Errors: invalid, coded and placed.
Result<MemberReply> parse_member_reply(std::string_view text);

// How she was recognised: what member.identified says of it.
struct Recognition {
    std::string_view method;
    bool alone = true;  // nobody else is known by the same
    bool provisional = false;
    std::optional<std::int64_t> card_age_s{};
    std::vector<std::string> triggered_by{};  // the tasks that called her
};

EventDraft member_identified(std::string_view member_id, const Recognition& recognition);

}  // namespace aisle
