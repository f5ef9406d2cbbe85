// SPDX-License-Identifier: Apache-2.0
#include "agent/books/place_book.hpp"

namespace aisle {

PlaceBook::PlaceBook(Database& db)
    : read_(db.prepare("SELECT store, holder, heard FROM place")),
      keep_(db.prepare("INSERT INTO place(one, store, holder, heard) VALUES(1, ?1, ?2, ?3)"
                       " ON CONFLICT(one) DO UPDATE SET store = excluded.store,"
                       " holder = excluded.holder, heard = excluded.heard")) {}

Result<std::optional<KeptPlace>> PlaceBook::read() {
    auto row = read_.bind();
    TRY(const bool found, row.next());
    if (!found) return std::optional<KeptPlace>{};
    return std::optional(KeptPlace{std::string(row.bytes(0)),
                                   static_cast<std::uint32_t>(row.integer(1)),
                                   WallTime{Micros{row.integer(2)}}});
}

Result<void> PlaceBook::keep(Txn&, const KeptPlace& place) {
    return keep_.bind(place.store, std::int64_t{place.holder}, micros(place.heard)).run();
}

}  // namespace aisle
