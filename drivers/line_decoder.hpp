// SPDX-License-Identifier: Apache-2.0
// Cuts a stream of bytes into codes: an optional prefix, the code, and a suffix or a silence.
// Promise: however the stream was split on its way, the same codes come out.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"
#include "drivers/decoder.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct Framing {
    std::string prefix{};  // what stands before it is noise; a code without it is torn
    // Empty: CR, LF or both. A suffix of CR and LF is exact, and more of them round a code are
    // still no part of it.
    std::string suffix{};
    Millis idle = scan_idle_default;  // a silence this long ends a code too; 0: never
};

class LineDecoder final : public Decoder {
public:
    explicit LineDecoder(Framing framing);

    Decoded feed(std::string_view bytes, MonoTime now) override;
    Decoded tick(MonoTime now) override;
    std::optional<MonoTime> deadline() const override;
    Decoded end() override;
    Decoded reset() override;

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
