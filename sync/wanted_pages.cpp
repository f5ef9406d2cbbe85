// SPDX-License-Identifier: Apache-2.0
#include "sync/wanted_pages.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr Micros wait_first = page_patience_first;
constexpr Micros wait_max = ack_patience_max;

}  // namespace

WantedPages::Wanted* WantedPages::find(const FeedPosition& place) {
    const auto found = std::find_if(pages_.begin(), pages_.end(), [&](const Wanted& one) {
        return one.after.feed == place.feed && one.after.scope == place.scope;
    });
    return found == pages_.end() ? nullptr : &*found;
}

void WantedPages::asked(const FeedPosition& after, MonoTime now) {
    Wanted* const known = find(after);
    if (known == nullptr) {
        if (pages_.size() < feeds_max) pages_.push_back({after, wait_first, now + wait_first});
        return;
    }
    const bool same = known->after == after;
    known->wait = same ? std::min(known->wait * 2, wait_max) : wait_first;
    known->after = after;
    known->again = now + known->wait;
}

void WantedPages::lost(const FeedPosition& after, MonoTime now) {
    Wanted* const known = find(after);
    if (known == nullptr) return asked(after, now);
    if (known->after.generation != after.generation) {
        known->after = after;
        known->wait = wait_first;
    }
    known->again = now + known->wait;
}

void WantedPages::came(const FeedPosition& after) {
    std::erase_if(pages_, [&](const Wanted& one) { return one.after == after; });
}

std::optional<MonoTime> WantedPages::due() const {
    const auto next = std::min_element(
        pages_.begin(), pages_.end(),
        [](const Wanted& one, const Wanted& other) { return one.again < other.again; });
    return next == pages_.end() ? std::nullopt : std::optional(next->again);
}

std::vector<FeedPosition> WantedPages::due_by(MonoTime now) const {
    std::vector<FeedPosition> places;
    for (const auto& page : pages_) {
        if (page.again <= now) places.push_back(page.after);
    }
    return places;
}

}  // namespace aisle
