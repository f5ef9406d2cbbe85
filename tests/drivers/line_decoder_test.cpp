// SPDX-License-Identifier: Apache-2.0
#include "drivers/line_decoder.hpp"

#include "agent/base/entropy.hpp"
#include "agent/domain/scan.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Frames = std::vector<std::string>;

constexpr MonoTime start{Micros{1'000'000}};

void add(Decoded& to, Decoded more) {
    for (auto& frame : more.frames) to.frames.push_back(std::move(frame));
    to.overlong += more.overlong;
    to.torn += more.torn;
}

Decoded decode(const Framing& framing, std::string_view stream) {
    LineDecoder decoder(framing);
    auto out = decoder.feed(stream, start);
    add(out, decoder.tick(start + Seconds(1)));
    return out;
}

Frames frames(const Framing& framing, std::string_view stream) {
    return decode(framing, stream).frames;
}

Framing ending_with(std::string suffix) {
    return {.suffix = std::move(suffix), .idle = Millis(0)};
}

TEST(LineDecoder, EndsACodeAtAnyLineEndUnlessToldOtherwise) {
    EXPECT_EQ(frames({}, "one\rtwo\nthree\r\nfour\n\r"), (Frames{"one", "two", "three", "four"}));
}

TEST(LineDecoder, EndsACodeAtItsSuffix) {
    EXPECT_EQ(frames(ending_with("\x03"), "one\x03two\x03"), (Frames{"one", "two"}));
    EXPECT_EQ(frames(ending_with("\t"), "one\ttwo\t"), (Frames{"one", "two"}));
    EXPECT_EQ(frames(ending_with("##"), "one##t#wo##"), (Frames{"one", "t#wo"}));
    EXPECT_EQ(frames(ending_with("\r\r\n"), "one\r\r\r\ntwo\r\r\n"), (Frames{"one", "two"}));
}

TEST(LineDecoder, MakesOneCodeOfCrLfWhicheverOfThemIsTheSuffix) {
    for (const std::string suffix : {"\r", "\n", "\r\n"}) {
        EXPECT_EQ(frames(ending_with(suffix), "one\r\ntwo\r\n"), (Frames{"one", "two"})) << suffix;
    }
}

TEST(LineDecoder, LeavesLineEndsInsideACodeWhenTheSuffixIsAnother) {
    EXPECT_EQ(frames(ending_with("\r"), "BEGIN\nEND\r"), Frames{"BEGIN\nEND"});
    EXPECT_EQ(frames(ending_with("\r\n"), "a\nb\rc\r\n"), Frames{"a\nb\rc"});
    EXPECT_EQ(frames(ending_with("\x03"), "\r\nBEGIN\r\nEND\r\n\x03"),
              Frames{"\r\nBEGIN\r\nEND\r\n"});
}

TEST(LineDecoder, KeepsEveryOtherByte) {
    std::string all;
    for (int byte = 0; byte < 256; ++byte) {
        if (byte != '\r' && byte != '\n') all.push_back(static_cast<char>(byte));
    }
    EXPECT_EQ(frames({}, all + "\r"), Frames{all});
}

TEST(LineDecoder, IgnoresEmptyCodes) {
    EXPECT_EQ(frames({}, "\r\n\r\n\n\rone\r\r\r"), Frames{"one"});
    const auto out = decode({.prefix = "\x02", .suffix = "\x03"}, "\x03\x02\x03\x03");
    EXPECT_TRUE(out.frames.empty());
    EXPECT_EQ(out.torn, 0u);
}

TEST(LineDecoder, TakesThePrefixOffAndTheNoiseBeforeIt) {
    const Framing framing{.prefix = "\x02", .suffix = "\x03", .idle = Millis(0)};
    EXPECT_EQ(frames(framing, "\x02one\x03??\x02two\x03"), (Frames{"one", "two"}));
}

TEST(LineDecoder, CountsACodeWithoutItsPrefixAsTorn) {
    const auto out = decode({.prefix = "\x02", .suffix = "\x03"}, "alf\x03\x02whole\x03");
    EXPECT_EQ(out.frames, Frames{"whole"});
    EXPECT_EQ(out.torn, 1u);
}

TEST(LineDecoder, EndsACodeAtASilence) {
    LineDecoder decoder({});
    EXPECT_FALSE(decoder.deadline());
    EXPECT_TRUE(decoder.feed("12", start).frames.empty());
    EXPECT_TRUE(decoder.feed("34", start + Millis(79)).frames.empty());
    EXPECT_EQ(decoder.deadline(), start + Millis(159));
    EXPECT_TRUE(decoder.tick(start + Millis(158)).frames.empty());
    EXPECT_EQ(decoder.tick(start + Millis(159)).frames, Frames{"1234"});
    EXPECT_FALSE(decoder.deadline());
}

TEST(LineDecoder, WantsNoTickAfterAWholeCode) {
    LineDecoder decoder({});
    decoder.feed("one\r\n", start);
    EXPECT_FALSE(decoder.deadline());
}

TEST(LineDecoder, DoesNotTakeItsOwnSlownessForASilence) {
    LineDecoder decoder({});
    decoder.feed("12", start);
    EXPECT_EQ(decoder.feed("34\r", start + Seconds(5)).frames, Frames{"1234"});
}

TEST(LineDecoder, NeverEndsACodeByTimeWhenThatIsSwitchedOff) {
    LineDecoder decoder(ending_with("\r"));
    decoder.feed("12", start);
    EXPECT_FALSE(decoder.deadline());
    EXPECT_TRUE(decoder.tick(start + Seconds(60)).frames.empty());
    EXPECT_EQ(decoder.feed("34\r", start + Seconds(61)).frames, Frames{"1234"});
}

