// SPDX-License-Identifier: Apache-2.0
// scrypt (RFC 7914), from OpenSSL: what a PIN is kept as. It takes memory and time on purpose, so
// that who has the digests cannot try all PINs in a moment; how much is bounded here, because what
// it may cost comes from outside. Held to the vectors of the RFC. Pure; any thread, but none that
// somebody waits for.
#pragma once

#include "agent/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

struct ScryptCost {
    std::int64_t n = 0;  // a power of two
    std::int64_t r = 0;
    std::int64_t p = 0;
    bool operator==(const ScryptCost&) const = default;
};

// 16 MiB and some fifty milliseconds; what RFC 7914 took for signing in in its time.
inline constexpr ScryptCost scrypt_cost_usual{16'384, 8, 1};
// Whether it is one, and a till can pay it: at most 32 MiB, and four times the usual time.
bool is_bearable(const ScryptCost& cost);

// Errors: invalid (a cost that is not bearable, or no length), unavailable ("out_of_memory").
Result<std::string> scrypt(std::string_view secret, std::string_view salt, const ScryptCost& cost,
                           std::size_t bytes);

// Whether they are the same; how long it takes tells nothing of where they differ.
bool same_secret(std::string_view a, std::string_view b);

}  // namespace aisle
