// SPDX-License-Identifier: Apache-2.0
#include "sync/feeds.hpp"

#include <algorithm>

namespace aisle {
namespace {

Cursor end_of(const Page& page) {
    return page.entries.empty() ? page.after : page.entries.back().cursor;
}

FeedPosition position_of(const Page& page, Generation generation, Cursor cursor) {
    return {page.feed, page.scope, generation, cursor};
}

Result<void> check_all(const FeedFold& fold, const Page& page) {
    for (const auto& entry : page.entries) {
        if (!entry.put) continue;
        const auto fine = fold.check(entry);
        if (!fine) return fine.error().at("\"" + entry.key + "\"");
    }
    return {};
}

template <class Number>
Number number_in(const Query& row, int column) {
    return Number(static_cast<std::uint64_t>(row.integer(column)));
}

}  // namespace

Feeds::Feeds(Database& db, std::vector<FeedFold*> folds)
    : folds_(std::move(folds)),
      get_program_(db.prepare("SELECT value FROM setting WHERE name = 'feeds_program'")),
      set_program_(db.prepare("INSERT INTO setting(name, value) VALUES('feeds_program', ?1)"
                              " ON CONFLICT(name) DO UPDATE SET value = excluded.value")),
      forgive_(db.prepare("UPDATE feed SET problem = NULL, problem_page = NULL")),
      find_(db.prepare("SELECT generation, cursor, staged_generation, staged_cursor,"
                       " problem IS NOT NULL FROM feed WHERE name = ?1 AND scope = ?2")),
      all_(db.prepare("SELECT name, scope, generation, cursor, head, problem FROM feed"
                      " ORDER BY name, scope")),
      insert_(db.prepare("INSERT INTO feed(name, scope) VALUES(?1, ?2) ON CONFLICT DO NOTHING")),
      see_head_(db.prepare("UPDATE feed SET head = ?3 WHERE name = ?1 AND scope = ?2")),
      move_(db.prepare("UPDATE feed SET cursor = ?3, head = max(?4, ?3)"
                       " WHERE name = ?1 AND scope = ?2")),
      begin_(db.prepare("UPDATE feed SET generation = ?3, problem = NULL, problem_page = NULL"
                        " WHERE name = ?1 AND scope = ?2")),
      // A new generation is a new chance for a feed that was stopped.
      begin_stage_(db.prepare("UPDATE feed SET staged_generation = ?3, staged_cursor = 0,"
                              " problem = NULL, problem_page = NULL"
                              " WHERE name = ?1 AND scope = ?2")),
      move_stage_(db.prepare("UPDATE feed SET staged_cursor = ?3"
                             " WHERE name = ?1 AND scope = ?2")),
      clear_stage_(db.prepare("DELETE FROM feed_stage WHERE name = ?1 AND scope = ?2")),
      stage_(db.prepare("INSERT INTO feed_stage(name, scope, cursor, key, body)"
                        " VALUES(?1, ?2, ?3, ?4, ?5)")),
      unstage_(db.prepare("DELETE FROM feed_stage WHERE name = ?1 AND scope = ?2 AND key = ?3")),
      staged_(db.prepare("SELECT cursor, key, body FROM feed_stage WHERE name = ?1 AND scope = ?2"
                         " ORDER BY cursor")),
      promote_(db.prepare("UPDATE feed SET generation = ?3, cursor = ?4, head = max(?5, ?4),"
                          " staged_generation = 0, staged_cursor = 0, problem = NULL,"
                          " problem_page = NULL WHERE name = ?1 AND scope = ?2")),
      refuse_(db.prepare("UPDATE feed SET problem = ?3, problem_page = ?4"
                         " WHERE name = ?1 AND scope = ?2")),
      delete_(db.prepare("DELETE FROM feed WHERE name = ?1 AND scope = ?2")) {}

FeedFold* Feeds::fold_of(std::string_view feed) const {
    for (auto* fold : folds_) {
        if (fold->feed() == feed) return fold;
    }
    return nullptr;
}

Result<void> Feeds::load(Txn&, std::string_view program) {
    {
        auto row = get_program_.bind();
        TRY(const bool found, row.next());
        if (found && row.bytes(0) == program) return {};
    }
    TRY(forgive_.bind().run());
    return set_program_.bind(Blob{program}).run();
}

Result<std::optional<Feeds::Row>> Feeds::find(std::string_view feed, std::string_view scope) {
    auto row = find_.bind(feed, scope);
    TRY(const bool found, row.next());
    if (!found) return std::optional<Row>{};
    return std::optional(Row{number_in<Generation>(row, 0), number_in<Cursor>(row, 1),
                             number_in<Generation>(row, 2), number_in<Cursor>(row, 3),
                             row.integer(4) != 0});
}

Result<std::vector<FeedRow>> Feeds::rows() {
    std::vector<FeedRow> rows;
    auto row = all_.bind();
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return rows;
        rows.push_back({{std::string(row.bytes(0)), std::string(row.bytes(1)),
                         number_in<Generation>(row, 2), number_in<Cursor>(row, 3)},
                        number_in<Cursor>(row, 4),
                        std::string(row.bytes(5))});
    }
}

