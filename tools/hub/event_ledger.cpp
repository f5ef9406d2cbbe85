// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/event_ledger.hpp"

namespace aisle {

const char* const EventLedger::tables = R"sql(
-- number is the order of arrival; the id stands here too, so that a place can name it.
CREATE TABLE event(
    number   INTEGER PRIMARY KEY,
    device   INTEGER NOT NULL,
    id       BLOB NOT NULL,
    received INTEGER NOT NULL,
    bytes    BLOB NOT NULL,
    person   BLOB,
    salt     BLOB
) STRICT;
-- An id begins with its time, so each device's part of this index grows at its end.
CREATE TABLE event_id(
    device INTEGER NOT NULL,
    id     BLOB NOT NULL,
    event  INTEGER NOT NULL,
    PRIMARY KEY(device, id)
) STRICT, WITHOUT ROWID;
)sql";

EventLedger::EventLedger(Database& db, bool dedup)
    : dedup_(dedup),
      last_(db.prepare("SELECT coalesce(max(number), 0) FROM event")),
      insert_id_(db.prepare("INSERT INTO event_id(device, id, event) VALUES(?1, ?2, ?3)"
                            " ON CONFLICT DO NOTHING")),
      insert_(db.prepare("INSERT INTO event(number, device, id, received, bytes, person, salt)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")),
      find_(db.prepare("SELECT event FROM event_id WHERE device = ?1 AND id = ?2")),
      bytes_(db.prepare("SELECT bytes FROM event WHERE number = ?1")),
      id_(db.prepare("SELECT id FROM event WHERE number = ?1")),
      run_(db.prepare("SELECT bytes FROM event WHERE number BETWEEN ?1 AND ?2 ORDER BY number")),
      db_(db) {}

Result<void> EventLedger::begin() {
    // Read anew in each transaction: another worker may have stored events since.
    auto last = last_.bind();
    TRY(last.one());
    next_ = last.integer(0) + 1;
    return {};
}

Result<Kept> EventLedger::keep(std::int64_t device, const EventId& id, const BatchEntry& entry,
                               WallTime now) {
    TRY(insert_id_.bind(device, Blob{id.view()}, next_).run());
    if (db_.rows_changed() == 0 && dedup_) return find(device, id, entry);
    std::optional<Blob> person;
    std::optional<Blob> salt;
    if (!entry.person.empty()) {
        person = Blob{entry.person};
        salt = Blob{entry.salt};
    }
    TRY(insert_.bind(next_, device, Blob{id.view()}, micros(now), Blob{entry.event}, person, salt)
            .run());
    return Kept{next_++, false, false};
}

Result<Kept> EventLedger::find(std::int64_t device, const EventId& id, const BatchEntry& entry) {
    Kept kept;
    kept.known = true;
    auto found = find_.bind(device, Blob{id.view()});
    TRY(found.one());
    kept.event = found.integer(0);
    auto stored = bytes_.bind(kept.event);
    TRY(stored.one());
    kept.bytes_changed = stored.bytes(0) != entry.event;
    return kept;
}

Result<EventId> EventLedger::id_of(std::int64_t event) {
    auto row = id_.bind(event);
    TRY(row.one());
    return id_from_bytes<EventId>(row.bytes(0));
}

Result<Digest> EventLedger::chain(const Digest& before, std::int64_t first, std::int64_t last) {
    Digest chain = before;
    auto row = run_.bind(first, last);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return chain;
        chain = sha256({chain.view(), row.bytes(0)});
    }
}

}  // namespace aisle
