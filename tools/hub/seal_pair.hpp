// SPDX-License-Identifier: Apache-2.0
// The pair of keys that devices' exports are sealed to: NAME.key, which stays with central, and
// NAME.pem, which every device gets. None is ever overwritten: a key that is lost takes every file
// that was sealed to it along.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/files.hpp"

#include <string>

namespace aisle {

// What was made, as a line. Errors: conflict (one is there already), io.
Result<std::string> make_seal_pair(const std::string& name, Files& files, Entropy& entropy);

}  // namespace aisle
