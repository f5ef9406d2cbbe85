// SPDX-License-Identifier: Apache-2.0
// What central decided, applied in order. Promise: a page is applied exactly once, whole, together
// with its cursor, or not at all; a generation that takes another's place serves only when all of
// it is in, the very first page by page (there is nothing it could contradict, and a million
// decisions in one transaction would keep a till waiting); a page that fails its schema stops that
// feed only and is kept with the reason. Inside a Txn, store thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/store/committer.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/wire.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// The book that a feed fills. Scopes are kept apart; which one wins a key is the book's to say.
class FeedFold {
public:
    virtual ~FeedFold() = default;
    virtual std::string_view feed() const = 0;
    // Whether the body is one. Errors: invalid, placed by JSON pointer.
    virtual Result<void> check(const PageEntry& entry) const = 0;
    virtual Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) = 0;
    virtual Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) = 0;
    virtual Result<void> clear(Txn& txn, std::string_view scope) = 0;
    // All of a page, or of a new generation, is in.
    virtual Result<void> end_page(Txn&) { return {}; }
};

struct FeedOutcome {
    std::size_t applied = 0;             // decisions that now serve
    std::optional<FeedPosition> want;    // ask central for what comes after this
    std::optional<std::string> refused;  // why the page was quarantined
};

struct FeedRow {
    FeedPosition position;
    Cursor head;
    std::string problem;
};

class Feeds {
public:
    Feeds(Database& db, std::vector<FeedFold*> folds);

    // Once, at start: pages that another program refused are tried again by this one.
    Result<void> load(Txn& txn, std::string_view program);
    // The exact set to follow. Feeds that left it are removed with all they brought.
    Result<std::vector<FeedPosition>> follow(Txn& txn, const std::vector<FeedHead>& heads);
    Result<FeedOutcome> apply(Txn& txn, const Page& page);
    Result<std::vector<FeedRow>> rows();

private:
    struct Row {
        Generation generation;
        Cursor cursor;
        Generation staged_generation;
        Cursor staged_cursor;
        bool stopped = false;

        // Nothing serves, and nothing is on its way.
        bool empty() const {
            return generation == Generation{} && staged_generation == Generation{};
        }
    };
    FeedFold* fold_of(std::string_view feed) const;
    Result<std::optional<Row>> find(std::string_view feed, std::string_view scope);
    Result<FeedOutcome> apply_next(Txn& txn, const Page& page, const Row& row);
    Result<FeedOutcome> stage(Txn& txn, const Page& page, Row row);
    Result<std::size_t> promote(Txn& txn, const Page& page);
    Result<FeedOutcome> refuse(const Page& page, const Error& why);
    Result<void> remove_feed(Txn& txn, const FeedPosition& position);

    std::vector<FeedFold*> folds_;
    Statement get_program_;
    Statement set_program_;
    Statement forgive_;
    Statement find_;
    Statement all_;
    Statement insert_;
    Statement see_head_;
    Statement move_;
    Statement begin_;
    Statement begin_stage_;
    Statement move_stage_;
    Statement clear_stage_;
    Statement stage_;
    Statement unstage_;
    Statement staged_;
    Statement promote_;
    Statement refuse_;
    Statement delete_;
};

}  // namespace aisle
