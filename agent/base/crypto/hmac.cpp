// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/hmac.hpp"

#include <array>

namespace aisle {
namespace {

constexpr std::size_t block_bytes = 64;

}  // namespace

Digest hmac_sha256(std::string_view key, std::string_view message) {
    const auto short_key = key.size() > block_bytes ? sha256({key}) : Digest{};
    if (key.size() > block_bytes) key = short_key.view();
    std::array<char, block_bytes> inner, outer;
    inner.fill('\x36');
    outer.fill('\x5c');
    for (std::size_t i = 0; i < key.size(); ++i) {
        inner[i] = static_cast<char>(inner[i] ^ key[i]);
        outer[i] = static_cast<char>(outer[i] ^ key[i]);
    }
    const auto within = sha256({{inner.data(), inner.size()}, message});
    return sha256({{outer.data(), outer.size()}, within.view()});
}

}  // namespace aisle
