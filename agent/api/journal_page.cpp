// SPDX-License-Identifier: Apache-2.0
#include "agent/api/journal_page.hpp"

#include "agent/api/query.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"

namespace aisle {

Result<JournalQuery> read_journal_query(const Request& request) {
    JournalQuery query;
    TRY(only_asked(request, {"lane", "epoch", "after", "limit"}));
    if (const auto text = request.asked("lane")) {
        const auto lane = parse_lane(*text);
        if (!lane) return bad_query("lane", "is ledger or touch");
        query.lane = *lane;
    }
    if (const auto text = request.asked("epoch")) {
        const auto epoch = parse_id<Epoch>(*text);
        if (!epoch) return bad_query("epoch", "is 32 hex digits");
        query.epoch = *epoch;
    }
    TRY(const auto after, whole_number(request, {.name = "after"}));
    query.after = Seq(after);
    TRY(query.rows_max, whole_number(request, {.name = "limit",
                                               .otherwise = journal_page_default,
                                               .min = 1,
                                               .max = journal_page_max}));
    return query;
}

std::string journal_json(const JournalQuery& query, const JournalPage& page) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("epoch", to_hex(page.epoch));
    json.member("lane", to_string(query.lane)).key("entries").begin_array();
    std::size_t written = 0;
    for (const auto& entry : page.entries) {
        if (written > 0 && text.size() + entry.event.size() > journal_page_bytes_max) break;
        json.begin_object().member("seq", entry.seq.value()).member("id", to_string(entry.id));
        json.member("person", entry.person).raw_member("event", entry.event).end_object();
        ++written;
    }
    json.end_array().key("next");
    // A full page may be the last one; the next is then empty.
    if (written > 0 && (written < page.entries.size() || written == query.rows_max)) {
        json.value(page.entries[written - 1].seq.value());
    } else {
        json.null();
    }
    json.end_object();
    return text;
}

}  // namespace aisle
