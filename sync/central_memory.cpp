// SPDX-License-Identifier: Apache-2.0
#include "sync/central_memory.hpp"

namespace aisle {

CentralMemory::CentralMemory(Database& db)
    : get_(db.prepare("SELECT value FROM setting WHERE name = 'incarnation'")),
      set_(db.prepare("INSERT INTO setting(name, value) VALUES('incarnation', ?1)"
                      " ON CONFLICT(name) DO UPDATE SET value = excluded.value")),
      mark_(db.prepare("INSERT INTO setting(name, value) VALUES('new_central', ?1)"
                       " ON CONFLICT(name) DO UPDATE SET value = excluded.value")) {}

Result<std::optional<Incarnation>> CentralMemory::last() {
    auto row = get_.bind();
    TRY(const bool found, row.next());
    if (!found) return std::optional<Incarnation>();
    return std::optional(id_from_bytes<Incarnation>(row.bytes(0)));
}

Result<bool> CentralMemory::meet(const Incarnation& central) {
    TRY(const auto known, last());
    if (known == central) return false;
    TRY(set_.bind(Blob{central.view()}).run());
    if (!known) return false;
    TRY(mark_.bind(Blob{central.view()}).run());
    return true;
}

}  // namespace aisle