TEST(LineDecoder, TakesTheLongestCodeAndItsIdentifier) {
    const std::string longest(scan_bytes_max, 'x');
    EXPECT_EQ(frames({}, longest + "\r"), Frames{longest});
    EXPECT_EQ(frames({}, "]Q1" + longest + "\r"), Frames{"]Q1" + longest});
}

TEST(LineDecoder, ThrowsALongerCodeAwayWholeAndCountsIt) {
    for (const std::string suffix : {"", "\r", "\r\n", "\x03", "#END#"}) {
        const auto end = suffix.empty() ? std::string("\n") : suffix;
        for (std::size_t over = 1; over < 40; ++over) {
            const std::string longer(scan_bytes_max + over, 'x');
            const auto out = decode(ending_with(suffix), longer + end + "next" + end);
            EXPECT_EQ(out.frames, Frames{"next"}) << over;
            EXPECT_EQ(out.overlong, 1u) << over;
        }
    }
}

TEST(LineDecoder, EndsAnOverlongCodeAtASilenceToo) {
    LineDecoder decoder({.suffix = "\x03"});
    decoder.feed(std::string(3 * scan_bytes_max, 'x'), start);
    ASSERT_TRUE(decoder.deadline());
    const auto out = decoder.tick(*decoder.deadline());
    EXPECT_EQ(out.overlong, 1u);
    EXPECT_TRUE(out.frames.empty());
    EXPECT_EQ(decoder.feed("next\x03", start + Seconds(1)).frames, Frames{"next"});
}

TEST(LineDecoder, TakesAnOrderlyEndForASilence) {
    LineDecoder decoder({});
    decoder.feed("1234", start);
    EXPECT_EQ(decoder.end().frames, Frames{"1234"});
    EXPECT_TRUE(decoder.end().frames.empty());
}

TEST(LineDecoder, CountsWhatAnEndLeftUnfinishedWhenOnlyTheSuffixEndsACode) {
    LineDecoder decoder(ending_with("\r"));
    decoder.feed("1234", start);
    const auto out = decoder.end();
    EXPECT_TRUE(out.frames.empty());
    EXPECT_EQ(out.torn, 1u);
}

TEST(LineDecoder, ThrowsAwayWhatABrokenLineCutOff) {
    LineDecoder decoder({});
    decoder.feed("12", start);
    EXPECT_EQ(decoder.reset().torn, 1u);
    EXPECT_EQ(decoder.reset().torn, 0u);
    EXPECT_EQ(decoder.feed("34\r", start).frames, Frames{"34"});
    decoder.feed(std::string(2 * scan_bytes_max, 'x'), start);
    EXPECT_EQ(decoder.reset().overlong, 1u);
}

TEST(LineDecoder, GivesTheSameCodesWhereverTheStreamIsCutInTwo) {
    const Framing framing{.prefix = "\x02", .suffix = "\r\n"};
    const std::string stream = "noise\x02one\r\n\x02\r\n\x02t\rw\no\r\nlost\r\n\x02three\r\n";
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        LineDecoder decoder(framing);
        auto out = decoder.feed(stream.substr(0, cut), start);
        add(out, decoder.feed(stream.substr(cut), start + Millis(1)));
        EXPECT_EQ(out.frames, (Frames{"one", "t\rw\no", "three"})) << "cut at " << cut;
        EXPECT_EQ(out.torn, 1u) << "cut at " << cut;
    }
}

std::string random_code(SeededEntropy& chance) {
    constexpr std::string_view letters("]Q1a\x1d\0\xff?", 8);
    std::size_t size = 1 + chance.below(30);
    if (chance.below(8) == 0) size = scan_bytes_max - 8 + chance.below(16);
    std::string code;
    for (std::size_t i = 0; i < size; ++i) code.push_back(letters[chance.below(letters.size())]);
    return code;
}

struct Story {
    Framing framing;
    std::string stream;
    Decoded expected;
};

Story random_story(SeededEntropy& chance) {
    const std::string suffixes[] = {"", "\r", "\n", "\r\n", "\x03", "\t", "#-#"};
    Story story;
    story.framing.suffix = suffixes[chance.below(std::size(suffixes))];
    story.framing.prefix = chance.below(2) == 0 ? "" : "\x02";
    const auto end = story.framing.suffix.empty() ? std::string("\r\n") : story.framing.suffix;
    for (int i = 0; i < 40; ++i) {
        const auto code = random_code(chance);
        story.stream += story.framing.prefix + code + end;
        if (code.size() > scan_bytes_max + aim_size(code)) {
            ++story.expected.overlong;
        } else {
            story.expected.frames.push_back(code);
        }
    }
    return story;
}

TEST(LineDecoder, GivesWhatWasScannedHoweverTheStreamIsSplit) {
    for (std::uint64_t seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        SeededEntropy chance(seed);
        const auto story = random_story(chance);
        LineDecoder decoder(story.framing);
        Decoded out;
        for (std::size_t at = 0; at < story.stream.size();) {
            const auto size = 1 + chance.below(chance.below(4) == 0 ? 5000 : 7);
            add(out, decoder.feed(story.stream.substr(at, size), start));
            at += size;
        }
        ASSERT_EQ(out.frames, story.expected.frames);
        ASSERT_EQ(out.overlong, story.expected.overlong);
        ASSERT_EQ(out.torn, 0u);
    }
}

}  // namespace
}  // namespace aisle
