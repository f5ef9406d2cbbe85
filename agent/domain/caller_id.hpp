// SPDX-License-Identifier: Apache-2.0
// A caller's own id, which makes a repeat safe: any text on one line. Counted in characters
// (Unicode code points), not bytes, so that an id in any script has the same room. An empty one is
// refused: who sends it means to have an id, and would not be protected. Pure; any thread.
#pragma once

#include "agent/base/json_fields.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace aisle {

// A UUID with a word before it; as many as the interface has always promised.
inline constexpr std::size_t caller_id_characters_max = 64;

// Empty only when there is none. Fails with "empty", "too_long", "bad_text".
std::string caller_id_if(Fields& fields, std::string_view key);

}  // namespace aisle
