// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/pool_book.hpp"

#include "agent/domain/coupon/lease.hpp"

#include <string>

namespace aisle {

const char* const PoolBook::tables = R"sql(
-- The parts of a budget. overlent: given though it was not there.
CREATE TABLE pool(
    campaign INTEGER PRIMARY KEY,
    unit     TEXT NOT NULL CHECK(unit IN ('count', 'amount')),
    budget   INTEGER NOT NULL CHECK(budget >= 0),
    pool     INTEGER NOT NULL CHECK(pool >= 0),
    lent     INTEGER NOT NULL DEFAULT 0 CHECK(lent >= 0),
    in_doubt INTEGER NOT NULL DEFAULT 0 CHECK(in_doubt >= 0),
    reserved INTEGER NOT NULL DEFAULT 0 CHECK(reserved >= 0),
    spent    INTEGER NOT NULL DEFAULT 0 CHECK(spent >= 0),
    overlent INTEGER NOT NULL DEFAULT 0 CHECK(overlent >= 0),
    overrun  INTEGER NOT NULL DEFAULT 0,
    reversed INTEGER NOT NULL DEFAULT 0,
    CHECK(budget + overlent = pool + lent + in_doubt + reserved + spent),
    CHECK(overlent = 0 OR pool = 0)
) STRICT;
)sql";

PoolBook::PoolBook(Database& db)
    : find_(db.prepare("SELECT campaign, unit, budget, pool, overlent, lent, in_doubt, reserved,"
                       " spent FROM pool WHERE campaign = ?1")),
      any_(db.prepare("SELECT EXISTS(SELECT 1 FROM pool)")),
      insert_(db.prepare("INSERT INTO pool(campaign, unit, budget, pool)"
                         " VALUES(?1, 'count', 0, 0)")),
      fund_(db.prepare("UPDATE pool SET unit = ?2, budget = ?3, overlent = 0,"
                       " pool = ?3 - lent - in_doubt - reserved - spent WHERE campaign = ?1")),
      unit_(db.prepare("UPDATE pool SET unit = ?2 WHERE campaign = ?1")),
      move_(db.prepare("UPDATE pool SET lent = lent + ?2, in_doubt = in_doubt + ?3,"
                       " reserved = reserved + ?4, spent = spent + ?5,"
                       " pool = max(0, pool - overlent - (?2 + ?3 + ?4 + ?5)),"
                       " overlent = max(0, overlent - pool + (?2 + ?3 + ?4 + ?5))"
                       " WHERE campaign = ?1")),
      overrun_(db.prepare("UPDATE pool SET overrun = overrun + ?2 WHERE campaign = ?1")),
      reversed_(db.prepare("UPDATE pool SET reversed = reversed + ?2 WHERE campaign = ?1")) {}

Result<std::optional<Pool>> PoolBook::find(std::uint32_t campaign) {
    auto row = find_.bind(std::int64_t{campaign});
    TRY(const bool found, row.next());
    if (!found) return std::optional<Pool>{};
    Pool pool;
    pool.campaign = campaign;
    TRY(pool.unit, parse_lease_unit(row.bytes(1)));
    pool.budget = row.integer(2);
    pool.left = row.integer(3);
    pool.overlent = row.integer(4);
    pool.out = {row.integer(5), row.integer(6), row.integer(7), row.integer(8)};
    return std::optional(pool);
}

Result<bool> PoolBook::any() {
    auto row = any_.bind();
    TRY(row.one());
    return row.integer(0) != 0;
}

// What a device says of a campaign that nobody funded here is a fact all the same.
Result<Pool> PoolBook::meet(std::uint32_t campaign) {
    TRY(auto pool, find(campaign));
    if (pool) return *pool;
    TRY(insert_.bind(std::int64_t{campaign}).run());
    Pool fresh;
    fresh.campaign = campaign;
    return fresh;
}

Result<Pool> PoolBook::fund(std::uint32_t campaign, LeaseUnit unit, std::int64_t budget) {
    TRY(const auto pool, meet(campaign));
    if (pool.unit != unit && (pool.budget > 0 || pool.out.total() > 0)) {
        return Error(Errc::invalid,
                     "the campaign counts in the other unit: " + std::string(to_string(pool.unit)));
    }
    if (budget < pool.out.total()) {
        return Error(Errc::conflict,
                     std::to_string(pool.out.total()) + " of it are given away already");
    }
    TRY(fund_.bind(std::int64_t{campaign}, to_string(unit), budget).run());
    TRY(const auto funded, find(campaign));
    return *funded;
}

Result<void> PoolBook::learn_unit(std::uint32_t campaign, LeaseUnit unit) {
    TRY(const auto pool, meet(campaign));
    if (pool.unit == unit || pool.budget > 0 || pool.out.total() > 0) return {};
    return unit_.bind(std::int64_t{campaign}, to_string(unit)).run();
}

Result<void> PoolBook::move(std::uint32_t campaign, const Account& before, const Account& after) {
    if (before == after) return {};
    TRY(meet(campaign));
    return move_
        .bind(std::int64_t{campaign}, after.lent - before.lent, after.in_doubt - before.in_doubt,
              after.reserved - before.reserved, after.spent - before.spent)
        .run();
}

Result<void> PoolBook::count_overrun(std::uint32_t campaign, std::int64_t units) {
    TRY(meet(campaign));
    return overrun_.bind(std::int64_t{campaign}, units).run();
}

Result<void> PoolBook::count_reversed(std::uint32_t campaign, std::int64_t units) {
    TRY(meet(campaign));
    return reversed_.bind(std::int64_t{campaign}, units).run();
}

}  // namespace aisle
