// SPDX-License-Identifier: Apache-2.0
// A journal for support: how far it is, what was given up and set aside and why, how much there is
// of everything; and not one byte of what was captured. Reads only.
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace aisle {

// A JSON object; what cannot be read says why in its place.
std::string journal_digest(const std::string& folder);
// Schema, whether it is the expected one, and whether the file is whole.
std::string schema_digest(const std::string& folder);

}  // namespace aisle
