// SPDX-License-Identifier: Apache-2.0
// What the machine says of this boot: its id, and whether its wall clock is disciplined. Blocks for
// microseconds (procfs); any thread.
#pragma once

#include <string>

namespace aisle {

// The kernel's boot id, 32 hex digits; empty where it does not tell.
std::string read_boot_id();
// Whether a time source (NTP, PTP) keeps the kernel's clock now.
bool kernel_clock_synced();

}  // namespace aisle
