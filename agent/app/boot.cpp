// SPDX-License-Identifier: Apache-2.0
#include "agent/app/boot.hpp"

#include <sys/timex.h>

#include <algorithm>
#include <fstream>

namespace aisle {

std::string read_boot_id() {
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    std::erase(id, '-');
    return id.size() == 32 ? id : std::string();
}

bool kernel_clock_synced() {
    timex state{};  // modes 0: only asks
    const int code = adjtimex(&state);
    return code != -1 && code != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

}  // namespace aisle
