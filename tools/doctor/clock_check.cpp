// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/clock_check.hpp"

#include "agent/base/files.hpp"
#include "sync/journal_reader.hpp"
#include "sync/state_folder.hpp"

#include <sys/stat.h>

#include <algorithm>

namespace aisle {
namespace {

// Clocks of build machines and tills differ; days do not come from that.
constexpr Micros tolerance = Seconds{3600};

}  // namespace

std::optional<WallTime> program_built() {
    struct stat found {};
    if (::stat("/proc/self/exe", &found) != 0) return std::nullopt;
    return WallTime{Seconds{found.st_mtim.tv_sec}};
}

std::optional<WallTime> newest_event(const std::string& folder) {
    SystemFiles files;
    const auto current = current_journal(folder, files);
    if (!current) return std::nullopt;
    DatabaseOptions options;
    options.path = folder + "/" + *current;
    options.read_only = true;
    auto db = Database::open(options);
    if (!db) return std::nullopt;
    JournalReader reader(*db);
    const auto state = reader.state();
    if (!state) return std::nullopt;
    std::optional<WallTime> newest;
    for (const Lane lane : both_lanes) {
        const auto& id = state->lane(lane).last_id;
        if (!id.none()) newest = std::max(newest.value_or(WallTime{}), time_of(id));
    }
    return newest;
}

Diagnosis judge_clock(const ClockFacts& facts) {
    const std::string check = "clock";
    const auto seen = "it is " + to_rfc3339(facts.now);
    const std::string set =
        "set the clock (timedatectl set-ntp true), and see that the time server"
        " can be reached";
    if (facts.built && facts.now + tolerance < *facts.built) {
        return {check, Health::fail,
                seen + ", before this program was made (" + to_rfc3339(*facts.built) + ")", set};
    }
    if (facts.last_event && facts.now + tolerance < *facts.last_event) {
        return {check, Health::fail,
                seen + ", before the newest event (" + to_rfc3339(*facts.last_event) + ")",
                set + "; or the clock was ahead when that was captured"};
    }
    if (!facts.synced) {
        return {check, Health::warn, seen + ", and no time source keeps it", set};
    }
    return {check, Health::ok, seen + ", kept by a time source", ""};
}

}  // namespace aisle
