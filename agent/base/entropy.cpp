// SPDX-License-Identifier: Apache-2.0
#include "agent/base/entropy.hpp"

#include "agent/base/check.hpp"

#include <sys/random.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace aisle {

std::uint64_t Entropy::number() {
    std::array<std::uint8_t, 8> bytes{};
    fill(bytes);
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data(), sizeof value);
    return value;
}

std::uint64_t Entropy::below(std::uint64_t bound) {
    if (bound == 0) return 0;
    // Values under the remainder would favour the low results; they are drawn again.
    const std::uint64_t remainder = (0 - bound) % bound;
    std::uint64_t value = number();
    while (value < remainder) value = number();
    return value % bound;
}

void SystemEntropy::fill(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        const ssize_t got = getrandom(bytes.data(), bytes.size(), 0);
        CHECK(got > 0 || errno == EINTR, "the kernel gives no random bytes");
        if (got > 0) bytes = bytes.subspan(static_cast<std::size_t>(got));
    }
}

void SeededEntropy::fill(std::span<std::uint8_t> bytes) {
    while (!bytes.empty()) {
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t word = state_;
        word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9U;
        word = (word ^ (word >> 27U)) * 0x94d049bb133111ebU;
        word ^= word >> 31U;
        const std::size_t count = std::min(bytes.size(), sizeof word);
        std::memcpy(bytes.data(), &word, count);
        bytes = bytes.subspan(count);
    }
}

}  // namespace aisle
