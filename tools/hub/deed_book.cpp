// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/deed_book.hpp"

#include "agent/domain/event_kind.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::array deed_kinds{
    EventKinds::coupon_held,           EventKinds::coupon_redeemed,
    EventKinds::coupon_released,       EventKinds::coupon_reversed,
    EventKinds::coupon_overrun,        EventKinds::lease_requested,
    EventKinds::lease_state,           EventKinds::lease_returned,
    EventKinds::lease_inventory,       EventKinds::right_accepted,
    EventKinds::right_returned,        EventKinds::device_watermark,
    EventKinds::device_journal_forked, EventKinds::device_journal_salvaged};

}  // namespace

bool DeedBook::concerns(std::string_view kind) {
    return std::any_of(deed_kinds.begin(), deed_kinds.end(),
                       [&](const auto& known) { return known.name == kind; });
}

const char* const DeedBook::tables = R"sql(
CREATE TABLE deed(
    device INTEGER NOT NULL,
    event  INTEGER NOT NULL,
    lane   INTEGER NOT NULL,
    seq    INTEGER NOT NULL,
    PRIMARY KEY(device, event, lane)
) STRICT, WITHOUT ROWID;
CREATE INDEX deed_at ON deed(lane, seq);
)sql";

DeedBook::DeedBook(Database& db)
    : keep_(db.prepare("INSERT INTO deed(device, event, lane, seq) VALUES(?1, ?2, ?3, ?4)"
                       " ON CONFLICT DO NOTHING")),
      move_(db.prepare("INSERT OR REPLACE INTO deed(device, event, lane, seq)"
                       " SELECT ?1, ?2, ?3, ?4 WHERE EXISTS(SELECT 1 FROM deed"
                       " WHERE device = ?1 AND event = ?2)")),
      due_(db.prepare("SELECT deed.event, deed.seq, event.bytes FROM deed"
                      " JOIN event ON event.number = deed.event"
                      " WHERE deed.lane = ?1 AND deed.seq <= ?2 ORDER BY deed.seq")),
      done_(db.prepare("DELETE FROM deed WHERE device = ?1 AND event = ?2")),
      loss_(db.prepare("SELECT coalesce(max(last), 0) FROM gap WHERE lane = ?1 AND last > ?2"
                       " AND last <= ?3 AND lost > 0")) {}

Result<void> DeedBook::keep(const DeedPlace& place, bool known) {
    auto& statement = known ? move_ : keep_;
    return statement.bind(place.device, place.event, place.lane, place.seq.value()).run();
}

Result<std::vector<Deed>> DeedBook::due(std::int64_t lane, Seq committed) {
    std::vector<Deed> deeds;
    auto row = due_.bind(lane, committed.value());
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return deeds;
        deeds.push_back({row.integer(0), Seq(static_cast<std::uint64_t>(row.integer(1))),
                         std::string(row.bytes(2))});
    }
}

Result<void> DeedBook::done(std::int64_t device, std::int64_t event) {
    return done_.bind(device, event).run();
}

Result<Seq> DeedBook::last_loss(std::int64_t lane, Seq after, Seq through) {
    auto row = loss_.bind(lane, after.value(), through.value());
    TRY(row.one());
    return Seq(static_cast<std::uint64_t>(row.integer(0)));
}

}  // namespace aisle
