// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/comparison_book.hpp"

#include "agent/domain/choice.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::array demands{
    Choice<Demand>{"", Demand::none},
    Choice<Demand>{"fresh", Demand::fresh},
    Choice<Demand>{"epoch", Demand::epoch},
    Choice<Demand>{"gap", Demand::gap},
    Choice<Demand>{"set_back", Demand::set_back},
    Choice<Demand>{"written_off", Demand::written_off},
    Choice<Demand>{"forked", Demand::forked},
};

}  // namespace

std::string_view to_string(Demand demand) {
    return word_of(demands, demand);
}

const char* const ComparisonBook::tables = R"sql(
-- life: of central, in which the device was met or compared last; greeted_life: in which it said
-- hello last. inventory: the number of the newest one, told: the epoch of the journal in which it
-- stands, parts_seen: how much of it came, and 0 when all of it has.
CREATE TABLE comparison(
    device       INTEGER PRIMARY KEY,
    life         BLOB NOT NULL,
    greeted_life BLOB NOT NULL,
    demand       TEXT NOT NULL CHECK(demand IN
                 ('', 'fresh', 'epoch', 'gap', 'set_back', 'written_off', 'forked')),
    epoch        BLOB NOT NULL DEFAULT x'00000000000000000000000000000000',
    from_seq     INTEGER NOT NULL DEFAULT 0,
    inventory    INTEGER NOT NULL DEFAULT 0,
    told         BLOB NOT NULL DEFAULT x'00000000000000000000000000000000',
    parts_seen   INTEGER NOT NULL DEFAULT 0
) STRICT;
-- Journals of a device that were seen: another one may be another disk.
CREATE TABLE comparison_epoch(
    device INTEGER NOT NULL,
    epoch  BLOB NOT NULL,
    PRIMARY KEY(device, epoch)
) STRICT, WITHOUT ROWID;
-- What the newest inventory names; closed: it is not the device's any more.
CREATE TABLE comparison_item(
    device INTEGER NOT NULL,
    kind   TEXT NOT NULL CHECK(kind IN ('lease', 'right')),
    name   TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY(device, kind, name)
) STRICT, WITHOUT ROWID;
)sql";

ComparisonBook::ComparisonBook(Database& db)
    : db_(db),
      find_(db.prepare("SELECT demand, epoch, from_seq, inventory, parts_seen,"
                       " life = coalesce((SELECT incarnation FROM incarnation), x''),"
                       " greeted_life = coalesce((SELECT incarnation FROM incarnation), x''),"
                       " told FROM comparison WHERE device = ?1")),
      insert_(db.prepare("INSERT INTO comparison(device, life, greeted_life, demand)"
                         " VALUES(?1, coalesce((SELECT incarnation FROM incarnation), x''),"
                         " coalesce((SELECT incarnation FROM incarnation), x''), 'fresh')")),
      all_wait_(db.prepare("SELECT EXISTS(SELECT 1 FROM comparison WHERE"
                           " life <> coalesce((SELECT incarnation FROM incarnation), x''))")),
      epoch_(db.prepare("INSERT INTO comparison_epoch(device, epoch) VALUES(?1, ?2)"
                        " ON CONFLICT DO NOTHING")),
      greeted_(db.prepare("UPDATE comparison SET"
                          " greeted_life = coalesce((SELECT incarnation FROM incarnation), x'')"
                          " WHERE device = ?1")),
      demand_(db.prepare("UPDATE comparison SET demand = ?2, epoch = ?3, from_seq = ?4"
                         " WHERE device = ?1")),
      part_(db.prepare("UPDATE comparison SET inventory = ?2, told = ?3, parts_seen = ?4"
                       " WHERE device = ?1")),
      compared_(db.prepare("UPDATE comparison SET demand = '',"
                           " life = coalesce((SELECT incarnation FROM incarnation), x'')"
                           " WHERE device = ?1")),
      write_off_(db.prepare("UPDATE comparison SET demand = 'written_off',"
                            " life = coalesce((SELECT incarnation FROM incarnation), x''),"
                            " epoch = x'00000000000000000000000000000000', from_seq = 0"
                            " WHERE device = ?1")),
      item_(db.prepare("INSERT OR REPLACE INTO comparison_item(device, kind, name, closed)"
                       " VALUES(?1, ?2, ?3, ?4)")),
      named_(db.prepare("SELECT EXISTS(SELECT 1 FROM comparison_item"
                        " WHERE device = ?1 AND kind = ?2 AND name = ?3)")),
      closed_(db.prepare("SELECT name FROM comparison_item WHERE device = ?1 AND kind = ?2"
                         " AND closed = 1 ORDER BY name")),
      forget_items_(db.prepare("DELETE FROM comparison_item WHERE device = ?1")) {}

