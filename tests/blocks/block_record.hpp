// SPDX-License-Identifier: Apache-2.0
// How the recorder writes down what a disk was told: this head, then the bytes if it is a write.
// In the byte order of the machine, as both sides run on it.
#pragma once

#include <cstdint>

namespace aisle {

enum class BlockCall : std::uint32_t { write, flush };

struct BlockRecord {
    std::uint64_t offset = 0;
    std::uint32_t bytes = 0;
    BlockCall call = BlockCall::write;
};

}  // namespace aisle
