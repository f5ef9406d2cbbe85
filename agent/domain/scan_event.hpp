// SPDX-License-Identifier: Apache-2.0
// A scan as an event. Codes that are text travel as text, others (binary QR) as base64. Pure.
#pragma once

#include "agent/domain/event.hpp"
#include "agent/domain/scan.hpp"

namespace aisle {

// data: {"source":…,"symbology":"]Q3","data":…} or {…,"data_base64":…}
EventDraft scan_captured(const Scan& scan);

}  // namespace aisle
