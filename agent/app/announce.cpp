// SPDX-License-Identifier: Apache-2.0
#include "agent/app/announce.hpp"

#include "agent/api/news.hpp"

namespace aisle {

void announce(Live& live, const Happening& happening) {
    switch (happening.kind) {
        case Happening::Kind::saved:
            return tell_saved(live, happening.lane, happening.through);
        case Happening::Kind::delivered:
            return tell_delivered(live, happening.lane, happening.through);
        case Happening::Kind::feed_changed:
            return tell_feed_changed(live, happening.name);
        case Happening::Kind::task_done:
            return tell_task_done(live, happening.name);
        case Happening::Kind::task_lost:
            return tell_task_lost(live, happening.name);
        case Happening::Kind::status_changed:
            return tell_status_changed(live);
        case Happening::Kind::scan_lost:
            return tell_scan_lost(live, happening.name);
        case Happening::Kind::fatal:
            break;
    }
}

}  // namespace aisle
