// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/views.hpp"

#include "agent/base/ids.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"
#include "tools/hub/clock_book.hpp"
#include "tools/hub/table.hpp"

namespace aisle {
namespace {

std::string time_at(const Query& row, int column) {
    return row.is_null(column) ? "" : to_rfc3339(WallTime{Micros{row.integer(column)}});
}

// Empty where it was never said.
std::variant<std::int64_t, std::string> number_at(const Query& row, int column) {
    if (row.is_null(column)) return std::string();
    return row.integer(column);
}

std::string word_at(const Query& row, int column) {
    return std::string(row.bytes(column));
}

std::string lane_at(const Query& row, int column) {
    return std::string(to_string(row.integer(column) == 0 ? Lane::ledger : Lane::touch));
}

std::string id_at(const Query& row, int column) {
    const auto id = id_from_bytes<EventId>(row.bytes(column));
    return id.none() ? "" : to_string(id);
}

}  // namespace

Result<void> view_devices(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT name, device.number, store,"
        " (SELECT coalesce(group_concat(device_group.name, ','), '') FROM device_group"
        "  WHERE device_group.device = device.number), presence, version, seen_at,"
        " (SELECT count(*) FROM event_id WHERE event_id.device = device.number),"
        " (SELECT coalesce(sum(gap.lost), 0) FROM gap JOIN lane ON gap.lane = lane.number"
        "  WHERE lane.device = device.number),"
        " (SELECT count(*) FROM lane WHERE lane.device = device.number AND forked = 1) / 2,"
        " (SELECT count(*) FROM finding WHERE finding.device = device.number), refused,"
        " json_extract(CAST(hello AS TEXT), '$.erase_seq')"
        " FROM device WHERE ?1 = '' OR name = ?1 ORDER BY name");
    auto query = statement.bind(options.device);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"device", 23, word_at(query, 0)},
                   {"number", 6, query.integer(1)},
                   {"store", 8, word_at(query, 2)},
                   {"groups", 8, word_at(query, 3)},
                   {"presence", 8, word_at(query, 4)},
                   {"version", 8, word_at(query, 5)},
                   {"seen", 24, time_at(query, 6)},
                   {"events", 9, query.integer(7)},
                   {"lost", 6, query.integer(8)},
                   {"forks", 5, query.integer(9)},
                   {"findings", 8, query.integer(10)},
                   {"refused", 7, query.integer(11)},
                   {"erase_seq", 9, number_at(query, 12)}});
    }
}

Result<void> view_events(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    ClockBook clocks(db);
    auto statement = db.prepare(
        "SELECT event.number, event.device, device.name, bytes, received FROM event"
        " JOIN device ON event.device = device.number"
        " WHERE event.number > ?2 AND (?1 = '' OR device.name = ?1) ORDER BY event.number");
    auto query = statement.bind(options.device, options.after);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        if (options.json) {
            table.raw(query.bytes(3));
            continue;
        }
        TRY(const auto header, decode_event_header(query.bytes(3)));
        TRY(const auto corrected, clocks.corrected(query.integer(1), header));
        table.row({{"number", 8, query.integer(0)},
                   {"device", 23, word_at(query, 2)},
                   {"kind", 24, std::string(event_kind_name(header.type))},
                   {"time", 24, to_rfc3339(header.time)},
                   {"clock", 8, std::string(to_string(header.clockq))},
                   {"corrected", 24, corrected ? to_rfc3339(*corrected) : std::string()},
                   {"received", 24, time_at(query, 4)},
                   {"id", 36, to_string(header.id)}});
    }
}

Result<void> view_gaps(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT device.name, lane.epoch, lane.lane, gap.first, gap.last, gap.reason, gap.lost,"
        " gap.late, origin.epoch, gap.origin_first FROM gap"
        " JOIN lane ON gap.lane = lane.number JOIN device ON lane.device = device.number"
        " LEFT JOIN lane AS origin ON gap.origin = origin.number"
        " WHERE ?1 = '' OR device.name = ?1 ORDER BY gap.lane, gap.first");
    auto query = statement.bind(options.device);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"device", 23, word_at(query, 0)},
                   {"epoch", 32, to_hex(query.bytes(1))},
                   {"lane", 6, lane_at(query, 2)},
                   {"first", 8, query.integer(3)},
                   {"last", 8, query.integer(4)},
                   {"reason", 12, word_at(query, 5)},
                   {"lost", 6, query.integer(6)},
                   {"late", 6, query.integer(7)},
                   {"origin", 32, to_hex(query.bytes(8))},
                   {"origin_first", 12, query.integer(9)}});
    }
}

Result<void> view_forks(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT device.name, lane.epoch, lane.lane, contested.seq, contested.held,"
        " contested.told, contested.at FROM contested JOIN lane ON contested.lane = lane.number"
        " JOIN device ON lane.device = device.number"
        " WHERE ?1 = '' OR device.name = ?1 ORDER BY contested.at, contested.lane");
    auto query = statement.bind(options.device);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"device", 23, word_at(query, 0)},
                   {"epoch", 32, to_hex(query.bytes(1))},
                   {"lane", 6, lane_at(query, 2)},
                   {"seq", 8, query.integer(3)},
                   {"held", 36, id_at(query, 4)},
                   {"told", 36, id_at(query, 5)},
                   {"at", 24, time_at(query, 6)}});
    }
}

Result<void> view_findings(Database& db, const ViewOptions& options, PrintLine print) {
    Table table(options.json, std::move(print));
    auto statement = db.prepare(
        "SELECT finding.at, device.name, kind, lane, seq, id, text FROM finding"
        " JOIN device ON finding.device = device.number"
        " WHERE ?1 = '' OR device.name = ?1 ORDER BY finding.at, finding.device, finding.number");
    auto query = statement.bind(options.device);
    while (true) {
        TRY(const bool found, query.next());
        if (!found) return {};
        table.row({{"at", 24, time_at(query, 0)},
                   {"device", 23, word_at(query, 1)},
                   {"kind", 15, word_at(query, 2)},
                   {"lane", 6, word_at(query, 3)},
                   {"seq", 8, query.integer(4)},
                   {"id", 36, id_at(query, 5)},
                   {"what", 40, word_at(query, 6)}});
    }
}

}  // namespace aisle
