// SPDX-License-Identifier: Apache-2.0
// What pays, as scanners of each kind send it, cut into reads anywhere: each is one code, and
// known for what it is. The numbers are made from the networks' own ranges, written down here once
// more, so that a range that the product forgets is missed here.
#include "agent/domain/luhn.hpp"
#include "agent/domain/scan/code.hpp"
#include "drivers/evdev_decoder.hpp"
#include "drivers/hid_pos_decoder.hpp"
#include "drivers/line_decoder.hpp"
#include "tests/drivers/hid_reports.hpp"
#include "tests/drivers/typed_keys.hpp"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace aisle {
namespace {

constexpr unsigned seed = 20261127;
constexpr MonoTime start{Micros{1'000'000}};

class Vectors {
public:
    std::size_t below(std::size_t bound) { return engine_() % bound; }
    std::string next() {
        struct Range {
            const char* prefix;
            std::size_t size;
            bool card;
        };
        constexpr Range ranges[] = {
            {"10", 18, false},  {"13", 18, false},  {"15", 18, false},   {"25", 16, false},
            {"28", 18, false},  {"30", 24, false},  {"62", 19, false},   {"4", 16, true},
            {"51", 16, true},   {"2720", 16, true}, {"34", 15, true},    {"3528", 16, true},
            {"6011", 16, true}, {"65", 16, true},   {"6222", 16, true},  {"6217", 17, true},
            {"6759", 16, true}, {"2202", 16, true}, {"955880", 19, true}};
        const auto& range = ranges[below(std::size(ranges))];
        std::string number = range.prefix;
        while (number.size() + 1 < range.size) number += static_cast<char>('0' + below(10));
        for (char c = '0'; c <= '9'; ++c) {
            if (!range.card || passes_luhn(number + c)) return number + c;
        }
        return number;
    }
    // In pieces of any size.
    std::vector<std::string> cut(const std::string& bytes) {
        std::vector<std::string> reads;
        for (std::size_t at = 0; at < bytes.size();) {
            const auto size = 1 + below(bytes.size());
            reads.push_back(bytes.substr(at, size));
            at += size;
        }
        return reads;
    }

private:
    std::mt19937 engine_{seed};
};

// What a decoder makes of the reads, and of the silence behind them.
std::vector<std::string> frames_of(Decoder& decoder, const std::vector<std::string>& reads) {
    std::vector<std::string> frames;
    const auto take = [&](Decoded decoded) {
        for (auto& frame : decoded.frames) frames.push_back(std::move(frame));
    };
    for (const auto& read : reads) take(decoder.feed(read, start));
    take(decoder.tick(start + Seconds(1)));
    return frames;
}

std::string what_became_of(const std::vector<std::string>& frames) {
    if (frames.size() != 1) return std::to_string(frames.size()) + " codes";
    const auto code = CodeReader({}).read(make_scan(frames.front(), "lane1", start));
    return code.kind == CodeClass::suppressed ? "forgotten" : "kept: " + frames.front();
}

TEST(SecretReads, NoneOfTenThousandIsMissedHoweverItIsCutIntoReads) {
    Vectors vectors;
    LineDecoder line({});
    EvdevDecoder keys({});
    const auto layout = usual_hid_pos_layout();
    HidPosDecoder hid(layout);
    const TypedKeys typing;
    for (int i = 0; i < 10'000; ++i) {
        const auto code = vectors.next();
        SCOPED_TRACE(code + ", seed " + std::to_string(seed));
        std::vector<std::string> frames;
        switch (i % 4) {
            case 0:
                frames = frames_of(line, vectors.cut(code + "\r"));
                break;
            case 1:
                frames = frames_of(line, vectors.cut("]Q1" + code));
                break;
            case 2:
                frames = frames_of(keys, vectors.cut(TypedKeys(typing).text(code).enter().bytes()));
                break;
            default:
                frames = frames_of(hid, hid_reports(layout, code, "]Q1"));
                break;
        }
        ASSERT_EQ(what_became_of(frames), "forgotten");
    }
}

// The control: half of a code is none, and two in one are none either.
TEST(SecretReads, ACodeThatIsCutOrDoubledIsSeen) {
    LineDecoder line({});
    EXPECT_EQ(what_became_of(frames_of(line, {"41111111", "\r11111111\r"})), "2 codes");
    EXPECT_EQ(what_became_of(frames_of(line, {"41111111111\r"})), "kept: 41111111111");
}

// A short code lies in the decoder itself, where the heap's wiping does not come.
template <class Kind>
bool remembers(const Kind& decoder, std::string_view digits) {
    const std::string_view memory(reinterpret_cast<const char*>(&decoder), sizeof decoder);
    return memory.find(digits) != std::string_view::npos;
}

TEST(SecretReads, NoDecoderKeepsACodeThatItHasHandedOut) {
    const std::string express = "371449635398431";
    const auto rest = express.substr(1);
    EXPECT_TRUE(remembers(express, rest)) << "the control: a short string holds it itself";
    LineDecoder line({});
    for (const bool by_silence : {false, true}) {
        const auto bytes = express + (by_silence ? "" : "\r");
        EXPECT_EQ(frames_of(line, {bytes}).size(), 1u);
        EXPECT_FALSE(remembers(line, rest.substr(7)));
    }
    const auto layout = usual_hid_pos_layout();
    HidPosDecoder hid(layout);
    EXPECT_EQ(frames_of(hid, hid_reports(layout, express, "]Q1")).size(), 1u);
    EXPECT_FALSE(remembers(hid, rest.substr(7)));
    EvdevDecoder keys({});
    EXPECT_EQ(frames_of(keys, {TypedKeys().text(express).enter().bytes()}).size(), 1u);
    EXPECT_FALSE(remembers(keys, rest.substr(7)));
}

}  // namespace
}  // namespace aisle
