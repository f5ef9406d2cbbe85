// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/rejection_reason.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

struct Described {
    RejectionReason reason;
    ReasonWords words;
};

using enum RejectionReason;

constexpr std::array table{
    Described{unknown_code, {"unknown_code", "This is no code of a coupon.", "这不是优惠券码。"}},
    Described{unknown_key,
              {"unknown_key", "The coupon is signed with a key that this till does not know yet.",
               "此券的签名密钥本收银台尚不认识。"}},
    Described{forged, {"forged", "The coupon is not genuine.", "此券不是真券。"}},
    Described{
        unknown_coupon,
        {"unknown_coupon", "This till knows nothing of this coupon.", "本收银台没有此券的资料。"}},
    Described{too_early, {"too_early", "The coupon cannot be used yet.", "此券尚未到可用时间。"}},
    Described{expired, {"expired", "The coupon has expired.", "此券已过期。"}},
    Described{campaign_closed, {"campaign_closed", "The offer has ended.", "活动已结束。"}},
    Described{revoked, {"revoked", "The coupon was withdrawn.", "此券已被收回。"}},
    Described{
        other_holder,
        {"other_holder", "The coupon is reserved for another till.", "此券已为另一台收银台预留。"}},
    Described{other_store,
              {"other_store", "The coupon is not for this store.", "此券不适用于本店。"}},
    Described{member_needed,
              {"member_needed", "The coupon is for members: identify the member first.",
               "此券仅限会员使用，请先识别会员。"}},
    Described{other_member,
              {"other_member", "The coupon is another member's.", "此券属于另一位会员。"}},
    Described{tier_needed,
              {"tier_needed", "The coupon is for members of another tier.",
               "此券仅限其他等级的会员使用。"}},
    Described{currency_differs,
              {"currency_differs", "The coupon is in another currency.", "此券的币种与本单不同。"}},
    Described{spend_more,
              {"spend_more", "What is bought is worth less than the coupon asks for.",
               "本单金额未达到此券的使用门槛。"}},
    Described{no_goods_for_it,
              {"no_goods_for_it", "Nothing that the coupon is for is bought.",
               "本单没有此券适用的商品。"}},
    Described{already_used, {"already_used", "The coupon was used before.", "此券已使用过。"}},
    Described{in_use, {"in_use", "The coupon is held for another sale.", "此券正被另一单占用。"}},
    Described{member_limit,
              {"member_limit", "The member has had this offer as often as it is given.",
               "该会员已达到此优惠的使用次数上限。"}},
    Described{not_combinable,
              {"not_combinable", "The coupon cannot be used together with another of this sale.",
               "此券不能与本单的其他优惠券同时使用。"}},
    Described{too_many,
              {"too_many", "There are too many coupons in this sale.", "本单的优惠券过多。"}},
    Described{allowance_used_up,
              {"allowance_used_up", "This till has given all it may of this offer.",
               "本收银台的此项优惠额度已用完。"}},
    Described{offline_not_allowed,
              {"offline_not_allowed",
               "The coupon can be used only while central answers, and it does not.",
               "此券须联网核验，目前无法连接总部。"}},
    Described{refused_by_central,
              {"refused_by_central", "Central does not allow this coupon now.",
               "总部目前不允许使用此券。"}},
    Described{erasures_pending,
              {"erasures_pending",
               "This till was away, and knows no members until central has told it who is to be "
               "forgotten: try again soon.",
               "本收银台离线过久，须先收到总部的删除名单才能识别会员，请稍后再试。"}},
    Described{rights_frozen,
              {"rights_frozen",
               "This till was restored, and may give nothing until central has compared its books.",
               "本收银台刚恢复数据，须等总部核对账目后才能核销。"}},
};

const Described& described(RejectionReason reason) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const auto& entry) { return entry.reason == reason; });
    return found == table.end() ? table.front() : *found;
}

}  // namespace

std::string_view to_string(RejectionReason reason) {
    return described(reason).words.word;
}

const ReasonWords& words_of(RejectionReason reason) {
    return described(reason).words;
}

std::optional<RejectionReason> parse_rejection_reason(std::string_view word) {
    const auto found = std::find_if(table.begin(), table.end(),
                                    [&](const auto& entry) { return entry.words.word == word; });
    return found == table.end() ? std::nullopt : std::optional(found->reason);
}

}  // namespace aisle
