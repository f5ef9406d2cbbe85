// SPDX-License-Identifier: Apache-2.0
// Cuts a stream of bytes into codes: an optional prefix, the code, and a suffix or a silence.
// Promise: however the stream was split on its way, the same codes come out; a code is whole or it
// is not given out at all, and what is thrown away is counted. Memory is bounded.
// Pure; one thread at a time.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Framing {
    std::string prefix{};  // what stands before it is noise; a code without it is torn
    // Empty: CR, LF or both. A suffix of CR and LF is exact, and more of them round a code are
    // still no part of it.
    std::string suffix{};
    Millis idle = scan_idle_default;  // a silence this long ends a code too; 0: never
};

struct Decoded {
    std::vector<std::string> frames;
    std::size_t overlong = 0;
    std::size_t torn = 0;
};

class LineDecoder {
public:
    explicit LineDecoder(Framing framing);

    // A late call is not taken for a silence of the scanner, because our own thread may have been
    // the one that slept: only tick() ends a code by time, and it comes after bytes that wait.
    Decoded feed(std::string_view bytes, MonoTime now);
    Decoded tick(MonoTime now);
    // When tick() is wanted; nothing while no code is under way.
    std::optional<MonoTime> deadline() const;

    // The line ended in order: as good as a silence.
    Decoded end();
    // The line broke: what is under way may lack its end, so it is thrown away.
    Decoded reset();

private:
    void take(char byte, Decoded& out);
    void finish(std::string_view frame, Decoded& out);
    // The length of the suffix that `gathered_` ends with; 0: it goes on.
    std::size_t suffix_size() const;

    Framing framing_;
    bool ends_lines_;  // the suffix is made of CR and LF
    std::string gathered_;
    bool overlong_ = false;
    MonoTime last_{};
};

}  // namespace aisle
