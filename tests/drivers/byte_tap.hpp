// SPDX-License-Identifier: Apache-2.0
// Opens a source and collects what it gives until it ends or breaks.
#pragma once

#include "drivers/byte_source.hpp"

#include <array>
#include <optional>
#include <string>

namespace aisle {

class ByteTap {
public:
    explicit ByteTap(ByteSource& source) : source_(source) {}

    void open() {
        opened.reset();
        stopped.reset();
        source_.open([this](Result<void> outcome) {
            opened = outcome;
            if (outcome) read();
        });
    }

    std::optional<Result<void>> opened;
    std::optional<Result<std::size_t>> stopped;  // how the last reading ended
    std::string bytes;

private:
    void read() {
        source_.read_some(buffer_, [this](Result<std::size_t> size) {
            if (!size || *size == 0) {
                stopped = size;
                return;
            }
            bytes.append(buffer_.data(), *size);
            read();
        });
    }

    ByteSource& source_;
    std::array<char, 16> buffer_{};
};

}  // namespace aisle
