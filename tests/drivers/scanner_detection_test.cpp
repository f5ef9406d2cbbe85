// SPDX-License-Identifier: Apache-2.0
// Scanners set in every way that is known scan the sheet; what is found out must then read codes
// that are not on it.
#include "drivers/scanner_detection.hpp"

#include "agent/domain/scan.hpp"
#include "drivers/sheet_reading.hpp"
#include "tests/drivers/sheet_scanner.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <random>

namespace aisle {
namespace {

using Gs = SheetScanner::Gs;

std::string words(const ScannerDetection& found, bool blocking) {
    std::string words;
    for (const auto& finding : found.findings) {
        if (finding.blocks == blocking) words.append(finding.word).append(" ");
    }
    return words;
}

ScannerDetection detect(const SheetScanner& scanner) {
    return detect_scanner(scanner.line, scanner.scan_sheet());
}

// What the agent makes of one arrival when it is set by the profile.
std::vector<std::string> read_by(const ScannerProfile& profile, ScannerLine line,
                                 const Arrived& arrived) {
    const MonoTime now{Seconds{1}};
    const auto all = [&](Decoder& decoder, std::string_view bytes) {
        auto frames = decoder.feed(bytes, now).frames;
        for (auto& frame : decoder.tick(now + Seconds{20}).frames) frames.push_back(frame);
        return frames;
    };
    if (line == ScannerLine::evdev) {
        EvdevDecoder decoder(key_framing(profile));
        return all(decoder, events_of(arrived.keys));
    }
    if (line == ScannerLine::hid_pos) return {arrived.bytes};
    LineDecoder decoder(line_framing(line, profile));
    return all(decoder, arrived.bytes);
}

class Chance {
public:
    explicit Chance(unsigned seed) : dice_(seed) {}
    std::size_t below(std::size_t end) { return dice_() % end; }
    template <class List>
    auto one_of(const List& list) {
        return list[below(std::size(list))];
    }
    // Signs of codes; none that stands for a separator, and none that a layout lacks.
    std::string code() {
        constexpr std::string_view signs =
            "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ !\"#$%&'()*+,-./:;=?@_";
        std::string code = "(";
        for (auto size = 1 + below(40); size > 0; --size) code += signs[below(signs.size())];
        return code + "\x1d" + "7";
    }
    unsigned operator()() { return static_cast<unsigned>(dice_()); }

private:
    std::mt19937 dice_;
};

// The harness: what the profile reads wrong of codes that the scanner sends; empty when nothing is.
std::string misread(const ScannerProfile& profile, const SheetScanner& scanner, Chance& chance) {
    for (int i = 0; i < 12; ++i) {
        const auto code = chance.code();
        const auto frames = read_by(profile, scanner.line, scanner.scan("]C1", code));
        const auto wanted = (scanner.aim ? "]C1" : "") + code;
        if (frames != std::vector<std::string>{wanted}) return wanted;
    }
    return "";
}

SheetScanner typing(KeyboardLayout layout, Gs gs, Chance& chance) {
    const std::string substitutes[] = {"|", "^", "{GS}", "<GS>", "\\", "~"};
    const std::string prefixes[] = {"", "", "#", "AISLE:", "@@", "]", "1"};
    const std::uint16_t keys[] = {KEY_F8, KEY_DOWN, KEY_END, KEY_MENU};
    const std::uint16_t ends[] = {KEY_ENTER, KEY_KPENTER, KEY_TAB, 0};
    SheetScanner scanner;
    scanner.layout = layout;
    scanner.gs = gs;
    scanner.aim = chance.below(2) != 0;
    scanner.prefix = chance.one_of(prefixes);
    scanner.key = chance.one_of(keys);
    scanner.end_key = chance.one_of(ends);
    do {
        scanner.substitute = chance.one_of(substitutes);
    } while (!TypedKeys(layout).has(scanner.substitute.substr(0, 1)));
    return scanner;
}

TEST(ScannerDetection, FindsEveryScannerThatTypes) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        for (const auto layout : keyboard_layouts()) {
            for (const auto gs : {Gs::control, Gs::alt_number, Gs::substitute, Gs::key}) {
                Chance chance(seed);
                const auto scanner = typing(layout, gs, chance);
                SCOPED_TRACE("seed " + std::to_string(seed) + ", " +
                             std::string(to_string(layout)) + ", form " +
                             std::to_string(static_cast<int>(gs)) + ", prefix " + scanner.prefix +
                             ", substitute " + scanner.substitute);
                const auto found = detect(scanner);
                ASSERT_FALSE(found.blocked()) << words(found, true);
                EXPECT_EQ(found.layouts, std::vector{std::string(to_string(layout))});
                EXPECT_EQ(found.profile.prefix, scanner.prefix);
                EXPECT_EQ(found.aim, scanner.aim);
                EXPECT_EQ(found.profile.gs_key, gs == Gs::key ? scanner.key : 0U);
                EXPECT_EQ(found.profile.gs_substitute,
                          gs == Gs::substitute ? scanner.substitute : "");
                EXPECT_EQ(words(found, false).find("no_suffix") != std::string::npos,
                          scanner.end_key == 0);
                EXPECT_EQ(misread(found.profile, scanner, chance), "");
            }
        }
    }
}

