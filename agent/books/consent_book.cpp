// SPDX-License-Identifier: Apache-2.0
#include "agent/books/consent_book.hpp"

#include "agent/base/limits.hpp"

#include <chrono>

#include <algorithm>
#include <string>
#include <vector>

namespace aisle {
namespace {

constexpr Micros kept_after_ack = std::chrono::hours{30 * 24};

Result<ConsentDecision> decision_in(const Query& row, int column) {
    const auto decision = parse_consent_decision(row.bytes(column));
    if (!decision) return Error(Errc::corrupt, "a kept consent has no decision");
    return *decision;
}

}  // namespace

ConsentBook::ConsentBook(Database& db)
    : note_(db.prepare("INSERT INTO consent(member, purpose, channel, decision, id, seq, at)"
                       " VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                       " ON CONFLICT(member, purpose, channel) DO UPDATE SET"
                       " decision = excluded.decision, id = excluded.id, seq = excluded.seq,"
                       " at = excluded.at, acked_at = NULL")),
      // All ids that central merged into this one, through however many merges.
      find_(db.prepare("WITH RECURSIVE ids(id) AS (SELECT ?1 UNION"
                       "  SELECT old FROM member_alias JOIN ids ON member = id)"
                       " SELECT consent.id, decision FROM consent WHERE member IN ids"
                       " AND purpose = ?2 AND channel = ?3 ORDER BY seq DESC LIMIT 1")),
      answers_(db.prepare("WITH RECURSIVE ids(id) AS (SELECT ?1 UNION"
                          "  SELECT old FROM member_alias JOIN ids ON member = id)"
                          " SELECT decision FROM consent WHERE member IN ids"
                          " AND purpose = ?2 AND channel IN (?3, 'any')"
                          " ORDER BY seq DESC LIMIT 1")),
      of_member_(db.prepare("WITH RECURSIVE ids(id) AS (SELECT ?1 UNION"
                            "  SELECT old FROM member_alias JOIN ids ON member = id)"
                            " SELECT purpose, channel, decision, consent.id, at FROM consent"
                            " WHERE member IN ids ORDER BY purpose, seq DESC")),
      erase_(db.prepare("DELETE FROM consent WHERE member = ?1")),
      date_(db.prepare("UPDATE consent SET acked_at = ?2 WHERE (member, purpose, channel) IN"
                       " (SELECT member, purpose, channel FROM consent"
                       " WHERE acked_at IS NULL AND seq <= ?1 LIMIT ?3)")),
      forget_(db.prepare("DELETE FROM consent WHERE (member, purpose, channel) IN"
                         " (SELECT member, purpose, channel FROM consent"
                         " WHERE acked_at < ?1 LIMIT ?2)")) {}

Result<void> ConsentBook::note(Txn&, const Consent& consent, const ConsentRecord& record,
                               const Receipt& by, WallTime now) {
    return note_
        .bind(record.member_id, consent.purpose, consent.channel, to_string(consent.decision),
              record.id, by.seq.value(), micros(now))
        .run();
}

Result<std::optional<StoredConsent>> ConsentBook::find(std::string_view member,
                                                       std::string_view purpose,
                                                       std::string_view channel) {
    auto row = find_.bind(member, purpose, channel);
    TRY(const bool found, row.next());
    if (!found) return std::optional<StoredConsent>{};
    TRY(const auto decision, decision_in(row, 1));
    return std::optional(StoredConsent{std::string(row.bytes(0)), decision});
}

Result<std::optional<bool>> ConsentBook::allows(std::string_view member, std::string_view purpose,
                                                std::string_view channel) {
    auto row = answers_.bind(member, purpose, channel);
    TRY(const bool found, row.next());
    if (!found) return std::optional<bool>{};
    TRY(const auto decision, decision_in(row, 0));
    return std::optional(decision == ConsentDecision::given);
}

Result<void> ConsentBook::write(JsonWriter& json, std::string_view member) {
    json.begin_array();
    std::string purpose;
    std::vector<std::string> answered;  // the channels of that purpose
    auto row = of_member_.bind(member);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        if (row.bytes(0) != purpose) {
            purpose = row.bytes(0);
            answered.clear();
        }
        // The newest comes first; what was said before to the same question, or before an answer to
        // all channels, is past.
        const auto is = [&](std::string_view channel) {
            return std::ranges::find(answered, channel) != answered.end();
        };
        if (is(row.bytes(1)) || is("any")) continue;
        answered.emplace_back(row.bytes(1));
        json.begin_object()
            .member("purpose", row.bytes(0))
            .member("channel", row.bytes(1))
            .member("decision", row.bytes(2))
            .member("consent_id", row.bytes(3))
            .member("at", to_rfc3339(WallTime{Micros{row.integer(4)}}))
            .end_object();
    }
    json.end_array();
    return {};
}

Result<std::size_t> ConsentBook::erase(Txn& txn, std::string_view member) {
    TRY(erase_.bind(member).run());
    return static_cast<std::size_t>(txn.db().rows_changed());
}

Result<void> ConsentBook::forget(Txn&, Seq acked, WallTime now, std::size_t rows_max) {
    TRY(date_.bind(acked.value(), micros(now), std::uint64_t{rows_max}).run());
    return forget_.bind(micros(now - kept_after_ack), std::uint64_t{rows_max}).run();
}

}  // namespace aisle
