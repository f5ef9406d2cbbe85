// SPDX-License-Identifier: Apache-2.0
// The dictionaries that both ends of the conversation know. A released one stays for ever under its
// number: batches made with it may still come. sync/dictionaries/README.md says how one is made.
// Any thread.
#pragma once

#include "agent/base/zstd_frame.hpp"

#include <cstdint>

namespace aisle {

inline constexpr std::uint32_t wire_dictionary_newest = 2;

// Null for a number that is not known here, and for 0.
const ZstdDictionary* wire_dictionary(std::uint32_t id);

}  // namespace aisle
