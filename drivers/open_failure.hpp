// SPDX-License-Identifier: Apache-2.0
// Why a device node could not be opened, in words for the person who stands before it. Pure.
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace aisle {

// `cause` is an errno. Never dead: what is missing now may be plugged in later.
Error open_failure(const std::string& path, int cause);

}  // namespace aisle
