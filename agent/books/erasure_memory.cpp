// SPDX-License-Identifier: Apache-2.0
#include "agent/books/erasure_memory.hpp"

#include "agent/base/limits.hpp"
#include "agent/books/undated.hpp"

namespace aisle {

ErasureMemory::ErasureMemory(Database& db)
    : remember_(db.prepare("INSERT INTO erased(subject, erase_seq, at) VALUES(?1, ?2, ?3)"
                           " ON CONFLICT(subject) DO UPDATE SET"
                           " erase_seq = max(erase_seq, excluded.erase_seq), at = excluded.at")),
      knows_(db.prepare("SELECT 1 FROM erased WHERE subject = ?1 AND erase_seq > ?2")),
      date_(db.prepare("UPDATE erased SET at = ?1 WHERE subject IN"
                       " (SELECT subject FROM erased WHERE at > ?2 LIMIT ?3)")),
      forget_(db.prepare("DELETE FROM erased WHERE subject IN"
                         " (SELECT subject FROM erased WHERE at < ?1 LIMIT ?2)")) {}

Result<void> ErasureMemory::remember(Txn&, const Digest& subject, std::int64_t erase_seq) {
    return remember_.bind(Blob{subject.view()}, erase_seq, undated).run();
}

Result<bool> ErasureMemory::knows(const Digest& subject, std::int64_t erase_seq) {
    auto row = knows_.bind(Blob{subject.view()}, erase_seq);
    return row.next();
}

Result<bool> ErasureMemory::refuses(Txn&, std::string_view member, const MemberCard& card) {
    TRY(const bool known, knows(subject_of(member), card.erase_seq));
    if (known) return true;
    for (const auto& identifier : card.identifiers) {
        TRY(const bool erased, knows(identifier.digest, card.erase_seq));
        if (erased) return true;
    }
    return false;
}

Result<bool> ErasureMemory::refuses_about(Txn&, std::string_view member, const Json& body) {
    if (member.empty()) return false;
    const auto* seen = body.find("erase_seq");
    return knows(subject_of(member), seen ? seen->integer().value_or(0) : 0);
}

Result<void> ErasureMemory::forget(Txn&, WallTime now, std::size_t rows_max) {
    TRY(date_.bind(micros(now), micros(now + Micros{date_ahead_max}), std::uint64_t{rows_max})
            .run());
    return forget_.bind(micros(now - Micros{erasure_memory}), std::uint64_t{rows_max}).run();
}

}  // namespace aisle
