// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/incarnation.hpp"

#include "agent/base/json_fields.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"

namespace aisle {

const char* const incarnation_tables = R"sql(
CREATE TABLE incarnation(
    one         INTEGER PRIMARY KEY CHECK(one = 1),
    incarnation BLOB NOT NULL,
    mark        INTEGER NOT NULL
) STRICT;
)sql";

IncarnationMark::IncarnationMark(HubDatabase& database, Files& files, std::string file)
    : database_(database),
      files_(files),
      file_(std::move(file)),
      read_(database.db().prepare("SELECT incarnation, mark FROM incarnation")),
      write_(database.db().prepare("INSERT INTO incarnation(one, incarnation, mark)"
                                   " VALUES(1, ?1, ?2) ON CONFLICT(one) DO UPDATE SET"
                                   " incarnation = excluded.incarnation, mark = excluded.mark")) {}

// A file that is not there gives the incarnation of nobody.
Result<IncarnationMark::Mark> IncarnationMark::read_file() {
    const auto text = files_.read(file_, 4 * KiB);
    if (!text && text.error().kind() == Errc::not_found) return Mark{};
    if (!text) return text.error().at("reading the incarnation");
    const auto damaged = [this](const Error& why) {
        return Error(Errc::corrupt, file_ + " is not an incarnation (" + why.what() +
                                        "); remove it, and every device will greet anew");
    };
    auto json = Json::parse(*text);
    if (!json) return damaged(json.error());
    Fields fields(*json);
    Mark mark;
    mark.number = fields.integer("mark");
    const auto incarnation = parse_id<Incarnation>(fields.text("incarnation", 32));
    if (!fields.fine()) return damaged(fields.done().error());
    if (!incarnation) return damaged(incarnation.error());
    mark.incarnation = *incarnation;
    return mark;
}

Result<IncarnationMark::Mark> IncarnationMark::read_database() {
    auto row = read_.bind();
    TRY(const bool found, row.next());
    if (!found) return Mark{};
    return Mark{id_from_bytes<Incarnation>(row.bytes(0)), row.integer(1)};
}

Result<void> IncarnationMark::write(const Mark& mark) {
    TRY(write_.bind(Blob{mark.incarnation.view()}, mark.number).run());
    TRY(database_.commit());
    std::string text;
    JsonWriter(text)
        .begin_object()
        .member("incarnation", to_hex(mark.incarnation))
        .member("mark", mark.number)
        .end_object();
    return files_.replace(file_, text + "\n");
}

Result<Life> IncarnationMark::confirm(DecisionLog& decisions, Entropy& entropy, WallTime now) {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(auto file, read_file());
    TRY(const auto held, read_database());
    Life life;
    life.fresh = held.incarnation.none() || held.incarnation != file.incarnation ||
                 held.number < file.number;
    Mark mark = held;
    if (life.fresh) {
        mark.incarnation = random_id<Incarnation>(entropy);
        TRY(decisions.begin_generations(now, entropy));
    }
    mark.number = std::max(held.number, file.number) + 1;
    life.incarnation = mark.incarnation;
    TRY(write(mark));
    return life;
}

Result<void> IncarnationMark::move() {
    HubTransaction transaction(database_);
    TRY(transaction.begin());
    TRY(auto mark, read_database());
    ++mark.number;
    return write(mark);
}

}  // namespace aisle