Result<ComparisonRow> ComparisonBook::meet(std::int64_t device) {
    ComparisonRow row;
    row.device = device;
    {
        auto found = find_.bind(device);
        TRY(const bool known, found.next());
        if (known) {
            for (const auto& choice : demands) {
                if (choice.word == found.bytes(0)) row.demand = choice.value;
            }
            row.epoch = id_from_bytes<Epoch>(found.bytes(1));
            row.from = Seq(static_cast<std::uint64_t>(found.integer(2)));
            row.inventory = found.integer(3);
            row.parts_seen = found.integer(4);
            row.told = id_from_bytes<Epoch>(found.bytes(7));
            row.of_this_life = found.integer(5) != 0;
            row.greeted = found.integer(6) != 0;
            // Asked in an earlier life, what it answers may be older than this one.
            if (!row.of_this_life && !row.greeted) row.epoch = {};
            return row;
        }
    }
    TRY(insert_.bind(device).run());
    return row;
}

Result<bool> ComparisonBook::all_wait() {
    auto row = all_wait_.bind();
    TRY(row.one());
    return row.integer(0) != 0;
}

// True when it was not known.
Result<bool> ComparisonBook::meet_epoch(std::int64_t device, const Epoch& epoch) {
    TRY(epoch_.bind(device, Blob{epoch.view()}).run());
    return db_.rows_changed() > 0;
}

Result<bool> ComparisonBook::greet(std::int64_t device, const Epoch& epoch, Seq next) {
    TRY(const auto row, meet(device));
    TRY(greeted_.bind(device).run());
    TRY(const bool unknown, meet_epoch(device, epoch));
    const bool set_back = !row.of_this_life && row.epoch.none();
    const bool placed = row.epoch == epoch;
    if (row.compared() && !unknown) return false;
    if (!unknown && !set_back && placed) {
        // It was asked, and is asked again. The hello that placed it may have come late.
        if (!row.of_this_life) TRY(demand(row, row.demand, epoch, next));
        return true;
    }
    auto why = set_back ? Demand::set_back : row.demand;
    // One that was never compared has no other journal that we know of.
    if (unknown && row.demand != Demand::fresh) why = Demand::epoch;
    TRY(demand(row, why, epoch, next));
    return true;
}

Result<void> ComparisonBook::demand(const ComparisonRow& row, Demand why, const Epoch& epoch,
                                    Seq from) {
    if (row.demand != Demand::none && row.epoch == epoch) from = std::max(from, row.from);
    // What is known of its disk is not forgotten for a lesser reason.
    why = std::max(why, row.demand);
    TRY(meet_epoch(row.device, epoch));
    return demand_.bind(row.device, to_string(why), Blob{epoch.view()}, from.value()).run();
}

Result<void> ComparisonBook::doubt(const ComparisonRow& row, Demand why, const Epoch& epoch,
                                   Seq from) {
    if (row.of_this_life || row.epoch == epoch) return demand(row, why, epoch, from);
    TRY(meet_epoch(row.device, epoch));
    return demand(row, why, row.epoch, row.from);
}

Result<void> ComparisonBook::count_part(const ComparisonRow& row) {
    return part_.bind(row.device, row.inventory, Blob{row.told.view()}, row.parts_seen).run();
}

Result<void> ComparisonBook::compared(std::int64_t device) {
    return compared_.bind(device).run();
}

Result<void> ComparisonBook::write_off(std::int64_t device) {
    TRY(meet(device));
    return write_off_.bind(device).run();
}

Result<void> ComparisonBook::name(std::int64_t device, const ComparisonItem& item) {
    return item_.bind(device, item.kind, item.name, item.closed ? 1 : 0).run();
}

Result<bool> ComparisonBook::is_named(std::int64_t device, std::string_view kind,
                                      std::string_view name) {
    auto row = named_.bind(device, kind, name);
    TRY(row.one());
    return row.integer(0) != 0;
}

Result<std::vector<std::string>> ComparisonBook::closed(std::int64_t device,
                                                        std::string_view kind) {
    std::vector<std::string> names;
    auto row = closed_.bind(device, kind);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return names;
        names.emplace_back(row.bytes(0));
    }
}

Result<void> ComparisonBook::forget_items(std::int64_t device) {
    return forget_items_.bind(device).run();
}

}  // namespace aisle
