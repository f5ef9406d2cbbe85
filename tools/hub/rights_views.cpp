// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/rights_views.hpp"

#include "agent/base/time.hpp"

namespace aisle {
namespace {

std::string word_at(const Query& row, int column) {
    return std::string(row.bytes(column));
}

std::string end_at(const Query& row, int column) {
    const auto at = row.integer(column);
    return at == 0 ? "" : to_rfc3339(WallTime{Micros{at}});
}

}  // namespace

Result<void> view_campaigns(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT campaign, unit, budget, pool, lent, in_doubt, reserved, spent,"
        " (SELECT count(*) FROM redemption WHERE redemption.campaign = pool.campaign"
        "  AND state = 'redeemed'),"
        " (SELECT count(*) FROM redemption WHERE redemption.campaign = pool.campaign"
        "  AND mode = 'R' AND state = 'redeemed'),"
        " (SELECT count(*) FROM redemption WHERE redemption.campaign = pool.campaign"
        "  AND outcome = 'conflict'), overrun, reversed, overlent FROM pool ORDER BY campaign");
    auto query = statement.bind();
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"campaign", 10, query.integer(0)},
                   {"unit", 6, word_at(query, 1)},
                   {"budget", 8, query.integer(2)},
                   {"pool", 8, query.integer(3)},
                   {"lent", 8, query.integer(4)},
                   {"in_doubt", 8, query.integer(5)},
                   {"reserved", 8, query.integer(6)},
                   {"spent", 8, query.integer(7)},
                   {"redemptions", 11, query.integer(8)},
                   {"at_risk", 7, query.integer(9)},
                   {"conflicts", 9, query.integer(10)},
                   {"overrun", 7, query.integer(11)},
                   {"reversed", 8, query.integer(12)},
                   {"overlent", 8, query.integer(13)}});
    }
}

Result<void> view_leases(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT lease, device.name, campaign, class, lease_grant.unit, granted, spent, held,"
        " report, not_after, state FROM lease_grant JOIN device ON device.number = device"
        " WHERE ?1 = '' OR device.name = ?1 ORDER BY device.name, term");
    auto query = statement.bind(options.device);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"lease", 40, word_at(query, 0)},
                   {"device", 23, word_at(query, 1)},
                   {"campaign", 10, query.integer(2)},
                   {"class", 7, word_at(query, 3)},
                   {"unit", 6, word_at(query, 4)},
                   {"granted", 8, query.integer(5)},
                   {"spent", 8, query.integer(6)},
                   {"held", 6, query.integer(7)},
                   {"report", 6, query.integer(8)},
                   {"not_after", 24, end_at(query, 9)},
                   {"state", 11, word_at(query, 10)}});
    }
}

Result<void> view_rights(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT campaign || '-' || serial, state, coalesce(device.name, ''), term, charged, spent,"
        " redemption, expires FROM coupon_right LEFT JOIN device ON device.number = device"
        " WHERE ?1 = '' OR device.name = ?1 ORDER BY campaign, serial");
    auto query = statement.bind(options.device);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"coupon", 20, word_at(query, 0)},
                   {"state", 9, word_at(query, 1)},
                   {"device", 23, word_at(query, 2)},
                   {"term", 5, query.integer(3)},
                   {"charged", 7, query.integer(4)},
                   {"spent", 7, query.integer(5)},
                   {"redemption", 36, word_at(query, 6)},
                   {"expires", 24, end_at(query, 7)}});
    }
}

Result<void> view_risks(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT redemption, device.name, campaign || '-' || serial, mode, amount, state, outcome,"
        " other FROM redemption JOIN device ON device.number = device"
        " WHERE (?1 = '' OR device.name = ?1) AND (outcome <> '' OR state = 'overrun')"
        " ORDER BY redemption.rowid");
    auto query = statement.bind(options.device);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"redemption", 36, word_at(query, 0)},
                   {"device", 23, word_at(query, 1)},
                   {"coupon", 20, word_at(query, 2)},
                   {"mode", 4, word_at(query, 3)},
                   {"amount", 8, query.integer(4)},
                   {"state", 9, word_at(query, 5)},
                   {"outcome", 9, word_at(query, 6)},
                   {"other", 36, word_at(query, 7)}});
    }
}

Result<void> view_comparisons(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT device.name, CASE WHEN comparison.life <>"
        " coalesce((SELECT incarnation FROM incarnation), x'') THEN 'set_back'"
        " WHEN demand = '' THEN 'compared' ELSE demand END, inventory,"
        " coalesce(complete_through, 0) FROM comparison JOIN device ON device.number ="
        " comparison.device LEFT JOIN watermark ON watermark.device = comparison.device"
        " WHERE ?1 = '' OR device.name = ?1 ORDER BY device.name");
    auto query = statement.bind(options.device);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"device", 23, word_at(query, 0)},
                   {"rights", 11, word_at(query, 1)},
                   {"inventory", 9, query.integer(2)},
                   {"complete_through", 24, end_at(query, 3)}});
    }
}

}  // namespace aisle
