// SPDX-License-Identifier: Apache-2.0
#include "agent/books/coupon_book.hpp"

#include "agent/books/rights.hpp"
#include "agent/books/scope.hpp"

namespace aisle {
namespace {

// Looked at for a page, so that coupons of a campaign that is not here take nobody's time.
constexpr std::size_t looks_per_row = 16;

CouponRef ref_in(const Query& row) {
    return {static_cast<std::uint32_t>(row.integer(0)), static_cast<std::uint64_t>(row.integer(1))};
}

}  // namespace

CouponBook::CouponBook(Database& db)
    : erased_(db),
      put_(db.prepare("INSERT INTO coupon(campaign, serial, scope, member, body)"
                      " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(campaign, serial, scope)"
                      " DO UPDATE SET member = excluded.member, body = excluded.body")),
      remove_(db.prepare("DELETE FROM coupon WHERE campaign = ?1 AND serial = ?2 AND scope = ?3")),
      clear_(db.prepare("DELETE FROM coupon WHERE scope = ?1")),
      find_(db.prepare("SELECT scope, body FROM coupon WHERE campaign = ?1 AND serial = ?2")),
      forget_member_(db.prepare("DELETE FROM coupon WHERE member = ?1")) {}

Result<void> CouponBook::check(const PageEntry& entry) const {
    TRY(parse_coupon_ref(entry.key));
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_coupon(body));
    return {};
}

Result<void> CouponBook::put(Txn& txn, std::string_view scope, const PageEntry& entry) {
    TRY(const auto ref, parse_coupon_ref(entry.key));
    TRY(const auto json, Json::parse(entry.body));
    TRY(const auto coupon, parse_coupon(json));
    TRY(const bool late, erased_.refuses_about(txn, coupon.member, json));
    if (late) return remove(txn, scope, entry.key);
    const auto member =
        coupon.member.empty() ? std::nullopt : std::optional(std::string_view(coupon.member));
    return put_.bind(std::int64_t{ref.campaign}, ref.serial, scope, member, Blob{entry.body}).run();
}

Result<void> CouponBook::remove(Txn&, std::string_view scope, std::string_view key) {
    const auto ref = parse_coupon_ref(key);
    if (!ref) return {};  // such a one was never put
    return remove_.bind(std::int64_t{ref->campaign}, ref->serial, scope).run();
}

Result<void> CouponBook::clear(Txn&, std::string_view scope) {
    return clear_.bind(scope).run();
}

Result<std::optional<Coupon>> CouponBook::find(const CouponRef& ref) {
    std::string body;
    int rank = -1;
    auto row = find_.bind(std::int64_t{ref.campaign}, ref.serial);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        if (scope_rank(row.bytes(0)) <= rank) continue;
        rank = scope_rank(row.bytes(0));
        body = row.bytes(1);
    }
    if (rank < 0) return std::optional<Coupon>{};
    TRY(const auto json, Json::parse(body));
    TRY(auto coupon, parse_coupon(json));
    return std::optional(std::move(coupon));
}

Result<std::size_t> CouponBook::forget_member(Txn& txn, std::string_view member) {
    TRY(forget_member_.bind(member).run());
    return static_cast<std::size_t>(txn.db().rows_changed());
}

// ---- The list ----

struct CouponList::Page {
    JsonWriter& json;
    std::size_t rows_max;
    const Here& here;
    bool frozen = false;
    std::size_t rows = 0;
    std::map<std::uint32_t, CouponFacts> campaigns{};  // of each, what its coupons share
};

CouponList::CouponList(Database& db)
    : campaigns_(db),
      leases_(db),
      rights_(db),
      redemptions_(db),
      ratchet_(db),
      page_(db.prepare("SELECT campaign, serial, scope, body FROM coupon"
                       " WHERE (campaign, serial) > (?1, ?2) ORDER BY campaign, serial")) {}

Result<CouponFacts> CouponList::facts_of(std::uint32_t campaign, const Page& page) {
    CouponFacts facts;
    facts.now = page.here.now;
    facts.store = page.here.store;
    facts.frozen = page.frozen;
    TRY(facts.campaign, campaigns_.find(campaign));
    if (!facts.campaign) return facts;
    TRY(facts.leases, leases_.of_campaign(campaign));
    return facts;
}

Result<void> CouponList::add(Page& page, const CouponRef& ref, std::string_view body) {
    auto known = page.campaigns.find(ref.campaign);
    if (known == page.campaigns.end()) {
        TRY(auto shared, facts_of(ref.campaign, page));
        known = page.campaigns.emplace(ref.campaign, std::move(shared)).first;
    }
    auto& facts = known->second;
    if (!facts.campaign) return {};
    TRY(const auto json, Json::parse(body));
    TRY(facts.coupon, parse_coupon(json));
    facts.ref = ref;
    TRY(look_up_use(facts, rights_, redemptions_, ""));
    write_coupon(page.json, ref, *facts.campaign, *facts.coupon, stand(facts));
    ++page.rows;
    return {};
}

Result<std::string> CouponList::json(std::string_view after, std::size_t rows_max,
                                     const Here& here) {
    CouponRef from;
    if (!after.empty()) {
        TRY(from, parse_coupon_ref(after));
    }
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("coupons").begin_array();
    TRY(const auto ratchet, ratchet_.read());
    Page page{json, rows_max, here, ratchet.frozen};
    auto row = page_.bind(std::int64_t{from.campaign}, from.serial);
    TRY(bool more, row.next());
    CouponRef last = from;
    for (std::size_t looks = 0; more && page.rows < rows_max && looks < looks_per_row * rows_max;
         ++looks) {
        last = ref_in(row);
        int rank = -1;
        std::string body;
        while (more && ref_in(row) == last) {
            if (scope_rank(row.bytes(2)) > rank) {
                rank = scope_rank(row.bytes(2));
                body = row.bytes(3);
            }
            TRY(more, row.next());
        }
        TRY(add(page, last, body));
    }
    json.end_array().key("next");
    if (more) {
        json.value(to_string(last));
    } else {
        json.null();
    }
    json.end_object();
    return text;
}

}  // namespace aisle
