// SPDX-License-Identifier: Apache-2.0
// The codes that lead from this store to channels online, from the feed `touchpoints`, and how
// often each was shown here: its links take turns by that, so that two devices with one count show
// the same. Of one key the most specific scope wins. At most touchpoint_codes_max are kept; of a
// new one over that nothing is shown. Inside a Txn on the store thread; the listing on the read
// thread.
#pragma once

#include "agent/domain/touchpoint_code.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct KnownTouchpoint {
    TouchpointCode code;
    std::uint64_t displays = 0;  // how often it was shown here
};

class TouchpointBook final : public FeedFold {
public:
    explicit TouchpointBook(Database& db);

    std::string_view feed() const override { return "touchpoints"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

    // Errors: not_found ("unknown_touchpoint_code").
    Result<KnownTouchpoint> look_up(std::string_view key);
    // It was shown once more. What central has taken away meanwhile is counted no longer.
    Result<void> count(Txn& txn, std::string_view key);

private:
    Statement put_;
    Statement remove_;
    Statement clear_;
    Statement count_others_;
    Statement find_;
    Statement displays_;
    Statement count_;
    Statement forget_;
};

// {"codes":[{"code":…,"kind":…,"link":…,"turn":…},…]}: those to be shown there now.
class TouchpointList {
public:
    explicit TouchpointList(Database& read_only);
    Result<std::string> json(const TouchpointPlace& place, WallTime now);

private:
    Statement all_;
};

}  // namespace aisle
