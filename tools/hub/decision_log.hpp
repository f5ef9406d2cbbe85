// SPDX-License-Identifier: Apache-2.0
// What central decided, in feeds: of every key the latest decision, each at its cursor. A device
// that is behind gets what has changed since; one that has nothing gets what there is: the same
// read. A new generation drops the removals and counts from one again, so that every device takes
// a full snapshot. Generations are times in µs, so a hub that was wiped or restored never gives one
// that a device has seen with other content.
// Called within a transaction of the hub's database.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/strong.hpp"
#include "agent/base/time.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/wire.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct FeedName {
    std::string feed;
    std::string scope;
};

struct Decision {
    std::string key;
    std::string body;  // a JSON object; empty removes the key
};

struct FeedState {
    std::int64_t number = 0;
    FeedHead head;
    bool born = false;  // by the call that returned it
};

class DecisionLog {
public:
    static const char* const tables;
    explicit DecisionLog(Database& db);

    // Errors: invalid (no such feed or scope, a body that is no object), too_large, not_found
    // (there is nothing to remove), denied (nothing personal goes to a scope that many may read).
    Result<FeedState> decide(const FeedName& name, const Decision& decision, WallTime now);
    // Errors: not_found.
    Result<FeedState> begin_generation(const FeedName& name, WallTime now);
    Result<void> begin_generations(WallTime now, Entropy& chance);

    // The feeds of a scope in which anything was ever decided.
    Result<std::vector<FeedHead>> heads(std::string_view scope);
    // What comes after a position, as much as one message holds. A position of another generation
    // gets the beginning of this one. Nothing when there is no such feed.
    Result<std::optional<Page>> page_after(const FeedPosition& position);

    // Feeds with decisions that were not told live yet, and the page to tell.
    Result<std::vector<Page>> untold(std::size_t feeds_max);
    Result<void> told(const Page& page);

private:
    Result<std::optional<FeedState>> find(const FeedName& name);
    Result<FeedState> find_or_begin(const FeedName& name, WallTime now);
    Result<Generation> fresh_generation(WallTime now);
    Result<void> renumber(std::int64_t feed, Generation generation);
    Result<Page> read_page(const FeedState& feed, Cursor after);

    Statement find_;
    Statement insert_;
    Statement heads_;
    Statement newest_generation_;
    Statement move_head_;
    Statement put_;
    Statement body_;
    Statement page_;
    Statement drop_removals_;
    Statement shift_;
    Statement count_up_;
    Statement set_generation_;
    Statement all_;
    Statement untold_;
    Statement told_;
};

}  // namespace aisle