TEST(ScannerDetection, FindsEveryScannerOnALine) {
    const std::string marks[] = {"", "\x02", "AB", "\r\n\r\n", "\t", "\x03\r", "\r", "\r\n", "\n"};
    const auto blank = [](const std::string& mark) {
        return mark.find_first_not_of("\r\n") == std::string::npos;
    };
    for (unsigned seed = 1; seed <= 8; ++seed) {
        for (const auto& prefix : marks) {
            for (const auto& suffix : marks) {
                if (blank(prefix) && !prefix.empty()) continue;
                Chance chance(seed);
                SheetScanner scanner;
                scanner.line = chance.one_of(
                    std::array{ScannerLine::serial, ScannerLine::tcp, ScannerLine::fd});
                scanner.gs = Gs::itself;
                scanner.aim = chance.below(2) != 0;
                scanner.prefix = prefix;
                scanner.suffix = suffix;
                SCOPED_TRACE("seed " + std::to_string(seed) + ", prefix " + prefix + ", suffix " +
                             suffix);
                const auto found = detect(scanner);
                const bool usual = suffix.size() < 3 && blank(suffix);
                // A prefix that ends a code itself.
                const bool hopeless = usual ? prefix.find_first_of("\r\n") != prefix.npos
                                            : prefix.find(suffix) != prefix.npos;
                EXPECT_EQ(words(found, true), hopeless ? "not_verified " : "");
                if (hopeless) continue;
                EXPECT_EQ(found.profile.prefix, prefix);
                EXPECT_EQ(found.profile.suffix, usual ? "" : suffix);
                EXPECT_EQ(found.aim, scanner.aim);
                EXPECT_EQ(found.gs, GsForm::separator);
                // A mark that stands in a code cannot be told from one.
                if (suffix == "AB") continue;
                EXPECT_EQ(misread(found.profile, scanner, chance), "");
            }
        }
    }
}

// The control: profiles with one thing wrong must be caught by the harness above.
TEST(ScannerDetection, HarnessSeesAWrongProfile) {
    for (unsigned seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE(seed);
        Chance chance(seed);
        auto scanner = typing(KeyboardLayout::de, Gs::key, chance);
        scanner.prefix = "#";
        const auto right = detect(scanner).profile;
        ASSERT_EQ(misread(right, scanner, chance), "");
        auto wrong = right;
        wrong.layout = "gb";
        EXPECT_NE(misread(wrong, scanner, chance), "");
        wrong = right;
        wrong.prefix = "";
        EXPECT_NE(misread(wrong, scanner, chance), "");
        wrong = right;
        ++wrong.gs_key;
        EXPECT_NE(misread(wrong, scanner, chance), "");
        wrong = right;
        wrong.gs_substitute = "7";
        EXPECT_NE(misread(wrong, scanner, chance), "");
    }
}

TEST(ScannerDetection, SaysThatSeparatorsAreLost) {
    SheetScanner scanner;
    scanner.gs = Gs::lost;
    auto found = detect(scanner);
    EXPECT_EQ(found.gs, GsForm::lost);
    EXPECT_EQ(words(found, true), "gs_lost ");
    EXPECT_NE(found.findings.back().text.find("Ctrl+]"), std::string::npos);
    scanner.line = ScannerLine::serial;
    found = detect(scanner);
    EXPECT_EQ(words(found, true), "gs_lost ");
    EXPECT_NE(found.findings.back().text.find("0x1D"), std::string::npos);
}

