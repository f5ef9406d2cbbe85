// SPDX-License-Identifier: Apache-2.0
#include "sync/held_pages.hpp"

#include <algorithm>
#include <vector>

namespace aisle {
namespace {

constexpr std::string_view retold = "a page was not what it should be; it named somebody erased";

struct Held {
    std::string feed;
    std::string scope;
    std::string problem;
};

// Whether one of the names is a string of this JSON.
bool names_any(std::string_view body, const PersonNames& names) {
    auto begin = body.find('"');
    while (begin != body.npos) {
        auto end = begin + 1;
        while (end < body.size() && body[end] != '"') end += body[end] == '\\' ? 2 : 1;
        if (end >= body.size()) return false;
        if (names.contains(body.substr(begin + 1, end - begin - 1))) return true;
        begin = body.find('"', end + 1);
    }
    return false;
}

}  // namespace

// What is said of who is to be forgotten has to be heard to its end.
HeldPages::HeldPages(Database& db)
    : feeds_(db.prepare("SELECT name, scope, problem FROM feed WHERE name <> 'erasures'"
                        " AND (staged_generation > 0 OR problem IS NOT NULL)")),
      staged_(db.prepare("SELECT key, body FROM feed_stage WHERE name = ?1 AND scope = ?2")),
      drop_stage_(db.prepare("DELETE FROM feed_stage WHERE name = ?1 AND scope = ?2")),
      begin_again_(db.prepare("UPDATE feed SET staged_generation = 0, staged_cursor = 0"
                              " WHERE name = ?1 AND scope = ?2")),
      drop_pages_(db.prepare("UPDATE feed SET problem_page = NULL"
                             " WHERE problem_page IS NOT NULL AND name <> 'erasures'")),
      retell_(db.prepare("UPDATE feed SET problem = ?3 WHERE name = ?1 AND scope = ?2")) {}

Result<void> HeldPages::forget(Txn&, const PersonNames& names) {
    if (names.empty()) return {};
    std::vector<Held> held;
    {
        auto row = feeds_.bind();
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            held.push_back(
                {std::string(row.bytes(0)), std::string(row.bytes(1)), std::string(row.bytes(2))});
        }
    }
    for (const auto& one : held) {
        TRY(const bool staged, staged_names_any(one.feed, one.scope, names));
        if (staged) {
            TRY(drop_stage_.bind(one.feed, one.scope).run());
            TRY(begin_again_.bind(one.feed, one.scope).run());
        }
        // The reason names the key, and the key of a card is her id.
        const bool told = std::any_of(names.begin(), names.end(), [&](const std::string& name) {
            return one.problem.find("\"" + name + "\"") != std::string::npos;
        });
        if (told) TRY(retell_.bind(one.feed, one.scope, retold).run());
    }
    return drop_pages_.bind().run();
}

Result<bool> HeldPages::staged_names_any(std::string_view feed, std::string_view scope,
                                         const PersonNames& names) {
    auto row = staged_.bind(feed, scope);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return false;
        if (names.contains(row.bytes(0)) || names_any(row.bytes(1), names)) return true;
    }
}

}  // namespace aisle
