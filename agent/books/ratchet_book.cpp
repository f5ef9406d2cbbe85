// SPDX-License-Identifier: Apache-2.0
#include "agent/books/ratchet_book.hpp"

namespace aisle {

RatchetBook::RatchetBook(Database& db)
    : read_(db.prepare("SELECT at, frozen, inventory, epoch,"
                       " EXISTS(SELECT 1 FROM setting WHERE name = 'new_central'),"
                       " epoch <> (SELECT value FROM setting WHERE name = 'epoch'),"
                       " EXISTS(SELECT 1 FROM setting WHERE name = 'asked_central')"
                       " FROM ratchet")),
      reach_(db.prepare("UPDATE ratchet SET at = max(at, ?1)")),
      freeze_(db.prepare("UPDATE ratchet SET frozen = 1")),
      told_(db.prepare("DELETE FROM setting WHERE name = 'new_central'")),
      count_(db.prepare("UPDATE ratchet SET inventory = inventory + 1")),
      thaw_(db.prepare("UPDATE ratchet SET frozen = 0")),
      note_(db.prepare("UPDATE ratchet SET epoch = ?1")),
      asked_(db.prepare("INSERT INTO setting(name, value) VALUES('asked_central', x'01')"
                        " ON CONFLICT(name) DO NOTHING")) {}

Result<RatchetBook::Row> RatchetBook::read() {
    auto row = read_.bind();
    TRY(row.one());
    Row found{WallTime{Micros{row.integer(0)}}, row.integer(1) != 0, row.integer(2)};
    if (!row.is_null(3)) found.epoch = id_from_bytes<Epoch>(row.bytes(3));
    found.new_central = row.integer(4) != 0;
    found.asked = row.integer(6) != 0;
    const bool renamed = !row.is_null(5) && row.integer(5) != 0;
    found.frozen = found.frozen || found.new_central || renamed;
    return found;
}

Result<void> RatchetBook::reach(Txn&, WallTime at) {
    return reach_.bind(micros(at)).run();
}

Result<std::int64_t> RatchetBook::freeze(Txn& txn) {
    TRY(freeze_.bind().run());
    TRY(told_.bind().run());
    return count_inventory(txn);
}

Result<std::int64_t> RatchetBook::count_inventory(Txn&) {
    TRY(count_.bind().run());
    TRY(const auto row, read());
    return row.inventory;
}

Result<void> RatchetBook::note(Txn&, const Epoch& epoch) {
    return note_.bind(Blob{epoch.view()}).run();
}

Result<void> RatchetBook::note_asked(Txn&) {
    return asked_.bind().run();
}

Result<void> RatchetBook::thaw(Txn&) {
    return thaw_.bind().run();
}

}  // namespace aisle