TEST(ScannerDetection, RefusesASeparatorThatCodesContain) {
    SheetScanner scanner;
    scanner.gs = Gs::substitute;
    for (const std::string text : {"/", "-", "0", "GS", "#", ".", "{GROUPSEP}"}) {
        scanner.substitute = text;
        const auto found = detect(scanner);
        EXPECT_EQ(found.gs, GsForm::unusable) << text;
        EXPECT_EQ(words(found, true), "gs_unusable ") << text;
        EXPECT_EQ(found.profile.gs_substitute, "");
    }
    scanner.gs = Gs::key;
    for (const int key : {KEY_TAB, KEY_ENTER}) {
        scanner.key = static_cast<std::uint16_t>(key);
        EXPECT_EQ(words(detect(scanner), true), "gs_unusable ") << key;
    }
    scanner.line = ScannerLine::serial;
    scanner.gs = Gs::substitute;
    scanner.substitute = "|";
    EXPECT_EQ(words(detect(scanner), true), "gs_unusable ");
}

TEST(ScannerDetection, SaysThatCapsLockIsInverted) {
    for (const auto layout : keyboard_layouts()) {
        SheetScanner scanner;
        scanner.layout = layout;
        scanner.caps = true;
        const auto found = detect(scanner);
        EXPECT_TRUE(found.caps_inverted);
        EXPECT_EQ(words(found, true), "caps_inverted ");
        EXPECT_EQ(found.profile.layout, to_string(layout));
    }
}

TEST(ScannerDetection, SaysThatLayoutsCannotBeToldApart) {
    SheetScanner scanner;
    const std::vector<Arrived> some{scanner.scan(*find_sheet_code("gs1"))};
    const auto found = detect_scanner(ScannerLine::evdev, some);
    EXPECT_EQ(words(found, true), "layout_unclear ");
    EXPECT_GT(found.layouts.size(), 3U);
    EXPECT_EQ(found.profile.layout, "us");
}

TEST(ScannerDetection, KnowsAScannerThatTypesEverySignByItsNumber) {
    std::vector<Arrived> all;
    for (const auto& code : scanner_sheet()) {
        TypedKeys keys;
        for (const char c : code.contents) keys.alt_number(std::to_string(static_cast<int>(c)));
        auto& one = all.emplace_back();
        one.code = code.name;
        for (const auto& key : keys_in(keys.enter().bytes())) one.keys.push_back(key.move);
    }
    const auto found = detect_scanner(ScannerLine::evdev, all);
    EXPECT_EQ(words(found, true), "");
    EXPECT_EQ(found.layouts.size(), keyboard_layouts().size());
    EXPECT_EQ(found.gs, GsForm::separator);
}

TEST(ScannerDetection, SaysWhatAKeyboardOrHidPosHasNoSettingFor) {
    SheetScanner scanner;
    scanner.line = ScannerLine::hid_pos;
    scanner.aim = true;
    scanner.gs = Gs::itself;
    scanner.suffix = "";
    EXPECT_EQ(words(detect(scanner), true), "");
    EXPECT_EQ(words(detect(scanner), false), "");
    scanner.suffix = "$";
    EXPECT_EQ(words(detect(scanner), true), "mark_impossible ");
    scanner.suffix = "";
    scanner.prefix = "$";
    EXPECT_EQ(words(detect(scanner), true), "mark_impossible ");
}

TEST(ScannerDetection, SaysThatIdentifiersOfTheMakerAreSent) {
    SheetScanner scanner;
    scanner.line = ScannerLine::serial;
    scanner.gs = Gs::itself;
    auto all = scanner.scan_sheet();
    const char* const ids[] = {"j", "I", "d"};
    for (std::size_t i = 0; i < all.size(); ++i) all[i].bytes.insert(0, ids[i]);
    EXPECT_EQ(words(detect_scanner(scanner.line, all), true), "prefix_varies ");

    all = scanner.scan_sheet();
    for (auto& one : all) one.bytes.insert(0, std::string(find_sheet_code(one.code)->aim) + "P");
    EXPECT_EQ(words(detect_scanner(scanner.line, all), true), "aim_before_prefix ");

    all = scanner.scan_sheet();
    all[2].bytes += "\n";
    EXPECT_EQ(words(detect_scanner(scanner.line, all), true), "suffix_varies ");
}

TEST(ScannerDetection, SaysThatASuffixStandsInCodes) {
    SheetScanner scanner;
    scanner.line = ScannerLine::serial;
    scanner.gs = Gs::itself;
    scanner.aim = true;
    scanner.suffix = "AB";
    EXPECT_EQ(words(detect(scanner), false), "suffix_common ");
    scanner.suffix = "#";
    EXPECT_EQ(words(detect(scanner), true), "not_verified ");
}

