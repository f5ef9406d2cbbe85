// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/holder_book.hpp"

#include "agent/domain/choice.hpp"

namespace aisle {
namespace {

constexpr std::array holder_states{
    Choice<HolderState>{"free", HolderState::free},
    Choice<HolderState>{"granted", HolderState::granted},
    Choice<HolderState>{"here", HolderState::here},
    Choice<HolderState>{"recalled", HolderState::recalled},
    Choice<HolderState>{"reserved", HolderState::reserved},
    Choice<HolderState>{"used", HolderState::used},
};

HolderState state_of(std::string_view word) {
    for (const auto& choice : holder_states) {
        if (choice.word == word) return choice.value;
    }
    return HolderState::used;  // the column's own check keeps other words out
}

HolderRow row_from(const Query& row) {
    HolderRow right;
    right.ref = {static_cast<std::uint32_t>(row.integer(0)),
                 static_cast<std::uint64_t>(row.integer(1))};
    right.state = state_of(row.bytes(2));
    right.device = row.integer(3);
    right.term = row.integer(4);
    right.charged = row.integer(5);
    right.spent = row.integer(6);
    right.redemption = row.bytes(7);
    right.expires = WallTime{Micros{row.integer(8)}};
    right.next_device = row.integer(9);
    right.next_expires = WallTime{Micros{row.integer(10)}};
    return right;
}

Result<std::vector<HolderRow>> rows_of(Query& query) {
    std::vector<HolderRow> rows;
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return rows;
        rows.push_back(row_from(query));
    }
}

}  // namespace

std::string_view to_string(HolderState state) {
    return word_of(holder_states, state);
}

Account account_of(const HolderRow& row) {
    Account account;
    if (row.held()) account.reserved = row.charged;
    if (row.state == HolderState::used) account.spent = row.spent;
    return account;
}

HolderRow put_at(HolderRow row, const RightPlace& place) {
    row.state = HolderState::granted;
    row.device = place.device;
    row.term += 1;
    row.charged = place.charge;
    row.expires = place.expires;
    row.redemption.clear();
    row.next_device = 0;
    return row;
}

HolderRow given_back(HolderRow row) {
    row.state = HolderState::free;
    row.device = 0;
    row.redemption.clear();
    return row;
}

HolderRow passed_on(HolderRow row) {
    return put_at(row, {row.next_device, row.charged, row.next_expires});
}

HolderRow used_by(HolderRow row, std::string redemption, std::int64_t spent) {
    row.state = HolderState::used;
    row.redemption = std::move(redemption);
    row.spent = spent;
    row.next_device = 0;
    return row;
}

const char* const HolderBook::tables = R"sql(
CREATE TABLE coupon_right(
    campaign     INTEGER NOT NULL,
    serial       INTEGER NOT NULL,
    state        TEXT NOT NULL CHECK(state IN
                 ('free', 'granted', 'here', 'recalled', 'reserved', 'used')),
    device       INTEGER NOT NULL,
    term         INTEGER NOT NULL,
    charged      INTEGER NOT NULL CHECK(charged >= 0),
    spent        INTEGER NOT NULL CHECK(spent >= 0),
    redemption   TEXT NOT NULL,
    expires      INTEGER NOT NULL,
    next_device  INTEGER NOT NULL,
    next_expires INTEGER NOT NULL,
    PRIMARY KEY(campaign, serial)
) STRICT, WITHOUT ROWID;
CREATE INDEX coupon_right_of ON coupon_right(device, expires)
    WHERE state IN ('granted', 'here', 'recalled');
CREATE INDEX coupon_right_waiting ON coupon_right(campaign, serial)
    WHERE state = 'free' AND next_device <> 0;
CREATE INDEX coupon_right_recalled ON coupon_right(device) WHERE state = 'recalled';
)sql";

HolderBook::HolderBook(Database& db, PoolBook& pools)
    : pools_(pools),
      find_(db.prepare("SELECT campaign, serial, state, device, term, charged, spent, redemption,"
                       " expires, next_device, next_expires FROM coupon_right"
                       " WHERE campaign = ?1 AND serial = ?2")),
      held_by_(db.prepare("SELECT campaign, serial, state, device, term, charged, spent,"
                          " redemption, expires, next_device, next_expires FROM coupon_right"
                          " WHERE device = ?1 AND state IN ('granted', 'here', 'recalled')"
                          " ORDER BY campaign, serial")),
      recalled_from_(db.prepare("SELECT campaign, serial, state, device, term, charged, spent,"
                                " redemption, expires, next_device, next_expires"
                                " FROM coupon_right WHERE device = ?1 AND state = 'recalled'"
                                " LIMIT ?2")),
      held_until_(db.prepare("SELECT campaign, serial, state, device, term, charged, spent,"
                             " redemption, expires, next_device, next_expires FROM coupon_right"
                             " WHERE device = ?1 AND state IN ('granted', 'here', 'recalled')"
                             " AND expires <= ?2")),
      free_for_next_(db.prepare("SELECT campaign, serial, state, device, term, charged, spent,"
                                " redemption, expires, next_device, next_expires"
                                " FROM coupon_right WHERE state = 'free' AND next_device <> 0"
                                " ORDER BY campaign, serial")),
      save_(db.prepare("INSERT OR REPLACE INTO coupon_right(campaign, serial, state, device, term,"
                       " charged, spent, redemption, expires, next_device, next_expires)"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")) {}

Result<std::optional<HolderRow>> HolderBook::find(const CouponRef& ref) {
    auto query = find_.bind(std::int64_t{ref.campaign}, ref.serial);
    TRY(const bool found, query.next());
    return found ? std::optional(row_from(query)) : std::nullopt;
}

Result<std::vector<HolderRow>> HolderBook::held_by(std::int64_t device) {
    auto query = held_by_.bind(device);
    return rows_of(query);
}

Result<std::vector<HolderRow>> HolderBook::recalled_from(std::int64_t device,
                                                         std::size_t rows_max) {
    auto query = recalled_from_.bind(device, rows_max);
    return rows_of(query);
}

Result<std::vector<HolderRow>> HolderBook::held_until(std::int64_t device, WallTime end) {
    auto query = held_until_.bind(device, micros(end));
    return rows_of(query);
}

Result<std::vector<HolderRow>> HolderBook::free_for_next() {
    auto query = free_for_next_.bind();
    return rows_of(query);
}

Result<void> HolderBook::save(const HolderRow& before, const HolderRow& after) {
    TRY(save_
            .bind(std::int64_t{after.ref.campaign}, after.ref.serial, to_string(after.state),
                  after.device, after.term, after.charged, after.spent, after.redemption,
                  micros(after.expires), after.next_device, micros(after.next_expires))
            .run());
    return pools_.move(after.ref.campaign, account_of(before), account_of(after));
}

}  // namespace aisle
