// SPDX-License-Identifier: Apache-2.0
// What just happened in the agent, for whoever holds it. Each is a hint to look, small and without
// personal data; the truth is behind what may be asked. Told on the io thread, after the commit.
#pragma once

#include "agent/base/strong.hpp"
#include "agent/domain/event.hpp"

#include <string>

namespace aisle {

struct Happening {
    enum class Kind {
        saved,
        delivered,
        feed_changed,
        task_done,
        task_lost,
        status_changed,
        scan_lost,
        fatal
    };

    Kind kind = Kind::status_changed;
    Lane lane = Lane::ledger;  // saved, delivered
    Seq through{};             // saved, delivered: everything of the lane up to this number
    std::string name{};        // of the feed, task or scanner; fatal: why
};

}  // namespace aisle
