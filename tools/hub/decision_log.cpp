// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/decision_log.hpp"

#include "agent/base/json.hpp"
#include "agent/base/text.hpp"
#include "agent/base/utf8.hpp"
#include "tools/hub/bounds.hpp"
#include "tools/hub/device_registry.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aisle {
namespace {

constexpr std::array<std::string_view, 14> feed_names{
    "campaigns", "coupons",  "members",    "notices", "erasures",    "tasks",  "staff",
    "pickups",   "journeys", "promotions", "content", "touchpoints", "config", "keys"};
// A welcome names each feed in each scope of a device: fleet, two groups, store, device. What is of
// persons, members, staff and pick-ups, goes to the last two only.
constexpr std::size_t feeds_of_persons = 3;
static_assert((feed_names.size() - feeds_of_persons) * 5 + feeds_of_persons * 2 <= feeds_max);
// What an entry adds to a page beside key and body: names, quotes, the cursor.
constexpr std::size_t entry_frame_bytes = 80;

bool is_shared(std::string_view scope) {
    return scope == "fleet" || scope.starts_with("group-");
}

bool is_scope(std::string_view scope) {
    if (scope == "fleet") return true;
    if (scope.starts_with("group-")) return is_place_name(scope.substr(6));
    if (scope.starts_with("store-")) return is_place_name(scope.substr(6));
    return scope.starts_with("device-") && is_device_name(scope.substr(7));
}

Result<void> check(const FeedName& name) {
    if (std::find(feed_names.begin(), feed_names.end(), name.feed) == feed_names.end()) {
        const auto near = nearest_name(name.feed, feed_names);
        return Error(Errc::invalid, "there is no feed \"" + name.feed + "\"" +
                                        (near.empty() ? "" : ", but " + std::string(near)));
    }
    if (!is_scope(name.scope)) {
        return Error(Errc::invalid, "\"" + name.scope +
                                        "\" is no scope: fleet, group-NAME, store-NAME or"
                                        " device-NAME is needed");
    }
    const bool of_persons =
        name.feed == "members" || name.feed == "staff" || name.feed == "pickups";
    if (of_persons && is_shared(name.scope)) {
        return Error(Errc::denied,
                     name.feed + " go to a store or a device, never to " + name.scope);
    }
    return {};
}

// What many may read is about nobody.
Result<void> check_subject(const FeedName& name, const std::string& body) {
    if (name.feed != "tasks" || !is_shared(name.scope) || body.empty()) return {};
    const auto json = Json::parse(body);
    if (!json || !json->find("member")) return {};
    return Error(Errc::denied,
                 "a task about a member goes to a store or a device, never to " + name.scope);
}

// The object itself, without what stands round it in a file.
Result<std::string> checked_body(const Decision& decision) {
    if (decision.key.empty() || decision.key.size() > feed_key_bytes_max ||
        !is_plain_text(decision.key)) {
        return Error(Errc::invalid, "a key has 1 to 128 bytes of plain text");
    }
    if (decision.body.empty()) return std::string();
    auto json = Json::parse(decision.body);
    if (!json) return json.error().at("the body");
    if (!json->is_object()) return Error(Errc::invalid, "the body is not a JSON object");
    std::string body(json->slice(decision.body));
    if (body.size() > feed_body_bytes_max) {
        return Error(Errc::too_large, "the body has " + std::to_string(body.size()) +
                                          " bytes and may have " +
                                          std::to_string(feed_body_bytes_max));
    }
    return body;
}

FeedHead head_from(const Query& row, int column) {
    return {std::string(row.bytes(column)), std::string(row.bytes(column + 1)),
            Generation(static_cast<std::uint64_t>(row.integer(column + 2))),
            Cursor(static_cast<std::uint64_t>(row.integer(column + 3)))};
}

}  // namespace

const char* const DecisionLog::tables = R"sql(
-- told_*: what every device that was there has been sent live.
CREATE TABLE feed(
    number          INTEGER PRIMARY KEY,
    name            TEXT NOT NULL,
    scope           TEXT NOT NULL,
    generation      INTEGER NOT NULL,
    head            INTEGER NOT NULL DEFAULT 0,
    told_generation INTEGER NOT NULL DEFAULT 0,
    told            INTEGER NOT NULL DEFAULT 0,
    UNIQUE(scope, name)
) STRICT;
CREATE INDEX feed_to_tell ON feed(number) WHERE generation <> told_generation OR told < head;
-- The latest decision about each key; without a body the key was removed.
CREATE TABLE decision(
    number INTEGER PRIMARY KEY,
    feed   INTEGER NOT NULL,
    cursor INTEGER NOT NULL,
    key    TEXT NOT NULL,
    body   BLOB,
    at     INTEGER NOT NULL,
    UNIQUE(feed, cursor),
    UNIQUE(feed, key)
) STRICT;
)sql";

