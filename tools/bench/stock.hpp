// SPDX-License-Identifier: Apache-2.0
// What central has put into the feeds of a store: campaigns, members with their cards, and coupons
// of those campaigns, each of which is one member's. A campaign was handed out to members that lie
// evenly among all, so their coupons come in no order of the members. The same sizes give the same
// stock. Pure; any thread.
#pragma once

#include "agent/domain/coupon/coupon_ref.hpp"
#include "agent/domain/coupon/lease.hpp"
#include "agent/domain/identifier.hpp"
#include "sync/wire.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {

struct StockSizes {
    std::uint64_t campaigns = 1'000;
    std::uint64_t members = 100'000;
    std::uint64_t coupons = 1'000'000;
};

class Stock {
public:
    explicit Stock(const StockSizes& sizes);

    const StockSizes& sizes() const { return sizes_; }
    // Numbers from 0 on, less than the size; of an entry they are less one than its cursor.
    PageEntry campaign(std::uint64_t number) const;
    PageEntry member(std::uint64_t number) const;
    PageEntry coupon(std::uint64_t number) const;
    // What central lends of a campaign: more than a bench ever presents.
    Lease lease(std::uint64_t campaign) const;

    // What is presented at a till, with a sale of its own.
    std::string presentation(std::uint64_t coupon, std::string_view sale) const;
    // What a member is known by, as it is asked for, and as the book has it.
    std::string phone_query(std::uint64_t member) const;
    std::string card_query(std::uint64_t member) const;
    Identifier phone_identifier(std::uint64_t member) const;
    Identifier card_identifier(std::uint64_t member) const;

private:
    CouponRef ref_of(std::uint64_t coupon) const;
    std::uint64_t owner_of(std::uint64_t coupon) const;

    StockSizes sizes_;
    IdentifierKey key_;
};

// The pages of one feed as central cuts them, each after the one before.
class FeedPages {
public:
    using Entry = std::function<PageEntry(std::uint64_t)>;
    FeedPages(FeedHead head, Entry entry, Cursor after = {})
        : head_(std::move(head)), entry_(std::move(entry)), after_(after) {}

    bool more() const { return after_ < head_.head; }
    Page next();

private:
    FeedHead head_;
    Entry entry_;
    Cursor after_;
};

}  // namespace aisle
