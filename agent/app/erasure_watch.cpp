// SPDX-License-Identifier: Apache-2.0
#include "agent/app/erasure_watch.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::string_view erasures = "erasures";

bool has_reached(const FeedHead& head, const std::vector<FeedRow>& rows) {
    if (head.head.none()) return true;
    return std::any_of(rows.begin(), rows.end(), [&](const FeedRow& row) {
        const auto& at = row.position;
        return at.feed == head.feed && at.scope == head.scope && at.generation == head.generation &&
               at.cursor >= head.head;
    });
}

}  // namespace

void ErasureWatch::told(const std::vector<FeedHead>& heads) {
    heads_.clear();
    away_ = false;
    for (const auto& head : heads) {
        if (head.feed != erasures) continue;
        heads_.push_back(head);
        // Until somebody has looked.
        pending_ = pending_ || !head.head.none();
    }
}

void ErasureWatch::looked(const std::vector<FeedRow>& rows) {
    const bool behind = std::any_of(rows.begin(), rows.end(), [](const FeedRow& row) {
        return row.position.feed == erasures && row.position.cursor < row.head;
    });
    pending_ = away_ || behind ||
               !std::all_of(heads_.begin(), heads_.end(),
                            [&](const FeedHead& head) { return has_reached(head, rows); });
}

}  // namespace aisle
