// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4), from OpenSSL. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace aisle {

struct Digest {
    std::array<std::uint8_t, 32> bytes{};

    std::string_view view() const {
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }
    bool operator==(const Digest&) const = default;
};

// The digest of the parts one after another.
Digest sha256(std::initializer_list<std::string_view> parts);

// From a 32-byte blob; all zero when the size is wrong.
Digest digest_from_bytes(std::string_view bytes);

}  // namespace aisle
