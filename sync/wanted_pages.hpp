// SPDX-License-Identifier: Apache-2.0
// Pages of feeds that have not come: asked for, or lost to our own store. A broker may answer a
// message and forget it, so each is asked for again, after a wait that doubles while it is the same
// page that does not come. One a feed and scope, at most feeds_max. Pure.
#pragma once

#include "agent/base/time.hpp"
#include "sync/wire.hpp"

#include <optional>
#include <vector>

namespace aisle {

class WantedPages {
public:
    // The page after this place was asked for now.
    void asked(const FeedPosition& after, MonoTime now);
    // It came, and was not stored. What comes after it is asked for once it is applied, so of
    // several the first stays.
    void lost(const FeedPosition& after, MonoTime now);
    // It came. A page of another place leaves things as they are.
    void came(const FeedPosition& after);
    void clear() { pages_.clear(); }

    // When to ask for the next; nothing when none is awaited.
    std::optional<MonoTime> due() const;
    // Those to be asked for again now.
    std::vector<FeedPosition> due_by(MonoTime now) const;

private:
    struct Wanted {
        FeedPosition after;
        Micros wait;
        MonoTime again;
    };
    Wanted* find(const FeedPosition& place);

    std::vector<Wanted> pages_;
};

}  // namespace aisle
