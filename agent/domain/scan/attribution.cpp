// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/attribution.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/email.hpp"
#include "agent/domain/phone.hpp"
#include "agent/domain/scan/web_address.hpp"
#include "agent/domain/secret_text.hpp"

#include <algorithm>
#include <optional>

namespace aisle {
namespace {

constexpr std::string_view kept_keys[] = {
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content", "utm_id",
    "utm_source_platform", "utm_creative_format", "utm_marketing_tactic",
    // Google, Meta, Microsoft, Tencent, Baidu, and what others call theirs.
    "gclid", "fbclid", "msclkid", "qz_gdt", "bd_vid", "clickid"};

// The name under which a parameter is kept, if it is. A QR code of capitals only is smaller, and so
// the known keys may come in capitals.
std::optional<std::string> kept_as(std::string_view key, std::span<const std::string> listed) {
    if (std::ranges::find(listed, key) != listed.end()) return std::string(key);
    auto small = lower(std::string(key));
    if (std::ranges::find(kept_keys, small) != std::end(kept_keys)) return small;
    return std::nullopt;
}

}  // namespace

bool may_be_kept(std::string_view value) {
    return value.size() <= attribution_value_max && is_plain_text(value) &&
           !contains_card_or_resident_id(value) && !normalise_phone(value, "CN") &&
           !normalise_email(value);
}

Attribution read_attribution(std::string_view query, std::span<const std::string> listed) {
    Attribution attribution;
    std::vector<std::string> seen;
    while (const auto parameter = take_parameter(query)) {
        const auto key = kept_as(parameter->key, listed);
        if (!key || std::ranges::find(seen, *key) != seen.end()) continue;
        seen.push_back(*key);
        auto value = percent_decoded(parameter->value, true);
        if (value && !value->empty() && may_be_kept(*value)) {
            attribution.push_back({*key, std::move(*value)});
        }
    }
    return attribution;
}

void write_attribution(JsonWriter& json, const Attribution& attribution) {
    json.begin_object();
    bool differs = false;
    for (const auto& entry : attribution) {
        json.member(entry.key, entry.value);
        differs = differs || lower(entry.value) != entry.value;
    }
    if (differs) {
        json.key("lower").begin_object();
        for (const auto& entry : attribution) {
            const auto small = lower(entry.value);
            if (small != entry.value) json.member(entry.key, small);
        }
        json.end_object();
    }
    json.end_object();
}

}  // namespace aisle
