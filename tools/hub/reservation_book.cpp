// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/reservation_book.hpp"

#include "agent/domain/choice.hpp"

namespace aisle {
namespace {

constexpr std::array reservation_states{
    Choice<ReservationState>{"reserved", ReservationState::reserved},
    Choice<ReservationState>{"held", ReservationState::held},
    Choice<ReservationState>{"used", ReservationState::used},
    Choice<ReservationState>{"released", ReservationState::released},
    Choice<ReservationState>{"lapsed", ReservationState::lapsed},
    Choice<ReservationState>{"lost", ReservationState::lost},
};

ReservationRow row_from(const Query& row) {
    ReservationRow reservation;
    reservation.redemption = row.bytes(0);
    reservation.device = row.integer(1);
    reservation.ref = {static_cast<std::uint32_t>(row.integer(2)),
                       static_cast<std::uint64_t>(row.integer(3))};
    for (const auto& choice : reservation_states) {
        if (choice.word == row.bytes(4)) reservation.state = choice.value;
    }
    reservation.charged = row.integer(5);
    reservation.spent = row.integer(6);
    reservation.lapses = WallTime{Micros{row.integer(7)}};
    return reservation;
}

Result<std::vector<ReservationRow>> rows_of(Query& query) {
    std::vector<ReservationRow> rows;
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return rows;
        rows.push_back(row_from(query));
    }
}

}  // namespace

std::string_view to_string(ReservationState state) {
    return word_of(reservation_states, state);
}

Account account_of(const ReservationRow& row) {
    Account account;
    if (row.open()) account.reserved = row.charged;
    const bool used = row.state == ReservationState::used || row.state == ReservationState::lost;
    if (used) account.spent = row.spent;
    return account;
}

const char* const ReservationBook::tables = R"sql(
CREATE TABLE reservation(
    redemption TEXT PRIMARY KEY,
    device     INTEGER NOT NULL,
    campaign   INTEGER NOT NULL,
    serial     INTEGER NOT NULL,
    state      TEXT NOT NULL CHECK(state IN
               ('reserved', 'held', 'used', 'released', 'lapsed', 'lost')),
    charged    INTEGER NOT NULL CHECK(charged >= 0),
    spent      INTEGER NOT NULL CHECK(spent >= 0),
    lapses     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reservation_open ON reservation(device, lapses)
    WHERE state IN ('reserved', 'held', 'lost');
CREATE INDEX reservation_holding ON reservation(campaign, serial) WHERE state = 'held';
)sql";

ReservationBook::ReservationBook(Database& db, PoolBook& pools)
    : pools_(pools),
      find_(db.prepare("SELECT redemption, device, campaign, serial, state, charged, spent, lapses"
                       " FROM reservation WHERE redemption = ?1")),
      open_of_(db.prepare("SELECT redemption, device, campaign, serial, state, charged, spent,"
                          " lapses FROM reservation WHERE device = ?1"
                          " AND state IN ('reserved', 'held', 'lost')")),
      holding_(db.prepare("SELECT redemption, device, campaign, serial, state, charged, spent,"
                          " lapses FROM reservation WHERE campaign = ?1 AND serial = ?2"
                          " AND state = 'held' ORDER BY redemption LIMIT 1")),
      silent_until_(db.prepare("SELECT redemption, device, campaign, serial, state, charged, spent,"
                               " lapses FROM reservation WHERE device = ?1 AND lapses <= ?2"
                               " AND state = 'reserved'")),
      save_(db.prepare("INSERT OR REPLACE INTO reservation(redemption, device, campaign, serial,"
                       " state, charged, spent, lapses)"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")) {}

Result<std::optional<ReservationRow>> ReservationBook::find(std::string_view redemption) {
    auto query = find_.bind(redemption);
    TRY(const bool found, query.next());
    return found ? std::optional(row_from(query)) : std::nullopt;
}

Result<std::vector<ReservationRow>> ReservationBook::open_of(std::int64_t device) {
    auto query = open_of_.bind(device);
    return rows_of(query);
}

Result<std::optional<ReservationRow>> ReservationBook::holding(const CouponRef& ref) {
    auto query = holding_.bind(std::int64_t{ref.campaign}, ref.serial);
    TRY(const bool found, query.next());
    return found ? std::optional(row_from(query)) : std::nullopt;
}

Result<std::vector<ReservationRow>> ReservationBook::silent_until(std::int64_t device,
                                                                  WallTime end) {
    auto query = silent_until_.bind(device, micros(end));
    return rows_of(query);
}

Result<void> ReservationBook::save(const ReservationRow& before, const ReservationRow& after) {
    TRY(save_
            .bind(after.redemption, after.device, std::int64_t{after.ref.campaign},
                  after.ref.serial, to_string(after.state), after.charged, after.spent,
                  micros(after.lapses))
            .run());
    return pools_.move(after.ref.campaign, account_of(before), account_of(after));
}

}  // namespace aisle
