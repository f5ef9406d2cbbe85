// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/stock.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "tools/bench/shop.hpp"
#include "tools/hub/bounds.hpp"

#include <utility>

namespace aisle {
namespace {

// What stands round an entry of a page.
constexpr std::size_t entry_frame_bytes = 80;
// From here on campaigns have short codes.
constexpr std::uint32_t first_campaign = 90'000;
constexpr std::int64_t worth = 500;
constexpr std::int64_t lent = 1'000'000;
constexpr std::string_view begin = "2020-01-01T00:00:00Z";
constexpr std::string_view end = "2150-01-01T00:00:00Z";

std::string digits_of(std::uint64_t number, std::size_t count) {
    const auto text = std::to_string(number);
    return text.size() < count ? std::string(count - text.size(), '0') + text : text;
}

std::string member_id(std::uint64_t number) {
    return "m-" + digits_of(number, 7);
}

std::string card_number(std::uint64_t number) {
    return "K-" + digits_of(number, 7);
}

std::string phone_number(std::uint64_t number) {
    return "138" + digits_of(number, 8);
}

std::string one_member(std::string_view name, const std::string& value) {
    std::string text;
    JsonWriter(text).begin_object().member(name, value).end_object();
    return text;
}

IdentifierKey shop_key() {
    SeededEntropy dice{1};
    return *shop_keys(dice).identifiers;
}

}  // namespace

Stock::Stock(const StockSizes& sizes) : sizes_(sizes), key_(shop_key()) {}

CouponRef Stock::ref_of(std::uint64_t coupon) const {
    const auto each = sizes_.coupons / sizes_.campaigns;
    return {first_campaign + static_cast<std::uint32_t>(coupon / each), coupon % each + 1};
}

std::uint64_t Stock::owner_of(std::uint64_t coupon) const {
    const auto each = sizes_.coupons / sizes_.campaigns;
    const auto apart = sizes_.members / each;
    return (coupon % each * apart + coupon / each * 37) % sizes_.members;
}

// ---- As it is in the feeds ----

PageEntry Stock::campaign(std::uint64_t number) const {
    PageEntry entry{Cursor(number + 1), true, std::to_string(first_campaign + number), {}};
    JsonWriter json(entry.body);
    json.begin_object().member("title", "5 off").member("currency", "CNY").member("use", "many");
    json.key("value").begin_object().member("amount", worth).end_object();
    json.member("valid_from", begin).member("valid_until", end).member("member_needed", true);
    json.end_object();
    return entry;
}

PageEntry Stock::member(std::uint64_t number) const {
    PageEntry entry{Cursor(number + 1), true, member_id(number), {}};
    JsonWriter json(entry.body);
    json.begin_object().member("masked_name", "李**").member("tier", "gold");
    json.key("points").begin_object().member("balance", number % 5'000);
    json.member("as_of", begin).end_object().key("tags").begin_array().value("tea");
    json.end_array().key("identifiers").begin_array();
    write_identifier(json, phone_identifier(number));
    write_identifier(json, card_identifier(number));
    json.end_array().member("home", true).member("last_visit", begin).end_object();
    return entry;
}

PageEntry Stock::coupon(std::uint64_t number) const {
    return {Cursor(number + 1), true, to_string(ref_of(number)),
            one_member("member_id", member_id(owner_of(number)))};
}

Lease Stock::lease(std::uint64_t campaign) const {
    Lease lease;
    lease.id = "l-" + std::to_string(campaign);
    lease.campaign = first_campaign + static_cast<std::uint32_t>(campaign);
    lease.term = 1;
    lease.granted = lent;
    lease.not_after = *parse_rfc3339(end);
    return lease;
}

// ---- As it comes to the counter ----

std::string Stock::presentation(std::uint64_t coupon, std::string_view sale) const {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("code", to_string(ref_of(coupon))).member("pos_ref", sale);
    json.member("member_id", member_id(owner_of(coupon))).key("basket").begin_object();
    json.member("total", 2900).end_object().end_object();
    return text;
}

std::string Stock::phone_query(std::uint64_t member) const {
    return one_member("phone", phone_number(member));
}

std::string Stock::card_query(std::uint64_t member) const {
    return one_member("member_card", card_number(member));
}

Identifier Stock::phone_identifier(std::uint64_t member) const {
    return key_.of(IdentifierKind::phone, "+86" + phone_number(member));
}

Identifier Stock::card_identifier(std::uint64_t member) const {
    return key_.of(IdentifierKind::member_card, card_number(member));
}

// ---- Pages ----

Page FeedPages::next() {
    Page page;
    page.feed = head_.feed;
    page.scope = head_.scope;
    page.generation = head_.generation;
    page.after = after_;
    page.head = head_.head;
    std::size_t bytes = 0;
    while (more() && page.entries.size() < page_entries_max) {
        auto entry = entry_(after_.value());
        bytes += 2 * entry.key.size() + entry.body.size() + entry_frame_bytes;
        if (!page.entries.empty() && bytes > hub_page_bytes_max) break;
        after_ = entry.cursor;
        page.entries.push_back(std::move(entry));
    }
    page.last = !more();
    return page;
}

}  // namespace aisle