DecisionLog::DecisionLog(Database& db)
    : find_(db.prepare("SELECT number, name, scope, generation, head FROM feed"
                       " WHERE name = ?1 AND scope = ?2")),
      insert_(db.prepare("INSERT INTO feed(name, scope, generation) VALUES(?1, ?2, ?3)")),
      heads_(db.prepare("SELECT name, scope, generation, head FROM feed WHERE scope = ?1"
                        " ORDER BY name")),
      newest_generation_(db.prepare("SELECT coalesce(max(generation), 0) FROM feed")),
      move_head_(db.prepare("UPDATE feed SET head = ?2 WHERE number = ?1")),
      put_(db.prepare("INSERT INTO decision(feed, cursor, key, body, at)"
                      " VALUES(?1, ?2, ?3, ?4, ?5) ON CONFLICT(feed, key) DO UPDATE SET"
                      " cursor = excluded.cursor, body = excluded.body, at = excluded.at")),
      body_(db.prepare("SELECT body FROM decision WHERE feed = ?1 AND key = ?2")),
      page_(db.prepare("SELECT cursor, key, body FROM decision WHERE feed = ?1 AND cursor > ?2"
                       " ORDER BY cursor LIMIT ?3")),
      drop_removals_(db.prepare("DELETE FROM decision WHERE feed = ?1 AND body IS NULL")),
      shift_(db.prepare("UPDATE decision SET cursor = -cursor WHERE feed = ?1")),
      count_up_(db.prepare("UPDATE decision SET cursor = place.number FROM"
                           " (SELECT number AS decision, row_number() OVER"
                           "   (ORDER BY cursor DESC) AS number FROM decision WHERE feed = ?1)"
                           " AS place WHERE place.decision = decision.number")),
      set_generation_(db.prepare("UPDATE feed SET generation = ?2, head = (SELECT count(*)"
                                 " FROM decision WHERE feed = ?1) WHERE number = ?1")),
      all_(db.prepare("SELECT number, name, scope, generation, head FROM feed ORDER BY number")),
      untold_(db.prepare("SELECT number, name, scope, generation, head,"
                         " CASE WHEN generation = told_generation THEN told ELSE 0 END FROM feed"
                         " WHERE generation <> told_generation OR told < head"
                         " ORDER BY number LIMIT ?1")),
      told_(db.prepare("UPDATE feed SET told_generation = ?3, told = ?4"
                       " WHERE name = ?1 AND scope = ?2 AND generation = ?3"
                       " AND (told_generation <> ?3 OR told < ?4)")) {}

Result<std::optional<FeedState>> DecisionLog::find(const FeedName& name) {
    auto row = find_.bind(name.feed, name.scope);
    TRY(const bool found, row.next());
    if (!found) return std::optional<FeedState>{};
    return std::optional(FeedState{row.integer(0), head_from(row, 1)});
}

Result<Generation> DecisionLog::fresh_generation(WallTime now) {
    auto row = newest_generation_.bind();
    TRY(row.one());
    return Generation(static_cast<std::uint64_t>(std::max(micros(now), row.integer(0) + 1)));
}

Result<FeedState> DecisionLog::find_or_begin(const FeedName& name, WallTime now) {
    TRY(auto feed, find(name));
    if (feed) return *feed;
    TRY(const auto generation, fresh_generation(now));
    TRY(insert_.bind(name.feed, name.scope, generation.value()).run());
    TRY(feed, find(name));
    feed->born = true;
    return *feed;
}

Result<FeedState> DecisionLog::decide(const FeedName& name, const Decision& decision,
                                      WallTime now) {
    TRY(check(name));
    TRY(const auto body, checked_body(decision));
    TRY(check_subject(name, body));
    if (body.empty()) {
        TRY(const auto feed, find(name));
        const Error nothing(Errc::not_found, "there is no \"" + decision.key + "\" in " +
                                                 name.feed + " of " + name.scope);
        if (!feed) return nothing;
        auto held = body_.bind(feed->number, decision.key);
        TRY(const bool found, held.next());
        if (!found || held.is_null(0)) return nothing;
    }
    TRY(auto feed, find_or_begin(name, now));
    feed.head.head = feed.head.head.next();
    const auto bound = body.empty() ? std::nullopt : std::optional(Blob{body});
    TRY(put_.bind(feed.number, feed.head.head.value(), decision.key, bound, micros(now)).run());
    TRY(move_head_.bind(feed.number, feed.head.head.value()).run());
    return feed;
}