TEST(ScannerDetection, SaysThatGs1IsNotMarkedAsSuch) {
    SheetScanner scanner;
    scanner.aim = true;
    auto all = scanner.scan_sheet();
    all[1] = scanner.scan("]C0", find_sheet_code("gs1")->contents);
    all[1].code = "gs1";
    const auto found = detect_scanner(ScannerLine::evdev, all);
    EXPECT_EQ(words(found, false), "gs1_unmarked ");
    EXPECT_FALSE(found.blocked());
}

TEST(ScannerDetection, PassesOverASeparatorInFrontOfAGs1Code) {
    for (const auto line : {ScannerLine::evdev, ScannerLine::serial}) {
        SheetScanner scanner;
        scanner.line = line;
        scanner.gs = Gs::itself;
        scanner.aim = true;
        auto all = scanner.scan_sheet();
        all[1] = scanner.scan("]C1", "\x1d" + std::string(find_sheet_code("gs1")->contents));
        all[1].code = "gs1";
        EXPECT_EQ(words(detect_scanner(line, all), true), "");
    }
}

TEST(ScannerDetection, SaysThatACheckDigitIsMissing) {
    SheetScanner scanner;
    scanner.line = ScannerLine::serial;
    scanner.gs = Gs::itself;
    auto all = scanner.scan_sheet();
    all[2].bytes.erase(12, 1);
    EXPECT_EQ(words(detect_scanner(scanner.line, all), true), "check_digit_missing ");
}

TEST(ScannerDetection, TakesTypingByHandForAKeyboard) {
    SheetScanner scanner;
    auto all = scanner.scan_sheet();
    for (auto& one : all) one.took = Millis(200);
    EXPECT_EQ(words(detect_scanner(ScannerLine::evdev, all), true), "");
    all[0].took = Seconds(9);
    EXPECT_EQ(words(detect_scanner(ScannerLine::evdev, all), true), "by_hand ");
}

TEST(ScannerDetection, AllowsASlowScannerItsPauses) {
    SheetScanner scanner;
    auto all = scanner.scan_sheet();
    all[1].pause = Millis(39);
    EXPECT_EQ(detect_scanner(ScannerLine::evdev, all).profile.idle, scan_idle_default);
    all[1].pause = Millis(121);
    EXPECT_EQ(detect_scanner(ScannerLine::evdev, all).profile.idle, Millis(250));
    all[1].pause = Seconds(3600);
    EXPECT_EQ(detect_scanner(ScannerLine::evdev, all).profile.idle, Millis(10'000));
}

TEST(ScannerDetection, AnswersWhateverArrived) {
    EXPECT_EQ(words(detect_scanner(ScannerLine::evdev, {}), true), "nothing_arrived ");
    Chance chance(7);
    for (const auto& [word, line] : scanner_lines) {
        for (int i = 0; i < 60; ++i) {
            SCOPED_TRACE(std::string(word) + " " + std::to_string(i));
            std::vector<Arrived> all;
            for (const std::string name : {"layout", "gs1", "ean", "other", ""}) {
                auto& one = all.emplace_back();
                one.code = name;
                for (auto size = chance.below(i == 0 ? 65536 : 300); size > 0; --size) {
                    one.bytes += static_cast<char>(chance());
                    one.keys.push_back(
                        {static_cast<std::uint16_t>(chance.below(130)), chance.below(2) != 0});
                }
            }
            const auto found = detect_scanner(line, all);
            EXPECT_TRUE(found.blocked());
            EXPECT_EQ(recognise(line, all[0]), "");
        }
    }
}

TEST(ScannerDetection, ShowsWhatArrivedByTheLayoutThatWasFound) {
    SheetScanner scanner;
    scanner.layout = KeyboardLayout::fr;
    const auto found = detect(scanner);
    ASSERT_EQ(found.shown.size(), 3U);
    EXPECT_EQ(found.shown[1].code, "gs1");
    EXPECT_EQ(found.shown[1].text, "010952012345678810LOT42<GS>21SER01 <key 28>");
}

TEST(ScannerDetection, RecognisesACodeOfTheSheetWhicheverWasAskedFor) {
    for (const auto layout : keyboard_layouts()) {
        SheetScanner scanner;
        scanner.layout = layout;
        for (const auto& code : scanner_sheet()) {
            auto arrived = scanner.scan(code);
            arrived.code = "layout";
            EXPECT_EQ(recognise(ScannerLine::evdev, arrived), code.name);
        }
    }
    EXPECT_EQ(recognise(ScannerLine::serial, {.code = "ean", .bytes = "4006381333931\r"}), "");
}

}  // namespace
}  // namespace aisle
