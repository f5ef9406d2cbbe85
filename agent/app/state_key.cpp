// SPDX-License-Identifier: Apache-2.0
#include "agent/app/state_key.hpp"

#include <array>
#include <cstdint>

namespace aisle {
namespace {

constexpr std::size_t key_bytes = 32;

}  // namespace

Result<std::string> open_state_key(const std::string& folder, Files& files, Entropy& entropy) {
    const auto path = folder + "/digest.key";
    auto known = files.read(path, key_bytes);
    if (known && known->size() == key_bytes) return known;
    const bool of_no_use =
        known || known.error().kind() == Errc::not_found || known.error().kind() == Errc::too_large;
    if (!of_no_use) return known.error().at("reading " + path);
    std::array<std::uint8_t, key_bytes> made;
    entropy.fill(made);
    std::string key(made.begin(), made.end());
    TRY(files.replace(path, key));
    return key;
}

}  // namespace aisle
