// SPDX-License-Identifier: Apache-2.0
#include "agent/books/erasure_book.hpp"

#include "agent/base/ids.hpp"
#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

constexpr std::size_t told_at_once = 32;
// Numbers for which it is known what was done; a page that comes again after that is counted anew.
constexpr std::int64_t numbers_kept = 100'000;

void add(std::vector<std::string>& ids, std::string_view id) {
    if (!id.empty() && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.emplace_back(id);
}

}  // namespace

ErasureBook::ErasureBook(Database& db, ErasureParts parts)
    : parts_(std::move(parts)),
      held_(db),
      // What was told stays told, and what went the first time is what is counted.
      note_(db.prepare("INSERT INTO erasure(request, erase_seq, counts) VALUES(?1, ?2, ?3)"
                       " ON CONFLICT DO NOTHING")),
      untold_(db.prepare("SELECT request, erase_seq, counts FROM erasure WHERE told = 0"
                         " ORDER BY erase_seq LIMIT ?1")),
      told_(db.prepare("UPDATE erasure SET told = 1 WHERE request = ?1")),
      forget_(db.prepare("DELETE FROM erasure WHERE told = 1 AND erase_seq <="
                         " (SELECT max(erase_seq) FROM erasure) - ?1")),
      applied_(db.prepare("SELECT coalesce(max(erase_seq), 0) FROM erasure")) {}

Result<void> ErasureBook::check(const PageEntry& entry) const {
    TRY(const auto body, Json::parse(entry.body));
    TRY(parse_erasure(body));
    return {};
}

Result<void> ErasureBook::put(Txn& txn, std::string_view, const PageEntry& entry) {
    TRY(const auto body, Json::parse(entry.body));
    TRY(const auto erasure, parse_erasure(body));
    txn.on_undo([this] { named_.clear(); });
    // Pages that are freed meanwhile are zeroed as well, which costs writes: only now.
    TRY(txn.db().run("PRAGMA secure_delete = ON"));
    const auto counts = erase(txn, erasure);
    TRY(txn.db().run("PRAGMA secure_delete = FAST"));
    if (!counts) return counts.error();
    txn.empty_log();
    return note_.bind(entry.key, erasure.erase_seq, to_json(*counts)).run();
}

Result<void> ErasureBook::end_page(Txn& txn) {
    const auto named = std::exchange(named_, {});
    if (named.empty()) return {};
    TRY(txn.db().run("PRAGMA secure_delete = ON"));
    const auto done = held_.forget(txn, named);
    TRY(txn.db().run("PRAGMA secure_delete = FAST"));
    return done;
}

Result<void> ErasureBook::remove(Txn&, std::string_view, std::string_view) {
    return {};
}

Result<void> ErasureBook::clear(Txn&, std::string_view) {
    return {};
}

// Hers are also the ids that were merged, and those under which she signed up here twice before
// central could know it.
Result<std::vector<std::string>> ErasureBook::ids_of(const Erasure& erasure) {
    std::vector<std::string> named;
    add(named, erasure.member_id);
    for (const auto& id : erasure.provisional_ids) add(named, id);
    for (const auto& hmac : erasure.identifiers) {
        TRY(const auto here, parts_.members.signed_up_as(hmac));
        for (const auto& id : here) add(named, id);
    }
    std::vector<std::string> ids = named;
    for (const auto& id : named) {
        TRY(const auto older, parts_.members.answers_for(id));
        for (const auto& old : older) add(ids, old);
    }
    return ids;
}

Result<ErasureCounts> ErasureBook::erase(Txn& txn, const Erasure& erasure) {
    TRY(const auto ids, ids_of(erasure));
    ErasureCounts counts;
    for (const auto& id : ids) {
        named_.insert(id);
        TRY(const auto cards, parts_.members.erase(txn, id));
        TRY(const auto consents, parts_.consents.erase(txn, id));
        TRY(const auto persons, parts_.journal.persons().forget(txn, id));
        TRY(parts_.memory.remember(txn, ErasureMemory::subject_of(id), erasure.erase_seq));
        counts.cards += cards;
        counts.consents += consents;
        counts.person_parts += persons;
    }
    for (const auto& hmac : erasure.identifiers) {
        TRY(const auto known, parts_.members.erase(txn, hmac));
        const auto digits = to_hex(hmac.view());
        named_.insert(digits);
        TRY(const auto persons, parts_.journal.persons().forget(txn, digits));
        TRY(parts_.memory.remember(txn, hmac, erasure.erase_seq));
        counts.identifiers += known;
        counts.person_parts += persons;
    }
    for (auto& forget : parts_.others) {
        TRY(const auto rows, forget(txn, ids));
        counts.others += rows;
    }
    if (found_ && counts != ErasureCounts{}) TRY(found_(txn));
    return counts;
}

Result<bool> ErasureBook::tell(Pen& pen) {
    TRY(const auto rows, untold());
    for (const auto& row : rows) {
        TRY(pen.write(privacy_erased(row.request, row.erase_seq, row.counts)));
        TRY(told_.bind(row.request).run());
    }
    return rows.size() == told_at_once;
}

Result<std::vector<ErasureBook::Untold>> ErasureBook::untold() {
    std::vector<Untold> found;
    auto row = untold_.bind(std::uint64_t{told_at_once});
    while (true) {
        TRY(const bool more, row.next());
        if (!more) return found;
        found.push_back({std::string(row.bytes(0)), row.integer(1), std::string(row.bytes(2))});
    }
}

Result<void> ErasureBook::forget(Txn&) {
    return forget_.bind(numbers_kept).run();
}

Result<std::int64_t> ErasureBook::applied() {
    auto row = applied_.bind();
    TRY(row.one());
    return row.integer(0);
}

}  // namespace aisle
