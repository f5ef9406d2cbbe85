// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/grant_book.hpp"

#include "agent/base/ids.hpp"
#include "agent/domain/choice.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::array states{
    Choice<GrantState>{"in_doubt", GrantState::in_doubt},
    Choice<GrantState>{"open", GrantState::open},
    Choice<GrantState>{"recalled", GrantState::recalled},
    Choice<GrantState>{"missing", GrantState::missing},
    Choice<GrantState>{"closed", GrantState::closed},
    Choice<GrantState>{"written_off", GrantState::written_off},
};

GrantState state_of(std::string_view word) {
    for (const auto& choice : states) {
        if (choice.word == word) return choice.value;
    }
    return GrantState::missing;
}

Result<GrantRow> row_from(const Query& row) {
    GrantRow grant;
    grant.lease.id = row.bytes(0);
    grant.device = row.integer(1);
    grant.lease.campaign = static_cast<std::uint32_t>(row.integer(2));
    TRY(grant.lease.kind, parse_lease_class(row.bytes(3)));
    TRY(grant.lease.unit, parse_lease_unit(row.bytes(4)));
    grant.lease.term = row.integer(5);
    grant.lease.granted = row.integer(6);
    grant.lease.spent = row.integer(7);
    grant.lease.held = row.integer(8);
    grant.lease.report = row.integer(9);
    grant.lease.not_after = WallTime{Micros{row.integer(10)}};
    grant.state = state_of(row.bytes(11));
    grant.counted = row.integer(12);
    grant.accepted = row.integer(13) != 0;
    return grant;
}

Result<std::vector<GrantRow>> rows_of(Query& query) {
    std::vector<GrantRow> rows;
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return rows;
        TRY(auto row, row_from(query));
        rows.push_back(std::move(row));
    }
}

}  // namespace

std::string_view to_string(GrantState state) {
    return word_of(states, state);
}

Account account_of(const GrantRow& row) {
    Account account;
    account.spent = row.lease.spent;
    const auto rest = row.lease.granted - row.lease.spent;
    switch (row.state) {
        case GrantState::in_doubt:
        case GrantState::missing:
            account.in_doubt = rest;
            break;
        case GrantState::open:
        case GrantState::recalled:
            account.lent = rest;
            break;
        case GrantState::closed:
            break;
        case GrantState::written_off:
            account.spent = row.lease.granted;
            break;
    }
    return account;
}

const char* const GrantBook::tables = R"sql(
CREATE TABLE lease_grant(
    lease     TEXT PRIMARY KEY,
    device    INTEGER NOT NULL,
    campaign  INTEGER NOT NULL,
    class     TEXT NOT NULL,
    unit      TEXT NOT NULL,
    term      INTEGER NOT NULL,
    granted   INTEGER NOT NULL CHECK(granted >= 0),
    spent     INTEGER NOT NULL DEFAULT 0 CHECK(spent BETWEEN 0 AND granted),
    held      INTEGER NOT NULL DEFAULT 0 CHECK(held >= 0),
    report    INTEGER NOT NULL DEFAULT 0,
    not_after INTEGER NOT NULL,
    state     TEXT NOT NULL CHECK(state IN
              ('in_doubt', 'open', 'recalled', 'missing', 'closed', 'written_off')),
    counted   INTEGER NOT NULL DEFAULT 0,
    accepted  INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX lease_grant_of ON lease_grant(device, term);
CREATE INDEX lease_grant_alive ON lease_grant(not_after)
    WHERE state IN ('in_doubt', 'open', 'recalled');
)sql";

GrantBook::GrantBook(Database& db, PoolBook& pools)
    : pools_(pools),
      life_(db.prepare("SELECT coalesce((SELECT incarnation FROM incarnation), x'')")),
      newest_term_(db.prepare("SELECT coalesce(max(term), 0) FROM lease_grant WHERE device = ?1")),
      insert_(db.prepare("INSERT INTO lease_grant(lease, device, campaign, class, unit, term,"
                         " granted, spent, held, report, not_after, state, counted, accepted)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)")),
      find_(db.prepare("SELECT lease, device, campaign, class, unit, term, granted, spent, held,"
                       " report, not_after, state, counted, accepted FROM lease_grant"
                       " WHERE lease = ?1")),
      alive_of_(db.prepare("SELECT lease, device, campaign, class, unit, term, granted, spent,"
                           " held, report, not_after, state, counted, accepted"
                           " FROM lease_grant WHERE device = ?1"
                           " AND state IN ('in_doubt', 'open', 'recalled') ORDER BY term")),
      all_of_(db.prepare("SELECT lease, device, campaign, class, unit, term, granted, spent,"
                         " held, report, not_after, state, counted, accepted"
                         " FROM lease_grant WHERE device = ?1 ORDER BY term")),
      alive_until_(db.prepare("SELECT lease, device, campaign, class, unit, term, granted, spent,"
                              " held, report, not_after, state, counted, accepted"
                              " FROM lease_grant WHERE not_after <= ?1"
                              " AND state IN ('in_doubt', 'open', 'recalled')"
                              " ORDER BY not_after")),
      save_(db.prepare("UPDATE lease_grant SET spent = ?2, held = ?3, report = ?4, state = ?5,"
                       " counted = ?6, accepted = ?7 WHERE lease = ?1")),
      spent_by_(db.prepare("SELECT coalesce(sum(spent), 0) FROM lease_grant"
                           " WHERE device = ?1 AND campaign = ?2")) {}

