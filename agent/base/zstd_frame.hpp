// SPDX-License-Identifier: Apache-2.0
// Zstandard frames (RFC 8878). A receiver knows one by its magic number. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <string>
#include <string_view>

namespace aisle {

bool is_zstd_frame(std::string_view bytes);
std::string zstd_compress(std::string_view bytes);
// Errors: corrupt (not a frame, damaged), too_large (would unpack to more than `bytes_max`).
Result<std::string> zstd_decompress(std::string_view frame, std::size_t bytes_max);

}  // namespace aisle
