// SPDX-License-Identifier: Apache-2.0
#include "agent/books/member_desk.hpp"

#include "agent/base/crypto/hmac.hpp"
#include "agent/base/wipe.hpp"
#include "agent/domain/member.hpp"

namespace aisle {

MemberDesk::MemberDesk(MemberDeskParts parts, StoreProfile profile)
    : parts_(std::move(parts)), recorder_(parts_.recorder), profile_(std::move(profile)) {}

Digest MemberDesk::digest_of(std::string_view body) const {
    return hmac_sha256(parts_.digest_key, body);
}

void MemberDesk::sign_up(std::string_view body, Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return recorder_.reject("sign_up", json.error(), accept);
    const auto wish = parse_sign_up(*json, profile_);
    if (!wish) return recorder_.reject("sign_up", wish.error(), accept);
    // Usable at once, with the line down: central settles later who it is.
    const auto member = "p-" + to_string(recorder_.fresh_id());
    const auto drafts = sign_up_events(*wish, member, parts_.keys, recorder_.parts().entropy);
    if (!drafts) return recorder_.reject("sign_up", drafts.error(), accept);
    auto turn = recorder_.prepare(*drafts, "sign_up", wish->id, body);
    if (turn) {
        turn->body = digest_of(body);
        turn->member = member;
    }
    recorder_.commit(std::move(turn), std::move(accept));
    wipe_stack();
}

}  // namespace aisle
