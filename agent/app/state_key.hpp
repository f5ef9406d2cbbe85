// SPDX-License-Identifier: Apache-2.0
// A key of this device's own, made at its first start and kept in the state folder: what is
// digested with it can be known again here and guessed by nobody elsewhere. It blocks; at start.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/files.hpp"
#include "agent/base/result.hpp"

#include <string>

namespace aisle {

// One that cannot be used is replaced: then digests before and after differ, and no more is lost.
// Errors: denied, io.
Result<std::string> open_state_key(const std::string& folder, Files& files, Entropy& entropy);

}  // namespace aisle
