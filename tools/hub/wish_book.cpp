// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/wish_book.hpp"

#include "tools/hub/grant_size.hpp"

namespace aisle {

const char* const WishBook::tables = R"sql(
CREATE TABLE lease_wish(
    device   INTEGER NOT NULL,
    campaign INTEGER NOT NULL,
    class    TEXT NOT NULL,
    unit     TEXT NOT NULL,
    have     INTEGER NOT NULL,
    PRIMARY KEY(device, campaign, class)
) STRICT, WITHOUT ROWID;
-- spent: in all, at that time.
CREATE TABLE burn(
    device   INTEGER NOT NULL,
    campaign INTEGER NOT NULL,
    per_day  INTEGER NOT NULL,
    spent    INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY(device, campaign)
) STRICT, WITHOUT ROWID;
)sql";

WishBook::WishBook(Database& db)
    : keep_(db.prepare("INSERT OR REPLACE INTO lease_wish(device, campaign, class, unit, have)"
                       " VALUES(?1, ?2, ?3, ?4, ?5)")),
      all_(db.prepare("SELECT device, campaign, class, unit, have FROM lease_wish"
                      " ORDER BY device, campaign, class")),
      forget_(db.prepare("DELETE FROM lease_wish WHERE device = ?1 AND campaign = ?2"
                         " AND class = ?3")),
      burn_(db.prepare("SELECT per_day, spent, at FROM burn WHERE device = ?1 AND campaign = ?2")),
      set_burn_(db.prepare("INSERT OR REPLACE INTO burn(device, campaign, per_day, spent, at)"
                           " VALUES(?1, ?2, ?3, ?4, ?5)")) {}

Result<void> WishBook::keep(const WishRow& row) {
    const auto& wish = row.wish;
    return keep_
        .bind(row.device, std::int64_t{wish.campaign}, to_string(wish.kind), to_string(wish.unit),
              wish.have)
        .run();
}

Result<std::vector<WishRow>> WishBook::all() {
    std::vector<WishRow> rows;
    auto row = all_.bind();
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return rows;
        WishRow wish;
        wish.device = row.integer(0);
        wish.wish.campaign = static_cast<std::uint32_t>(row.integer(1));
        TRY(wish.wish.kind, parse_lease_class(row.bytes(2)));
        TRY(wish.wish.unit, parse_lease_unit(row.bytes(3)));
        wish.wish.have = row.integer(4);
        rows.push_back(wish);
    }
}

Result<void> WishBook::forget(const WishRow& row) {
    return forget_.bind(row.device, std::int64_t{row.wish.campaign}, to_string(row.wish.kind))
        .run();
}

Result<std::int64_t> WishBook::burn(std::int64_t device, std::uint32_t campaign, std::int64_t spent,
                                    WallTime now) {
    std::int64_t per_day = 0;
    {
        auto row = burn_.bind(device, std::int64_t{campaign});
        TRY(const bool found, row.next());
        if (found) {
            const auto over = now - WallTime{Micros{row.integer(2)}};
            per_day = burn_after(row.integer(0), spent - row.integer(1),
                                 std::chrono::duration_cast<Seconds>(over));
        }
    }
    TRY(set_burn_.bind(device, std::int64_t{campaign}, per_day, spent, micros(now)).run());
    return per_day;
}

}  // namespace aisle
