// SPDX-License-Identifier: Apache-2.0
// HMAC-SHA-256 (RFC 2104): a digest that only who has the key can make, so that what was digested
// cannot be guessed by trying. Pure; any thread.
#pragma once

#include "agent/base/crypto/sha256.hpp"

#include <string_view>

namespace aisle {

Digest hmac_sha256(std::string_view key, std::string_view message);

}  // namespace aisle
