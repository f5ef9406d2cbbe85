// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/watermark_book.hpp"

#include <algorithm>

namespace aisle {

WallTime settled_until(const Watermark& watermark) {
    return std::min(watermark.complete_through, watermark.no_open_hold_before);
}

const char* const WatermarkBook::tables = R"sql(
CREATE TABLE watermark(
    device              INTEGER PRIMARY KEY,
    complete_through    INTEGER NOT NULL,
    no_open_hold_before INTEGER NOT NULL
) STRICT;
)sql";

WatermarkBook::WatermarkBook(Database& db)
    : find_(db.prepare("SELECT complete_through, no_open_hold_before FROM watermark"
                       " WHERE device = ?1")),
      reach_(db.prepare("INSERT INTO watermark(device, complete_through, no_open_hold_before)"
                        " VALUES(?1, ?2, ?3) ON CONFLICT(device) DO UPDATE SET"
                        " complete_through = max(complete_through, excluded.complete_through),"
                        " no_open_hold_before ="
                        " max(no_open_hold_before, excluded.no_open_hold_before)")) {}

Result<Watermark> WatermarkBook::of(std::int64_t device) {
    auto row = find_.bind(device);
    TRY(const bool found, row.next());
    if (!found) return Watermark{};
    return Watermark{WallTime{Micros{row.integer(0)}}, WallTime{Micros{row.integer(1)}}};
}

Result<Watermark> WatermarkBook::reach(std::int64_t device, const Watermark& said) {
    TRY(reach_.bind(device, micros(said.complete_through), micros(said.no_open_hold_before)).run());
    return of(device);
}

}  // namespace aisle
