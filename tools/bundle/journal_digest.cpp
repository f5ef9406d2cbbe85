// SPDX-License-Identifier: Apache-2.0
#include "tools/bundle/journal_digest.hpp"

#include "agent/app/verify.hpp"
#include "agent/base/files.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/store/schema.hpp"
#include "sync/journal_reader.hpp"
#include "sync/state_folder.hpp"

namespace aisle {
namespace {

// Enough to see a pattern in.
constexpr int rows_max = 500;

Result<Database> open_journal(const std::string& folder) {
    SystemFiles files;
    TRY(const auto current, current_journal(folder, files));
    DatabaseOptions options;
    options.path = folder + "/" + current;
    options.read_only = true;
    TRY(auto db, Database::open(options));
    TRY(check_tables(db));
    return db;
}

std::string when(const EventId& id) {
    return id.none() ? "" : to_rfc3339(time_of(id));
}

std::string_view lane_name(std::int64_t lane) {
    return to_string(lane == 0 ? Lane::ledger : Lane::touch);
}

Result<void> write_lanes(Database& db, JsonWriter& json) {
    JournalReader reader(db);
    TRY(const auto state, reader.state());
    json.member("epoch", to_hex(state.epoch)).key("lanes").begin_object();
    for (const Lane lane : both_lanes) {
        const auto& known = state.lane(lane);
        TRY(const auto backlog, reader.backlog(lane, known.acked));
        json.key(to_string(lane)).begin_object().member("first", known.first.value());
        json.member("next", known.next.value()).member("acked", known.acked.value());
        json.member("waiting", backlog.waiting).member_if("newest", when(known.last_id));
        json.end_object();
    }
    json.end_object();
    return {};
}

Result<void> write_gaps(Database& db, JsonWriter& json) {
    auto gaps = db.prepare(
        "SELECT place, last, reason, origin_epoch FROM gap ORDER BY place DESC LIMIT ?1");
    auto row = gaps.bind(rows_max);
    json.key("gaps").begin_array();
    while (true) {
        TRY(const bool more, row.next());
        if (!more) break;
        json.begin_object().member("lane", to_string(lane_of(row.integer(0))));
        json.member("first", seq_of(row.integer(0)).value()).member("last", row.integer(1));
        json.member("reason", row.bytes(2)).member("of_another_epoch", !row.is_null(3));
        json.end_object();
    }
    json.end_array();
    return {};
}

Result<void> write_aside(Database& db, JsonWriter& json) {
    auto aside = db.prepare(
        "SELECT lane, seq, reason, at, length(event) FROM quarantine ORDER BY number DESC LIMIT "
        "?1");
    auto row = aside.bind(rows_max);
    json.key("set_aside").begin_array();
    while (true) {
        TRY(const bool more, row.next());
        if (!more) break;
        json.begin_object().member("lane", lane_name(row.integer(0)));
        json.member("seq", row.integer(1)).member("reason", row.bytes(2));
        json.member("at", to_rfc3339(WallTime{Micros{row.integer(3)}}));
        json.member("bytes", row.integer(4)).end_object();
    }
    json.end_array();
    return {};
}

// The device tells central of each fork by an event of its own in the ledger.
Result<void> write_forks(Database& db, JsonWriter& json) {
    auto forks = db.prepare(
        "SELECT place, id FROM entry WHERE place < 1152921504606846976"
        " AND instr(event, CAST('io.aisle.device.journal.forked' AS BLOB)) > 0"
        " ORDER BY place DESC LIMIT ?1");
    auto row = forks.bind(rows_max);
    json.key("forks").begin_array();
    while (true) {
        TRY(const bool more, row.next());
        if (!more) break;
        json.begin_object().member("seq", seq_of(row.integer(0)).value());
        json.member("at", when(id_from_bytes<EventId>(row.bytes(1)))).end_object();
    }
    json.end_array();
    return {};
}

// Where each feed is; that something is wrong with it, and not what: that may quote a page.
Result<void> write_feeds(Database& db, JsonWriter& json) {
    auto feeds =
        db.prepare("SELECT name, scope, generation, cursor, head, problem IS NOT NULL FROM feed");
    auto row = feeds.bind();
    json.key("feeds").begin_array();
    while (true) {
        TRY(const bool more, row.next());
        if (!more) break;
        json.begin_object().member("feed", row.bytes(0)).member("scope", row.bytes(1));
        json.member("generation", row.integer(2)).member("applied", row.integer(3));
        json.member("head", row.integer(4)).member("stopped", row.integer(5) != 0).end_object();
    }
    json.end_array();
    return {};
}

Result<void> write_counts(Database& db, JsonWriter& json) {
    auto counts = db.prepare(
        "SELECT (SELECT count(*) FROM entry), (SELECT count(*) FROM entry WHERE person IS NOT "
        "NULL),"
        " (SELECT count(*) FROM gap), (SELECT count(*) FROM quarantine),"
        " (SELECT count(*) FROM request), (SELECT count(*) FROM task),"
        " (SELECT count(*) FROM coupon)");
    auto row = counts.bind();
    TRY(row.one());
    json.key("rows").begin_object().member("entry", row.integer(0));
    json.member("entry_with_person", row.integer(1)).member("gap", row.integer(2));
    json.member("quarantine", row.integer(3)).member("request", row.integer(4));
    json.member("task", row.integer(5)).member("coupon", row.integer(6)).end_object();
    return {};
}

struct Part {
    std::string_view name;
    Result<void> (*write)(Database&, JsonWriter&);
};
constexpr Part parts[] = {{"lanes", write_lanes}, {"rows", write_counts},
                          {"gaps", write_gaps},   {"set_aside", write_aside},
                          {"forks", write_forks}, {"feeds", write_feeds}};

// What a part had written before it failed is taken back, so that it stays JSON.
void write_part(Database& db, std::string& text, const Part& part) {
    std::string fresh;
    JsonWriter json(fresh);
    json.begin_object();
    const auto written = part.write(db, json);
    if (written) {
        text += "," + fresh.substr(1);
        return;
    }
    std::string why;
    JsonWriter out(why);
    out.begin_object().key(part.name).begin_object();
    out.member("unreadable", written.error().what()).end_object();
    text += "," + why.substr(1);
}

}  // namespace

std::string journal_digest(const std::string& folder) {
    auto db = open_journal(folder);
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("schema_version", 1);
    if (!db) {
        json.member("unreadable", db.error().what()).end_object();
        return text + "\n";
    }
    for (const auto& part : parts) write_part(*db, text, part);
    return text + "}\n";
}

std::string schema_digest(const std::string& folder) {
    std::string text;
    JsonWriter json(text);
    json.begin_object().member("known_schema", schema_version);
    if (auto db = open_journal(folder)) {
        const auto version = db->user_version();
        const auto shape = db->schema_text();
        const auto expected = expected_schema(schema_version);
        if (version) json.member("schema", *version);
        if (shape && expected) json.member("as_expected", *shape == *expected);
    } else {
        json.member("unreadable", db.error().what());
    }
    const auto report = verify_state(folder);
    if (!report) {
        json.member("verified", false).member("why", report.error().what()).end_object();
        return text + "\n";
    }
    json.member("verified", true).member("whole", report->whole());
    json.member("rows_walked", report->walk.rows).key("problems").begin_array();
    for (const auto& problem : report->problems) json.value(problem);
    json.end_array().end_object();
    return text + "\n";
}

}  // namespace aisle
