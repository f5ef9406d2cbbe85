// SPDX-License-Identifier: Apache-2.0
// What comes down a scanner's line, cut into reads, with silences and broken lines between. Byte 0
// says how codes are framed (two bits each: size of the prefix, size of the suffix; then: ends in
// CR LF, no silence ends a code), the prefix and the suffix follow, then reads: a byte with what
// happens after it and its size, and so many bytes. Whatever they are: codes are whole, bounded and
// in order, what is thrown away is counted, and cut differently the same codes come out.
#include "agent/base/check.hpp"
#include "agent/base/json.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/scan/scan_event.hpp"
#include "drivers/line_decoder.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {
namespace {

constexpr std::size_t aim_room = 3;

enum class After { nothing, silence, end, broken };

struct Read {
    std::string_view bytes;
    After after = After::nothing;
};

class Input {
public:
    explicit Input(std::string_view bytes) : rest_(bytes) {}

    bool over() const { return rest_.empty(); }
    std::uint8_t byte() { return static_cast<std::uint8_t>(bytes(1).append(1, '\0')[0]); }
    std::string bytes(std::size_t count) { return std::string(take(count)); }
    Framing framing() {
        const auto shape = byte();
        Framing framing;
        framing.prefix = bytes(shape & 3);
        framing.suffix = (shape & 16) != 0 ? "\r\n" : bytes((shape >> 2) & 3);
        if ((shape & 32) != 0) framing.idle = Millis(0);
        return framing;
    }
    Read read() {
        const auto how = byte();
        // The largest stands for more than any code may have.
        const std::size_t size = (how & 63) == 63 ? 5000 : how & 63;
        return {take(size), static_cast<After>(how >> 6)};
    }

private:
    std::string_view take(std::size_t count) {
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest_;
};

// A decoder, and all that came out of it.
class Line {
public:
    explicit Line(const Framing& framing) : decoder_(framing), framing_(framing) {}

    void feed(std::string_view bytes) { add(decoder_.feed(bytes, now_)); }
    void happens(After after) {
        const auto due = decoder_.deadline();
        CHECK(!due || framing_.idle > Millis(0), "no silence is waited for where none counts");
        switch (after) {
            case After::nothing:
                return;
            case After::silence:
                now_ += framing_.idle;
                CHECK(!due || *due <= now_, "a silence is no longer than it has to be");
                add(decoder_.tick(now_));
                break;
            case After::end:
                add(decoder_.end());
                break;
            case After::broken:
                add(decoder_.reset());
                break;
        }
        const bool goes_on = after == After::silence && framing_.idle <= Millis(0);
        CHECK(goes_on || !decoder_.deadline(), "and then nothing is under way");
    }

    Decoded all;

private:
    void add(Decoded decoded) {
        for (auto& frame : decoded.frames) all.frames.push_back(std::move(frame));
        all.overlong += decoded.overlong;
        all.torn += decoded.torn;
    }

    LineDecoder decoder_;
    Framing framing_;
    MonoTime now_{Seconds{10}};
};

// A code becomes an event, or is too large for one; it is never cut.
void record(const std::string& frame) {
    const auto scan = make_scan(frame, "scanner", MonoTime{});
    // But for what the scanner itself had put in.
    const auto told = std::string_view(frame).substr(scan.aim.size());
    CHECK(scan.bytes == told || scan.bytes == without_escapes(told), "no byte of a code is lost");
    ScanPolicy policy;
    policy.unknown = UnknownCodes::keep;
    const auto draft = scan_captured(scan, policy.codes.read(scan), policy);
    CHECK(Json::parse(draft.data).has_value(), "it is told as JSON");
    SeededEntropy dice(1);
    EventContext context;
    context.tenant = "t";
    context.device = "d";
    const auto event = encode_event(draft, context, dice);
    CHECK(event || event.error().kind() == Errc::too_large, "and fits an event, or is refused");
}

void run(std::string_view bytes) {
    Input input(bytes);
    const auto framing = input.framing();
    Line as_cut(framing);
    Line at_once(framing);
    Line by_byte(framing);
    std::string stream;
    std::string since;  // the last thing that happened between two reads
    while (!input.over()) {
        const auto read = input.read();
        stream += read.bytes;
        since += read.bytes;
        as_cut.feed(read.bytes);
        for (const char& byte : read.bytes) by_byte.feed({&byte, 1});
        if (read.after == After::nothing && !input.over()) continue;
        at_once.feed(since);
        since.clear();
        for (auto* line : {&as_cut, &at_once, &by_byte}) line->happens(read.after);
    }
    for (const auto* line : {&at_once, &by_byte}) {
        CHECK(line->all.frames == as_cut.all.frames, "however it was cut, the same codes");
        CHECK(line->all.overlong == as_cut.all.overlong, "and the same was too long");
        CHECK(line->all.torn == as_cut.all.torn, "and the same was torn");
    }
    std::size_t at = 0;
    for (const auto& frame : as_cut.all.frames) {
        CHECK(!frame.empty() && frame.size() <= scan_bytes_max + aim_room, "a code is bounded");
        at = stream.find(frame, at);
        CHECK(at != stream.npos, "codes are what came, in its order");
        at += frame.size();
        record(frame);
    }
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
