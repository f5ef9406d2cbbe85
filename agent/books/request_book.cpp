// SPDX-License-Identifier: Apache-2.0
#include "agent/books/request_book.hpp"

namespace aisle {

RequestBook::RequestBook(Database& db)
    : find_(db.prepare("SELECT body, answer FROM request WHERE name = ?1")),
      insert_(db.prepare("INSERT INTO request(name, body, answer, at) VALUES(?1, ?2, ?3, ?4)")),
      // Rows are in the order of their numbers, so the oldest are looked at, not searched for.
      forget_(db.prepare("DELETE FROM request WHERE number IN"
                         " (SELECT number FROM request ORDER BY number LIMIT ?2) AND at < ?1")) {}

Result<std::optional<std::string>> RequestBook::recall(Txn&, std::string_view name,
                                                       const Digest& body) {
    auto row = find_.bind(name);
    TRY(const bool found, row.next());
    if (!found) return std::optional<std::string>{};
    if (row.bytes(0) != body.view()) {
        return Error(Errc::conflict, "this id was used before, for something else")
            .coded("id_conflict")
            .placed("/id");
    }
    return std::optional(std::string(row.bytes(1)));
}

Result<void> RequestBook::remember(Txn&, std::string_view name, const Digest& body,
                                   std::string_view answer, WallTime now) {
    return insert_.bind(name, Blob{body.view()}, Blob{answer}, micros(now)).run();
}

Result<std::size_t> RequestBook::forget(Txn& txn, WallTime before, std::size_t rows_max) {
    TRY(forget_.bind(micros(before), rows_max).run());
    return static_cast<std::size_t>(txn.db().rows_changed());
}

}  // namespace aisle
