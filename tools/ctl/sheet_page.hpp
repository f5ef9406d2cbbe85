// SPDX-License-Identifier: Apache-2.0
// The test sheet as a page to print: HTML with the bars drawn in it (SVG), in millimetres, without
// anything from elsewhere. Pure; any thread.
#pragma once

#include <string>

namespace aisle {

std::string sheet_page();

}  // namespace aisle
