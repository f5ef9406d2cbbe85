// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/budget_check.hpp"

namespace aisle {
namespace {

Result<void> collect(Statement statement, std::string_view what, std::vector<std::string>& wrong) {
    auto row = statement.bind();
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return {};
        wrong.push_back(std::string(row.bytes(0)) + ": " + std::string(what));
    }
}

}  // namespace

Result<std::vector<std::string>> check_budgets(Database& db) {
    std::vector<std::string> wrong;
    TRY(collect(db.prepare("SELECT campaign FROM pool WHERE budget + overlent <>"
                           " pool + lent + in_doubt + reserved + spent"),
                "the parts are not the whole", wrong));
    // A hub that was set back hears of a lease's next holder before it hears that it came back.
    TRY(collect(db.prepare("SELECT campaign FROM pool WHERE overlent > 0 AND NOT EXISTS"
                           " (SELECT 1 FROM comparison WHERE life <>"
                           "  coalesce((SELECT incarnation FROM incarnation), x''))"),
                "more is given away than there was", wrong));
    TRY(collect(db.prepare("SELECT campaign FROM pool WHERE spent > budget"),
                "more is spent than there was", wrong));
    TRY(collect(
        db.prepare("SELECT campaign FROM pool WHERE lent <> (SELECT coalesce(sum(granted - spent),"
                   " 0) FROM lease_grant WHERE lease_grant.campaign = pool.campaign"
                   " AND state IN ('open', 'recalled'))"),
        "what is lent is not what the leases have left", wrong));
    TRY(collect(
        db.prepare("SELECT campaign FROM pool WHERE in_doubt <> (SELECT coalesce(sum(granted -"
                   " spent), 0) FROM lease_grant WHERE lease_grant.campaign = pool.campaign"
                   " AND state IN ('in_doubt', 'missing'))"),
        "what is in doubt is not what those leases have left", wrong));
    TRY(collect(
        db.prepare("SELECT campaign FROM pool WHERE reserved <> (SELECT coalesce(sum(charged), 0)"
                   " FROM coupon_right WHERE coupon_right.campaign = pool.campaign"
                   " AND state IN ('granted', 'here', 'recalled'))"
                   " + (SELECT coalesce(sum(charged), 0) FROM reservation"
                   " WHERE reservation.campaign = pool.campaign"
                   " AND state IN ('reserved', 'held'))"),
        "what is reserved is not what rights and reservations say", wrong));
    TRY(collect(db.prepare("SELECT campaign FROM pool WHERE spent <> (SELECT coalesce(sum("
                           "CASE state WHEN 'written_off' THEN granted ELSE spent END), 0)"
                           " FROM lease_grant WHERE lease_grant.campaign = pool.campaign)"
                           " + (SELECT coalesce(sum(spent), 0) FROM coupon_right"
                           " WHERE coupon_right.campaign = pool.campaign AND state = 'used')"
                           " + (SELECT coalesce(sum(spent), 0) FROM reservation"
                           " WHERE reservation.campaign = pool.campaign"
                           " AND state IN ('used', 'lost'))"),
                "what is spent is not what was redeemed", wrong));
    TRY(collect(db.prepare("SELECT campaign || '-' || serial FROM redemption WHERE serial > 0"
                           " AND state = 'redeemed' AND mode IN ('P', 'H', 'O')"
                           " GROUP BY campaign, serial HAVING count(*) > 1"),
                "a coupon was used twice by right", wrong));
    return wrong;
}

}  // namespace aisle
