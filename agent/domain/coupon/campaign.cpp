// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/campaign.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/choice.hpp"
#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/domain/free_text.hpp"
#include "agent/domain/time_field.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::array units{
    Choice<LeaseUnit>{"count", LeaseUnit::count},
    Choice<LeaseUnit>{"amount", LeaseUnit::amount},
};
constexpr std::array uses{
    Choice<CouponUse>{"single", CouponUse::single},
    Choice<CouponUse>{"many", CouponUse::many},
};
constexpr std::array roundings{
    Choice<Rounding>{"down", Rounding::down},
    Choice<Rounding>{"half_up", Rounding::half_up},
    Choice<Rounding>{"up", Rounding::up},
};
constexpr IntegerRange positive{1, twelve_digits_max};
constexpr IntegerRange from_zero{0, twelve_digits_max};
constexpr IntegerRange part_range{1, 10'000};

// A word of a list, or what it is when nothing is said.
template <class T, std::size_t n>
T choice_or(Fields& fields, std::string_view key, const std::array<Choice<T>, n>& choices,
            T otherwise) {
    if (!fields.text_if(key, name_bytes_max)) return otherwise;
    return read_choice(fields, key, choices);
}

// {"amount": 500}, or {"percent_bp": 1500, "most": 3000, "rounding": "half_up"}.
Worth read_worth(Fields& fields) {
    Fields parts(fields.object("value"), fields.pointer_to("value"));
    Worth worth;
    const auto amount = parts.integer_if("amount", positive);
    const auto part = parts.integer_if("percent_bp", part_range);
    if (amount.has_value() == part.has_value()) {
        parts.fail("", "bad_value", "a coupon is worth an \"amount\" or a \"percent_bp\"");
    }
    if (amount) {
        worth.off = *amount;
        worth.most = *amount;
    } else if (part) {
        worth.off = BasisPoints{*part};
        worth.most = parts.integer("most", positive);
    }
    worth.rounding = choice_or(parts, "rounding", roundings, Rounding::down);
    fields.adopt(parts.done());
    return worth;
}

std::vector<std::string> read_words(Fields& fields, std::string_view key) {
    std::vector<std::string> words;
    const auto& items = fields.array_if(key, campaign_items_max);
    for (const auto& item : items) {
        const auto word = item.string();
        if (!word || word->empty() || word->size() > name_bytes_max) {
            fields.fail(key, "bad_text", "texts of 1 to 128 bytes are needed here");
            break;
        }
        words.emplace_back(*word);
    }
    return words;
}

std::vector<std::string> read_items(Fields& fields, std::string_view key) {
    auto items = read_words(fields, key);
    for (auto& item : items) item = item_number(item);
    return items;
}

std::vector<std::uint64_t> read_revoked(Fields& fields) {
    std::vector<std::uint64_t> serials;
    for (const auto& item : fields.array_if("revoked", campaign_revoked_max)) {
        const auto serial = item.integer();
        if (!serial || *serial < 1) {
            fields.fail("revoked", "out_of_range", "serials are whole numbers from 1");
            break;
        }
        serials.push_back(static_cast<std::uint64_t>(*serial));
    }
    std::sort(serials.begin(), serials.end());
    return serials;
}

std::optional<RiskTerms> read_risk(Fields& fields) {
    const Json* json = fields.object_if("risk");
    if (!json) return std::nullopt;
    Fields parts(*json, fields.pointer_to("risk"));
    RiskTerms risk;
    risk.floor = parts.integer("floor", positive);
    risk.unheard_max = Seconds{parts.integer("unheard_max_s", {1, 30 * 24 * 3600})};
    fields.adopt(parts.done());
    return risk;
}

}  // namespace

std::string_view to_string(LeaseUnit unit) {
    return word_of(units, unit);
}

Result<Campaign> parse_campaign(const Json& body) {
    Fields fields(body);
    Campaign campaign;
    campaign.title = plain_text(fields, "title", name_bytes_max);
    const auto currency = Currency::parse(fields.text("currency", name_bytes_max));
    if (!currency) fields.fail("currency", currency.error().code(), currency.error().what());
    if (currency) campaign.currency = *currency;
    campaign.worth = read_worth(fields);
    campaign.use = choice_or(fields, "use", uses, CouponUse::single);
    campaign.unit = choice_or(fields, "unit", units, LeaseUnit::count);
    campaign.valid_from = read_time(fields, "valid_from");
    campaign.valid_until = read_time(fields, "valid_until");
    if (campaign.valid_from >= campaign.valid_until) {
        fields.fail("valid_until", "bad_window", "it must come after \"valid_from\"");
    }
    campaign.spend_min = fields.integer_if("spend_min", from_zero).value_or(0);
    campaign.items.only = read_items(fields, "items");
    campaign.items.never = read_items(fields, "items_excluded");
    campaign.stores = read_words(fields, "stores");
    campaign.tiers = read_words(fields, "tiers");
    campaign.member_needed = fields.flag_or("member_needed", false);
    campaign.per_member = fields.integer_if("per_member", from_zero).value_or(0);
    campaign.stack_group = plain_text_if(fields, "stack_group", name_bytes_max);
    campaign.exclusive = fields.flag_or("exclusive", false);
    campaign.risk = read_risk(fields);
    campaign.closed = fields.flag_or("closed", false);
    campaign.revoked = read_revoked(fields);
    campaign.conditions = note_if(fields, "conditions", note_bytes_max);
    campaign.instead = note_if(fields, "instead", note_bytes_max);
    TRY(fields.done());
    return campaign;
}

bool is_revoked(const Campaign& campaign, std::uint64_t serial) {
    return std::binary_search(campaign.revoked.begin(), campaign.revoked.end(), serial);
}

}  // namespace aisle
