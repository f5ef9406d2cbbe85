// SPDX-License-Identifier: Apache-2.0
// Seam: the only source of chance. The real one is the kernel's; tests seed their own and print it.
#pragma once

#include <cstdint>
#include <span>

namespace aisle {

class Entropy {
public:
    virtual ~Entropy() = default;
    virtual void fill(std::span<std::uint8_t> bytes) = 0;

    std::uint64_t number();
    // Uniform in [0, bound); 0 for an empty range.
    std::uint64_t below(std::uint64_t bound);
};

class SystemEntropy final : public Entropy {
public:
    void fill(std::span<std::uint8_t> bytes) override;
};

// The same bytes for the same seed, for ever (SplitMix64). For jitter and for tests, never for
// keys.
class SeededEntropy final : public Entropy {
public:
    explicit SeededEntropy(std::uint64_t seed) : state_(seed) {}
    void fill(std::span<std::uint8_t> bytes) override;

private:
    std::uint64_t state_;
};

}  // namespace aisle
