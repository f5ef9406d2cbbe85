// SPDX-License-Identifier: Apache-2.0
// How bytes become codes. A decoder is pure: bytes and times in, codes and counts out.
// Promise of each: a code is given out whole or not at all, and what is thrown away is counted.
// Memory is bounded. One thread at a time.
#pragma once

#include "agent/base/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Decoded {
    std::vector<std::string> frames;  // an AIM identifier the device told stands in front
    std::size_t overlong = 0;
    std::size_t torn = 0;
    std::size_t dropped = 0;  // the kernel's own queue ran over: scan again

    bool decided() const { return !frames.empty() || overlong + torn + dropped > 0; }
};

class Decoder {
public:
    virtual ~Decoder() = default;

    // What one read brought, in the order of the reads. A late call is not taken for a silence of
    // the device, because our own thread may have been the one that slept: only tick() ends a code
    // by time, and it comes after bytes that wait.
    virtual Decoded feed(std::string_view bytes, MonoTime now) = 0;
    virtual Decoded tick(MonoTime now) = 0;
    // When tick() is wanted; nothing while no code is under way.
    virtual std::optional<MonoTime> deadline() const = 0;
    // The line ended in order: as good as a silence.
    virtual Decoded end() = 0;
    // The line broke: what is under way may lack its end, so it is thrown away.
    virtual Decoded reset() = 0;
};

}  // namespace aisle