// Cursors from one, in the order of the decisions that are left. They pass through negative
// numbers, so that none is taken twice on the way.
Result<void> DecisionLog::renumber(std::int64_t feed, Generation generation) {
    TRY(drop_removals_.bind(feed).run());
    TRY(shift_.bind(feed).run());
    TRY(count_up_.bind(feed).run());
    return set_generation_.bind(feed, generation.value()).run();
}

Result<FeedState> DecisionLog::begin_generation(const FeedName& name, WallTime now) {
    TRY(check(name));
    TRY(const auto feed, find(name));
    if (!feed) {
        return Error(Errc::not_found, "nothing was decided in " + name.feed + " of " + name.scope);
    }
    TRY(const auto generation, fresh_generation(now));
    TRY(renumber(feed->number, generation));
    TRY(const auto after, find(name));
    return *after;
}

Result<void> DecisionLog::begin_generations(WallTime now, Entropy& chance) {
    std::vector<std::int64_t> feeds;
    {
        auto row = all_.bind();
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            feeds.push_back(row.integer(0));
        }
    }
    // Restored twice from one copy, with a clock that stands before what it has given numbers, it
    // would give the same ones to other decisions.
    constexpr std::uint64_t spread = std::uint64_t{1} << 32;
    auto skipped = chance.below(spread);
    for (const auto feed : feeds) {
        TRY(const auto generation, fresh_generation(now));
        TRY(renumber(feed, Generation(generation.value() + std::exchange(skipped, 0))));
    }
    return {};
}

Result<std::vector<FeedHead>> DecisionLog::heads(std::string_view scope) {
    std::vector<FeedHead> heads;
    auto row = heads_.bind(scope);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return heads;
        heads.push_back(head_from(row, 0));
    }
}

Result<Page> DecisionLog::read_page(const FeedState& feed, Cursor after) {
    Page page;
    page.feed = feed.head.feed;
    page.scope = feed.head.scope;
    page.generation = feed.head.generation;
    page.after = after;
    page.head = feed.head.head;
    std::size_t bytes = 0;
    Cursor end = after;
    auto row = page_.bind(feed.number, after.value(), page_entries_max);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) break;
        // A key may be escaped, every byte of it at worst twice: control characters are refused.
        bytes += 2 * row.bytes(1).size() + row.bytes(2).size() + entry_frame_bytes;
        if (!page.entries.empty() && bytes > hub_page_bytes_max) break;
        end = Cursor(static_cast<std::uint64_t>(row.integer(0)));
        page.entries.push_back(
            {end, !row.is_null(2), std::string(row.bytes(1)), std::string(row.bytes(2))});
    }
    page.last = end >= page.head;
    return page;
}

Result<std::optional<Page>> DecisionLog::page_after(const FeedPosition& position) {
    TRY(const auto feed, find({position.feed, position.scope}));
    if (!feed) return std::optional<Page>{};
    const bool here =
        position.generation == feed->head.generation && position.cursor <= feed->head.head;
    TRY(auto page, read_page(*feed, here ? position.cursor : Cursor{}));
    return std::optional(std::move(page));
}

Result<std::vector<Page>> DecisionLog::untold(std::size_t feeds_max_told) {
    std::vector<std::pair<FeedState, Cursor>> feeds;
    {
        auto row = untold_.bind(feeds_max_told);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            feeds.emplace_back(FeedState{row.integer(0), head_from(row, 1)},
                               Cursor(static_cast<std::uint64_t>(row.integer(5))));
        }
    }
    std::vector<Page> pages;
    for (const auto& [feed, after] : feeds) {
        TRY(auto page, read_page(feed, after));
        pages.push_back(std::move(page));
    }
    return pages;
}

Result<void> DecisionLog::told(const Page& page) {
    const auto end = page.entries.empty() ? page.after : page.entries.back().cursor;
    return told_.bind(page.feed, page.scope, page.generation.value(), end.value()).run();
}

}  // namespace aisle