Result<std::vector<FeedPosition>> Feeds::follow(Txn& txn, const std::vector<FeedHead>& heads) {
    TRY(const auto known, rows());
    for (const auto& row : known) {
        const bool kept = std::any_of(heads.begin(), heads.end(), [&](const FeedHead& head) {
            return head.feed == row.position.feed && head.scope == row.position.scope;
        });
        if (!kept) {
            TRY(remove_feed(txn, row.position));
        }
    }
    std::vector<FeedPosition> wants;
    for (const auto& head : heads) {
        if (!fold_of(head.feed)) continue;  // a feed for a newer program
        TRY(insert_.bind(head.feed, head.scope).run());
        TRY(see_head_.bind(head.feed, head.scope, head.head.value()).run());
        TRY(const auto row, find(head.feed, head.scope));
        if (row->generation == head.generation) {
            if (row->cursor < head.head && !row->stopped) {
                wants.push_back({head.feed, head.scope, head.generation, row->cursor});
            }
            continue;
        }
        const bool begun = row->staged_generation == head.generation;
        if (begun && row->stopped) continue;  // refused before; only another generation helps
        wants.push_back(
            {head.feed, head.scope, head.generation, begun ? row->staged_cursor : Cursor{}});
    }
    return wants;
}

Result<void> Feeds::remove_feed(Txn& txn, const FeedPosition& position) {
    if (auto* fold = fold_of(position.feed)) {
        TRY(fold->clear(txn, position.scope));
    }
    TRY(clear_stage_.bind(position.feed, position.scope).run());
    return delete_.bind(position.feed, position.scope).run();
}

Result<FeedOutcome> Feeds::apply(Txn& txn, const Page& page) {
    const auto* fold = fold_of(page.feed);
    TRY(auto row, find(page.feed, page.scope));
    if (!fold || !row) return FeedOutcome{};  // not followed
    const bool begins = page.after.none() && !page.generation.none() && row->cursor.none();
    if (row->empty() && begins && check_all(*fold, page)) {
        TRY(begin_.bind(page.feed, page.scope, page.generation.value()).run());
        row = Row{page.generation, {}, {}, {}};
    }
    if (row->generation == page.generation) return apply_next(txn, page, *row);
    return stage(txn, page, *row);
}

Result<FeedOutcome> Feeds::apply_next(Txn& txn, const Page& page, const Row& row) {
    FeedOutcome outcome;
    if (row.stopped) return outcome;
    if (page.after != row.cursor) {
        if (end_of(page) > row.cursor || page.head > row.cursor) {
            outcome.want = position_of(page, row.generation, row.cursor);
        }
        return outcome;
    }
    auto* fold = fold_of(page.feed);
    const auto fine = check_all(*fold, page);
    if (!fine) return refuse(page, fine.error());
    for (const auto& entry : page.entries) {
        TRY(entry.put ? fold->put(txn, page.scope, entry)
                      : fold->remove(txn, page.scope, entry.key));
        ++outcome.applied;
    }
    TRY(fold->end_page(txn));
    const Cursor reached = end_of(page);
    TRY(move_.bind(page.feed, page.scope, reached.value(), page.head.value()).run());
    // A page without entries says that nothing is left between here and the head.
    if (!page.entries.empty() && page.head > reached) {
        outcome.want = position_of(page, row.generation, reached);
    }
    return outcome;
}

// Another generation is a full snapshot: kept beside the one that serves until its last page is in.
Result<FeedOutcome> Feeds::stage(Txn& txn, const Page& page, Row row) {
    FeedOutcome outcome;
    if (row.stopped && row.staged_generation == page.generation) return outcome;
    if (row.staged_generation != page.generation) {
        if (!page.after.none()) {
            outcome.want = position_of(page, page.generation, Cursor{});
            return outcome;
        }
        TRY(clear_stage_.bind(page.feed, page.scope).run());
        TRY(begin_stage_.bind(page.feed, page.scope, page.generation.value()).run());
        row.staged_cursor = Cursor{};
    }
    if (page.after != row.staged_cursor) {
        if (end_of(page) > row.staged_cursor) {
            outcome.want = position_of(page, page.generation, row.staged_cursor);
        }
        return outcome;
    }
    const auto fine = check_all(*fold_of(page.feed), page);
    if (!fine) return refuse(page, fine.error());
    for (const auto& entry : page.entries) {
        // Removed while the snapshot was on its way: what was staged of it is no more.
        if (!entry.put) {
            TRY(unstage_.bind(page.feed, page.scope, entry.key).run());
            continue;
        }
        TRY(stage_.bind(page.feed, page.scope, entry.cursor.value(), entry.key, Blob{entry.body})
                .run());
    }
    TRY(move_stage_.bind(page.feed, page.scope, end_of(page).value()).run());
    if (page.last) {
        TRY(outcome.applied, promote(txn, page));
    } else {
        outcome.want = position_of(page, page.generation, end_of(page));
    }
    return outcome;
}

Result<std::size_t> Feeds::promote(Txn& txn, const Page& page) {
    auto* fold = fold_of(page.feed);
    TRY(fold->clear(txn, page.scope));
    std::size_t count = 0;
    {
        auto row = staged_.bind(page.feed, page.scope);
        while (true) {
            TRY(const bool found, row.next());
            if (!found) break;
            const PageEntry entry{number_in<Cursor>(row, 0), true, std::string(row.bytes(1)),
                                  std::string(row.bytes(2))};
            TRY(fold->put(txn, page.scope, entry));
            ++count;
        }
    }
    TRY(fold->end_page(txn));
    TRY(clear_stage_.bind(page.feed, page.scope).run());
    TRY(promote_
            .bind(page.feed, page.scope, page.generation.value(), end_of(page).value(),
                  page.head.value())
            .run());
    return count;
}

Result<FeedOutcome> Feeds::refuse(const Page& page, const Error& why) {
    FeedOutcome outcome;
    outcome.refused = why.what();
    TRY(refuse_.bind(page.feed, page.scope, why.what(), Blob{encode(page)}).run());
    return outcome;
}

}  // namespace aisle
