// SPDX-License-Identifier: Apache-2.0
#include "drivers/evdev_decoder.hpp"

#include "tests/drivers/typed_keys.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace aisle {
namespace {

using Frames = std::vector<std::string>;
using Keys = std::initializer_list<std::uint16_t>;

constexpr MonoTime start{Micros{1'000'000}};

void add(Decoded& to, Decoded more) {
    for (auto& frame : more.frames) to.frames.push_back(std::move(frame));
    to.overlong += more.overlong;
    to.torn += more.torn;
    to.dropped += more.dropped;
}

// All that comes of the keys, with a silence at the end.
Decoded decode(const TypedKeys& keys, KeyFraming framing = {}) {
    EvdevDecoder decoder(std::move(framing));
    auto out = decoder.feed(keys.bytes(), start);
    add(out, decoder.tick(start + Seconds(1)));
    return out;
}

Frames frames(const TypedKeys& keys, KeyFraming framing = {}) {
    return decode(keys, std::move(framing)).frames;
}

void expect_same(const Decoded& got, const Decoded& wanted) {
    EXPECT_EQ(got.frames, wanted.frames);
    EXPECT_EQ(got.overlong, wanted.overlong);
    EXPECT_EQ(got.torn, wanted.torn);
    EXPECT_EQ(got.dropped, wanted.dropped);
}

std::string all_signs(KeyboardLayout layout) {
    std::string text;
    for (const auto& [sign, stroke] : strokes_of(layout)) text += sign;
    return text;
}

TEST(EvdevDecoder, ReadsWhatWasTypedInEveryLayout) {
    for (const auto layout : keyboard_layouts()) {
        const auto text = all_signs(layout);
        EXPECT_EQ(frames(TypedKeys(layout).text(text).enter(), {.layout = layout}), Frames{text})
            << to_string(layout);
    }
}

TEST(EvdevDecoder, ReadsAFrenchScannerByItsOwnLayoutOnly) {
    TypedKeys keys(KeyboardLayout::fr);
    keys.text("https://q.example/A1").enter();
    EXPECT_EQ(frames(keys, {.layout = KeyboardLayout::fr}), Frames{"https://q.example/A1"});
    EXPECT_EQ(frames(keys), Frames{"https.>>a<exq;ple>Q!"});
}

TEST(EvdevDecoder, EndsACodeAtEnterOrTab) {
    for (const std::uint16_t end : Keys{KEY_ENTER, KEY_KPENTER, KEY_TAB}) {
        EXPECT_EQ(frames(TypedKeys().text("one").tap(end).text("two").tap(end)),
                  (Frames{"one", "two"}));
    }
}

TEST(EvdevDecoder, IgnoresEmptyCodes) {
    const auto out = decode(TypedKeys().enter().tap(KEY_TAB).text("one").enter().enter());
    EXPECT_EQ(out.frames, Frames{"one"});
    EXPECT_EQ(out.torn, 0u);
}

TEST(EvdevDecoder, IgnoresRepeatedKeys) {
    TypedKeys keys;
    keys.press(KEY_A).key(KEY_A, 2).key(KEY_A, 2).release(KEY_A);
    keys.press(KEY_LEFTSHIFT).key(KEY_LEFTSHIFT, 2).tap(KEY_B).release(KEY_LEFTSHIFT);
    keys.press(KEY_ENTER).key(KEY_ENTER, 2).release(KEY_ENTER);
    EXPECT_EQ(frames(keys), Frames{"aB"});
}

TEST(EvdevDecoder, IgnoresKeysAndEventsThatSayNothing) {
    TypedKeys keys;
    keys.tap(KEY_A).tap(KEY_F1).tap(KEY_ESC).tap(KEY_DOWN).event(EV_LED, LED_CAPSL, 1);
    keys.event(EV_REL, KEY_B, 1).event(EV_ABS, KEY_B, 1).event(0xffff, KEY_B, 1);
    keys.event(EV_SYN, SYN_CONFIG, 1).event(EV_KEY, 0xffff, 1).tap(KEY_C).enter();
    EXPECT_EQ(frames(keys), Frames{"ac"});
}

TEST(EvdevDecoder, HoldsAShiftUntilTheLastOfBothIsReleased) {
    TypedKeys keys;
    keys.press(KEY_LEFTSHIFT).press(KEY_RIGHTSHIFT).tap(KEY_A);
    keys.release(KEY_LEFTSHIFT).tap(KEY_B).release(KEY_RIGHTSHIFT).tap(KEY_C).enter();
    EXPECT_EQ(frames(keys), Frames{"ABc"});
}

TEST(EvdevDecoder, ReadsLettersTypedWithCapsLock) {
    TypedKeys keys;
    keys.tap(KEY_CAPSLOCK).tap(KEY_A).tap(KEY_1).tap_with(KEY_LEFTSHIFT, KEY_B);
    keys.tap(KEY_CAPSLOCK).tap(KEY_C).tap_with(KEY_LEFTSHIFT, KEY_D).enter();
    EXPECT_EQ(frames(keys), Frames{"A1bcD"});
}

TEST(EvdevDecoder, RemembersCapsLockFromOneCodeToTheNext) {
    TypedKeys keys;
    keys.tap(KEY_CAPSLOCK).text("a").enter().text("b").enter().gap().text("c").enter();
    keys.text("d").tap(KEY_CAPSLOCK).text("E").enter();
    EXPECT_EQ(frames(keys), (Frames{"A", "B", "DE"}));
}

TEST(EvdevDecoder, ReadsTheNumberBlock) {
    TypedKeys keys;
    keys.tap(KEY_KP4).tap(KEY_KP0).tap(KEY_KPDOT).tap_with(KEY_LEFTSHIFT, KEY_KP6).enter();
    EXPECT_EQ(frames(keys, {.layout = KeyboardLayout::fr}), Frames{"40.6"});
}

TEST(EvdevDecoder, ReadsGroupSeparatorsInEveryDisguise) {
    constexpr std::string_view wanted =
        "10ABC\x1d"
        "21XY";
    const auto code = [](auto disguise) {
        TypedKeys keys;
        keys.text("10ABC");
        disguise(keys);
        return keys.text("21XY").enter();
    };
    for (const std::uint16_t control : Keys{KEY_LEFTCTRL, KEY_RIGHTCTRL}) {
        EXPECT_EQ(frames(code([control](auto& keys) { keys.tap_with(control, KEY_RIGHTBRACE); })),
                  Frames{std::string(wanted)});
    }
    EXPECT_EQ(frames(code([](auto& keys) { keys.alt_number("029"); })),
              Frames{std::string(wanted)});
    EXPECT_EQ(frames(code([](auto& keys) { keys.tap(KEY_DOWN); }), {.gs_key = KEY_DOWN}),
              Frames{std::string(wanted)});
    for (const std::string substitute : {"|", "~", "^", "{GS}"}) {
        EXPECT_EQ(
            frames(code([&](auto& keys) { keys.text(substitute); }), {.gs_substitute = substitute}),
            Frames{std::string(wanted)});
    }
}

TEST(EvdevDecoder, ReplacesEverySubstituteAndNothingLikeIt) {
    EXPECT_EQ(
        frames(TypedKeys().text("{GS}1{GS}{GS}2{G S}{{GS}").enter(), {.gs_substitute = "{GS}"}),
        Frames{"\x1d"
               "1\x1d\x1d"
               "2{G S}{\x1d"});
    EXPECT_EQ(frames(TypedKeys().text("a|b").enter()), Frames{"a|b"});
}

TEST(EvdevDecoder, MakesControlSignsOfOtherKeysToo) {
    TypedKeys keys;
    for (const std::uint16_t key : Keys{KEY_A, KEY_LEFTBRACE, KEY_BACKSLASH, KEY_6, KEY_MINUS}) {
        keys.tap_with(KEY_LEFTCTRL, key);
    }
    keys.tap_with(KEY_LEFTCTRL, KEY_1).tap(KEY_1).enter();
    EXPECT_EQ(frames(keys), Frames{"\x01\x1b\x1c\x1e\x1f"
                                   "1"});
}

TEST(EvdevDecoder, ReadsSignsByTheirNumber) {
    TypedKeys keys;
    keys.text("a").alt_number("65").alt_number("0066").alt_number("29").alt_number("126").enter();
    EXPECT_EQ(frames(keys), Frames{"aAB\x1d~"});
    EXPECT_EQ(frames(TypedKeys().text("a").alt_number("").alt_number("0").text("b").enter()),
              Frames{"ab"});
}

TEST(EvdevDecoder, ThrowsACodeAwayRatherThanGuessASignBeyondAscii) {
    for (const std::string number : {"128", "0228", "255", "99999"}) {
        const auto out = decode(TypedKeys()
                                    .text("a")
                                    .alt_number(number)
                                    .text("b")
                                    .enter()
                                    .alt_number(number)
                                    .enter()
                                    .text("next")
                                    .enter());
        EXPECT_EQ(out.frames, Frames{"next"}) << number;
        EXPECT_EQ(out.torn, 2u) << number;
    }
    EvdevDecoder decoder({});
    decoder.feed(TypedKeys().alt_number("0228").bytes(), start);
    ASSERT_TRUE(decoder.deadline());
    EXPECT_EQ(decoder.tick(*decoder.deadline()).torn, 1u);
    decoder.feed(TypedKeys().alt_number("0228").bytes(), start);
    EXPECT_EQ(decoder.reset().torn, 1u);
    EXPECT_EQ(decoder.feed(TypedKeys().text("next").enter().bytes(), start).frames, Frames{"next"});
}

TEST(EvdevDecoder, ForgetsANumberThatWasNotFinished) {
    TypedKeys keys;
    keys.text("a").press(KEY_LEFTALT).tap(KEY_KP6).enter();
    keys.tap(KEY_KP5).release(KEY_LEFTALT).text("b").enter();
    EXPECT_EQ(frames(keys), (Frames{"a",
                                    "\x05"
                                    "b"}));
}

TEST(EvdevDecoder, ThrowsAWholeCodeAwayWhenItsMiddleWasLost) {
    const auto out = decode(
        TypedKeys().text("one").enter().text("tw").gap().text("o").enter().text("three").enter());
    EXPECT_EQ(out.frames, (Frames{"one", "three"}));
    EXPECT_EQ(out.dropped, 1u);
    EXPECT_EQ(out.torn, 0u);
}

TEST(EvdevDecoder, ThrowsAWholeCodeAwayWhenItsBeginningWasLost) {
    const auto out = decode(TypedKeys().gap().text("ne").enter().text("two").enter());
    EXPECT_EQ(out.frames, Frames{"two"});
    EXPECT_EQ(out.dropped, 1u);
}

TEST(EvdevDecoder, ThrowsAWholeCodeAwayWhenOnlyItsEndIsLeft) {
    const auto out = decode(TypedKeys().text("one").gap().enter().text("two").enter());
    EXPECT_EQ(out.frames, Frames{"two"});
    EXPECT_EQ(out.dropped, 1u);
}

TEST(EvdevDecoder, CountsSeveralGapsInACodeOnce) {
    const auto out = decode(TypedKeys()
                                .text("o")
                                .gap()
                                .text("n")
                                .gap()
                                .gap()
                                .text("e")
                                .enter()
                                .text("tw")
                                .gap()
                                .text("o")
                                .enter()
                                .text("three")
                                .enter());
    EXPECT_EQ(out.frames, Frames{"three"});
    EXPECT_EQ(out.dropped, 2u);
}

TEST(EvdevDecoder, IgnoresWhatComesBeforeTheReportThatEndsAGap) {
    TypedKeys keys;
    keys.text("on").event(EV_SYN, SYN_DROPPED, 0).event(EV_KEY, KEY_ENTER, 1);
    keys.event(EV_SYN, SYN_REPORT, 0).text("e").enter().text("two").enter();
    const auto out = decode(keys);
    EXPECT_EQ(out.frames, Frames{"two"});
    EXPECT_EQ(out.dropped, 1u);
}

TEST(EvdevDecoder, DoesNotHoldAKeyWhoseReleaseWasLost) {
    TypedKeys keys;
    keys.press(KEY_LEFTSHIFT).press(KEY_RIGHTCTRL).press(KEY_LEFTALT).tap(KEY_A).gap().enter();
    keys.text("two").tap(KEY_KP1).enter();
    EXPECT_EQ(frames(keys), Frames{"two1"});
}

TEST(EvdevDecoder, TakesASilenceForTheEndOfWhatWasLost) {
    EvdevDecoder decoder({});
    EXPECT_EQ(decoder.feed(TypedKeys().text("one").gap().bytes(), start).dropped, 1u);
    ASSERT_TRUE(decoder.deadline());
    const auto out = decoder.tick(*decoder.deadline());
    EXPECT_TRUE(out.frames.empty());
    EXPECT_EQ(out.torn, 0u);
    EXPECT_EQ(decoder.feed(TypedKeys().text("two").enter().bytes(), start + Seconds(1)).frames,
              Frames{"two"});
}

TEST(EvdevDecoder, GivesNothingOutOfWhichItIgnoredAKey) {
    EvdevDecoder decoder({});
    auto out = decoder.feed(TypedKeys().event(EV_SYN, SYN_DROPPED, 0).bytes(), start);
    add(out, decoder.tick(start + Seconds(1)));
    TypedKeys keys;
    keys.event(EV_KEY, KEY_LEFTSHIFT, 0).text("one").enter().text("two").enter();
    add(out, decoder.feed(keys.bytes(), start + Seconds(2)));
    EXPECT_EQ(out.frames, Frames{"two"});
    EXPECT_EQ(out.dropped, 2u);
}

TEST(EvdevDecoder, EndsACodeAtASilence) {
    EvdevDecoder decoder({});
    EXPECT_FALSE(decoder.deadline());
    decoder.feed(TypedKeys().text("12").bytes(), start);
    decoder.feed(TypedKeys().text("34").bytes(), start + Millis(79));
    EXPECT_EQ(decoder.deadline(), start + Millis(159));
    EXPECT_TRUE(decoder.tick(start + Millis(158)).frames.empty());
    EXPECT_EQ(decoder.tick(start + Millis(159)).frames, Frames{"1234"});
    EXPECT_FALSE(decoder.deadline());
}

TEST(EvdevDecoder, WantsNoTickAfterAWholeCode) {
    EvdevDecoder decoder({});
    decoder.feed(TypedKeys().text("one").enter().tap(KEY_LEFTSHIFT).bytes(), start);
    EXPECT_FALSE(decoder.deadline());
}

TEST(EvdevDecoder, DoesNotTakeItsOwnSlownessForASilence) {
    EvdevDecoder decoder({});
    decoder.feed(TypedKeys().text("12").bytes(), start);
    const auto out = decoder.feed(TypedKeys().text("34").enter().bytes(), start + Seconds(5));
    EXPECT_EQ(out.frames, Frames{"1234"});
}

TEST(EvdevDecoder, NeverEndsACodeByTimeWhenThatIsSwitchedOff) {
    EvdevDecoder decoder({.idle = Millis(0)});
    decoder.feed(TypedKeys().text("12").bytes(), start);
    EXPECT_FALSE(decoder.deadline());
    EXPECT_TRUE(decoder.tick(start + Seconds(60)).frames.empty());
    EXPECT_EQ(decoder.feed(TypedKeys().text("34").enter().bytes(), start + Seconds(61)).frames,
              Frames{"1234"});
    decoder.feed(TypedKeys().text("56").bytes(), start + Seconds(62));
    const auto out = decoder.end();
    EXPECT_TRUE(out.frames.empty());
    EXPECT_EQ(out.torn, 1u);
}

TEST(EvdevDecoder, TakesThePrefixOff) {
    const KeyFraming framing{.prefix = "#+"};
    EXPECT_EQ(frames(TypedKeys().text("#+one").enter().text("#+#+two").enter(), framing),
              (Frames{"one", "#+two"}));
    EXPECT_EQ(decode(TypedKeys().text("#+").enter(), framing).torn, 0u);
}

TEST(EvdevDecoder, CountsACodeWithoutItsPrefixAsTorn) {
    for (const std::string text : {"one", "#one", "one#+", "+#one"}) {
        const auto out =
            decode(TypedKeys().text(text).enter().text("#+two").enter(), {.prefix = "#+"});
        EXPECT_EQ(out.frames, Frames{"two"}) << text;
        EXPECT_EQ(out.torn, 1u) << text;
    }
}

TEST(EvdevDecoder, TakesTheLongestCodeAndItsIdentifier) {
    const std::string longest(scan_bytes_max, 'x');
    EXPECT_EQ(frames(TypedKeys().text("]Q1" + longest).enter()), Frames{"]Q1" + longest});
    const auto out = decode(TypedKeys().text("1]Q" + longest).enter());
    EXPECT_TRUE(out.frames.empty());
    EXPECT_EQ(out.overlong, 1u);
    std::string separators;
    for (std::size_t i = 0; i < scan_bytes_max; ++i) separators += "{GS}";
    EXPECT_EQ(frames(TypedKeys().text("#" + separators).enter(),
                     {.prefix = "#", .gs_substitute = "{GS}"}),
              Frames{std::string(scan_bytes_max, '\x1d')});
}

TEST(EvdevDecoder, ThrowsALongerCodeAwayWholeAndCountsIt) {
    for (const std::size_t over : {1u, 2u, 3u, 4u, 5u, 5000u}) {
        const std::string longer(scan_bytes_max + over, 'x');
        const auto out = decode(TypedKeys().text(longer).enter().text("next").enter());
        EXPECT_EQ(out.frames, Frames{"next"}) << over;
        EXPECT_EQ(out.overlong, 1u) << over;
    }
}

TEST(EvdevDecoder, HoldsNoMoreOfSignsTypedByTheirNumber) {
    EvdevDecoder decoder({.idle = Millis(0)});
    std::vector<KeyMove> one{{KEY_LEFTALT, true}};
    for (const auto key : {KEY_KP0, KEY_KP6, KEY_KP5}) {
        one.push_back({static_cast<std::uint16_t>(key), true});
        one.push_back({static_cast<std::uint16_t>(key), false});
    }
    one.push_back({KEY_LEFTALT, false});
    const auto typed = events_of(one);
    for (std::size_t i = 0; i < scan_bytes_max + 4; ++i) decoder.feed(typed, {});
    EXPECT_EQ(decoder.reset().overlong, 1U);
}

TEST(EvdevDecoder, EndsAnOverlongCodeAtASilenceToo) {
    EvdevDecoder decoder({});
    decoder.feed(TypedKeys().text(std::string(2 * scan_bytes_max, 'x')).bytes(), start);
    ASSERT_TRUE(decoder.deadline());
    EXPECT_EQ(decoder.tick(*decoder.deadline()).overlong, 1u);
    EXPECT_EQ(decoder.feed(TypedKeys().text("next").enter().bytes(), start).frames, Frames{"next"});
}

TEST(EvdevDecoder, ThrowsAwayWhatABrokenLineCutOff) {
    EvdevDecoder decoder({});
    decoder.feed(TypedKeys().text("12").press(KEY_LEFTSHIFT).bytes() + "half", start);
    EXPECT_EQ(decoder.reset().torn, 1u);
    EXPECT_EQ(decoder.reset().torn, 0u);
    EXPECT_EQ(decoder.feed(TypedKeys().text("34").enter().bytes(), start).frames, Frames{"34"});
    decoder.feed(TypedKeys().text(std::string(2 * scan_bytes_max, 'x')).bytes(), start);
    EXPECT_EQ(decoder.reset().overlong, 1u);
    decoder.feed(TypedKeys().text("5").gap().bytes(), start);
    EXPECT_FALSE(decoder.reset().decided());
    EXPECT_EQ(decoder.feed(TypedKeys().text("6").enter().bytes(), start).frames, Frames{"6"});
}

TEST(EvdevDecoder, TakesAnOrderlyEndForASilenceAndHoldsNothingOver) {
    EvdevDecoder decoder({});
    decoder.feed(TypedKeys().text("12").press(KEY_RIGHTSHIFT).bytes() + "half", start);
    EXPECT_EQ(decoder.end().frames, Frames{"12"});
    EXPECT_TRUE(decoder.end().frames.empty());
    EXPECT_EQ(decoder.feed(TypedKeys().text("ab").enter().bytes(), start).frames, Frames{"ab"});
}

TEST(EvdevDecoder, GivesTheSameCodesWhereverTheEventsAreCutInTwo) {
    TypedKeys keys(KeyboardLayout::de);
    keys.text("#Größe{1}").alt_number("029").tap_with(KEY_LEFTCTRL, KEY_RIGHTBRACE).enter();
    keys.text("lost").gap().enter().text("torn").enter().text("#z").enter();
    const KeyFraming framing{.layout = KeyboardLayout::de, .prefix = "#"};
    const auto whole = decode(keys, framing);
    EXPECT_EQ(whole.frames, (Frames{"Größe{1}\x1d\x1d", "z"}));
    const auto& stream = keys.bytes();
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        SCOPED_TRACE("cut at " + std::to_string(cut));
        EvdevDecoder decoder(framing);
        auto out = decoder.feed(stream.substr(0, cut), start);
        add(out, decoder.feed(stream.substr(cut), start + Millis(1)));
        expect_same(out, whole);
    }
}

TEST(EvdevDecoder, GivesTheSameCodesByteByByte) {
    TypedKeys keys;
    keys.text("One").enter().text("two").gap().enter().text("Three").enter();
    EvdevDecoder decoder({});
    Decoded out;
    for (const char& byte : keys.bytes()) add(out, decoder.feed({&byte, 1}, start));
    expect_same(out, decode(keys));
}

}  // namespace
}  // namespace aisle