// Never given twice, nor by a hub that was set back: it names the life of central, and a copy too
// young to be noticed has an older time.
Result<std::string> GrantBook::fresh_name(const GrantRow& row, WallTime now) {
    constexpr std::size_t life_digits = 8;
    auto life = life_.bind();
    TRY(life.one());
    std::string name = std::to_string(row.lease.campaign);
    name += "-" + to_hex(life.bytes(0)).substr(0, life_digits);
    name += "-" + std::to_string(micros(now));
    name += "-" + std::to_string(row.device) + "-" + std::to_string(row.lease.term);
    return name;
}

Result<void> GrantBook::insert(const GrantRow& row) {
    const auto& lease = row.lease;
    TRY(insert_
            .bind(lease.id, row.device, std::int64_t{lease.campaign}, to_string(lease.kind),
                  to_string(lease.unit), lease.term, lease.granted, lease.spent, lease.held,
                  lease.report, micros(lease.not_after), to_string(row.state), row.counted,
                  row.accepted ? 1 : 0)
            .run());
    return pools_.move(lease.campaign, {}, account_of(row));
}

Result<GrantRow> GrantBook::issue(const GrantWish& wish, WallTime now) {
    TRY(const auto pool, pools_.find(wish.campaign));
    if (!pool) {
        return Error(Errc::not_found, "the campaign has no budget; aisle-hub fund gives it one");
    }
    if (wish.units < 1 || pool->left < wish.units) {
        return Error(Errc::conflict, "the pool has " + std::to_string(pool->left) + " left")
            .coded("budget_spent");
    }
    GrantRow row;
    row.device = wish.device;
    row.lease.campaign = wish.campaign;
    row.lease.kind = wish.kind;
    row.lease.unit = pool->unit;
    row.lease.granted = wish.units;
    row.lease.not_after = wish.not_after;
    {
        auto newest = newest_term_.bind(wish.device);
        TRY(newest.one());
        row.lease.term = newest.integer(0) + 1;
    }
    TRY(row.lease.id, fresh_name(row, now));
    TRY(insert(row));
    return row;
}

Result<GrantRow> GrantBook::adopt(std::int64_t device, const LeaseReport& report,
                                  std::int64_t room) {
    const auto whole = std::max(report.granted, report.spent);
    const bool covered = whole <= room;
    if (covered && report.unit) TRY(pools_.learn_unit(report.campaign, *report.unit));
    GrantRow row;
    row.device = device;
    row.state = covered ? GrantState::open : GrantState::closed;
    row.accepted = true;
    row.lease.id = report.lease;
    row.lease.campaign = report.campaign;
    TRY(const auto pool, pools_.find(report.campaign));
    row.lease.unit = pool ? pool->unit : report.unit.value_or(LeaseUnit::count);
    row.lease.term = report.term;
    row.lease.granted = whole;
    row.lease.spent = row.counted = report.spent;
    if (!covered) {
        row.lease.spent = std::min({report.spent, room, pool ? pool->left : 0});
        row.lease.granted = row.lease.spent;
    }
    row.lease.held = report.held;
    row.lease.report = report.report;
    row.lease.not_after = report.not_after.value_or(WallTime{true_time_max});
    TRY(insert(row));
    const auto beyond = report.spent - row.lease.spent;
    if (beyond > 0) TRY(pools_.count_overrun(report.campaign, beyond));
    return row;
}

Result<std::optional<GrantRow>> GrantBook::find(std::string_view lease) {
    auto query = find_.bind(lease);
    TRY(const bool found, query.next());
    if (!found) return std::optional<GrantRow>{};
    TRY(auto row, row_from(query));
    return std::optional(std::move(row));
}

Result<std::vector<GrantRow>> GrantBook::alive_of(std::int64_t device) {
    auto query = alive_of_.bind(device);
    return rows_of(query);
}

Result<std::vector<GrantRow>> GrantBook::all_of(std::int64_t device) {
    auto query = all_of_.bind(device);
    return rows_of(query);
}

Result<std::vector<GrantRow>> GrantBook::alive_until(WallTime end) {
    auto query = alive_until_.bind(micros(end));
    return rows_of(query);
}

Result<void> GrantBook::save(const GrantRow& before, const GrantRow& after) {
    TRY(save_
            .bind(after.lease.id, after.lease.spent, after.lease.held, after.lease.report,
                  to_string(after.state), after.counted, after.accepted ? 1 : 0)
            .run());
    return pools_.move(after.lease.campaign, account_of(before), account_of(after));
}

Result<void> GrantBook::hold(std::string_view lease, std::int64_t units) {
    TRY(const auto row, find(lease));
    if (!row) return {};
    auto after = *row;
    after.lease.held += units;
    return save(*row, after);
}

Result<void> GrantBook::spend(std::string_view lease, std::int64_t units, std::int64_t held) {
    TRY(const auto row, find(lease));
    if (!row) return {};
    auto after = *row;
    after.counted += units;
    after.lease.held = std::max<std::int64_t>(0, after.lease.held - held);
    const auto spent = std::max(after.lease.spent, after.counted);
    after.lease.spent = std::min(spent, after.lease.granted);
    TRY(save(*row, after));
    const auto beyond = std::min(units, spent - after.lease.spent);
    return beyond > 0 ? pools_.count_overrun(after.lease.campaign, beyond) : Result<void>();
}

Result<std::int64_t> GrantBook::spent_by(std::int64_t device, std::uint32_t campaign) {
    auto row = spent_by_.bind(device, std::int64_t{campaign});
    TRY(row.one());
    return row.integer(0);
}

}  // namespace aisle
