// SPDX-License-Identifier: Apache-2.0
#include "drivers/keyboard_layout.hpp"

#include <gtest/gtest.h>
#include <linux/input.h>

#include <initializer_list>
#include <set>
#include <string>

namespace aisle {
namespace {

using Keys = std::initializer_list<std::uint16_t>;

constexpr KeyLevel plain{};
constexpr KeyLevel shifted{.shift = true};
constexpr KeyLevel alt_graph{.alt_graph = true};

constexpr std::uint16_t upper_row[] = {KEY_GRAVE, KEY_1, KEY_2, KEY_3, KEY_4,     KEY_5,    KEY_6,
                                       KEY_7,     KEY_8, KEY_9, KEY_0, KEY_MINUS, KEY_EQUAL};
constexpr std::uint16_t letters[] = {KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G, KEY_H, KEY_I,
                                     KEY_J, KEY_K, KEY_L, KEY_M, KEY_N, KEY_O, KEY_P, KEY_Q, KEY_R,
                                     KEY_S, KEY_T, KEY_U, KEY_V, KEY_W, KEY_X, KEY_Y, KEY_Z};

template <std::size_t Count>
std::string typed(KeyboardLayout layout, const std::uint16_t (&keys)[Count], KeyLevel level) {
    std::string text;
    for (const auto key : keys) text += sign_of_key(layout, key, level);
    return text;
}

std::set<std::string> signs_of(KeyboardLayout layout) {
    std::set<std::string> signs;
    for (std::uint16_t key = 0; key < 256; ++key) {
        for (const bool shift : {false, true}) {
            for (const bool third : {false, true}) {
                signs.emplace(sign_of_key(layout, key, {.shift = shift, .alt_graph = third}));
            }
        }
    }
    return signs;
}

TEST(KeyboardLayout, HasANameThatReadsBack) {
    EXPECT_EQ(keyboard_layouts().size(), 7u);
    std::set<std::string_view> names;
    for (const auto layout : keyboard_layouts()) {
        EXPECT_EQ(parse_keyboard_layout(to_string(layout)), layout);
        names.insert(to_string(layout));
    }
    EXPECT_EQ(names.size(), keyboard_layouts().size());
}

TEST(KeyboardLayout, KnowsNoOtherNames) {
    for (const auto* const name : {"", "US", "us ", "en", "dvorak"}) {
        EXPECT_FALSE(parse_keyboard_layout(name)) << name;
    }
}

TEST(KeyboardLayout, ReadsAnAmericanBoard) {
    const auto us = KeyboardLayout::us;
    EXPECT_EQ(typed(us, letters, plain), "abcdefghijklmnopqrstuvwxyz");
    EXPECT_EQ(typed(us, letters, shifted), "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
    EXPECT_EQ(typed(us, upper_row, plain), "`1234567890-=");
    EXPECT_EQ(typed(us, upper_row, shifted), "~!@#$%^&*()_+");
    constexpr std::uint16_t others[] = {KEY_LEFTBRACE,  KEY_RIGHTBRACE, KEY_SEMICOLON,
                                        KEY_APOSTROPHE, KEY_BACKSLASH,  KEY_COMMA,
                                        KEY_DOT,        KEY_SLASH,      KEY_SPACE};
    EXPECT_EQ(typed(us, others, plain), "[];'\\,./ ");
    EXPECT_EQ(typed(us, others, shifted), "{}:\"|<>? ");
}

TEST(KeyboardLayout, ReadsTheUpperRowOfEveryCountry) {
    struct Row {
        KeyboardLayout layout;
        std::string_view plain, shifted;
    };
    for (const auto& row : {
             Row{KeyboardLayout::gb, "`1234567890-=", "¬!\"£$%^&*()_+"},
             Row{KeyboardLayout::de, "^1234567890ß´", "°!\"§$%&/()=?`"},
             Row{KeyboardLayout::fr, "²&é\"'(-è_çà)=", "1234567890°+"},
             Row{KeyboardLayout::es, "º1234567890'¡", "ª!\"·$%&/()=?¿"},
             Row{KeyboardLayout::it, "\\1234567890'ì", "|!\"£$%&/()=?^"},
             Row{KeyboardLayout::cz, ";+ěščřžýáíé=´", "°1234567890%ˇ"},
         }) {
        EXPECT_EQ(typed(row.layout, upper_row, plain), row.plain) << to_string(row.layout);
        EXPECT_EQ(typed(row.layout, upper_row, shifted), row.shifted) << to_string(row.layout);
    }
}

TEST(KeyboardLayout, ReadsTheLettersOfEveryCountry) {
    struct Row {
        KeyboardLayout layout;
        std::string_view letters;
    };
    for (const auto& row : {
             Row{KeyboardLayout::gb, "abcdefghijklmnopqrstuvwxyz"},
             Row{KeyboardLayout::de, "abcdefghijklmnopqrstuvwxzy"},
             Row{KeyboardLayout::fr, "qbcdefghijkl,noparstuvzxyw"},
             Row{KeyboardLayout::es, "abcdefghijklmnopqrstuvwxyz"},
             Row{KeyboardLayout::it, "abcdefghijklmnopqrstuvwxyz"},
             Row{KeyboardLayout::cz, "abcdefghijklmnopqrstuvwxzy"},
         }) {
        EXPECT_EQ(typed(row.layout, letters, plain), row.letters) << to_string(row.layout);
    }
}

TEST(KeyboardLayout, ReadsTheThirdSignOfAKey) {
    struct Sign {
        KeyboardLayout layout;
        std::uint16_t key;
        std::string_view sign;
    };
    for (const auto& one : {
             Sign{KeyboardLayout::gb, KEY_4, "€"},
             Sign{KeyboardLayout::de, KEY_Q, "@"},
             Sign{KeyboardLayout::de, KEY_MINUS, "\\"},
             Sign{KeyboardLayout::de, KEY_102ND, "|"},
             Sign{KeyboardLayout::fr, KEY_0, "@"},
             Sign{KeyboardLayout::fr, KEY_MINUS, "]"},
             Sign{KeyboardLayout::es, KEY_1, "|"},
             Sign{KeyboardLayout::es, KEY_APOSTROPHE, "{"},
             Sign{KeyboardLayout::it, KEY_LEFTBRACE, "["},
             Sign{KeyboardLayout::it, KEY_SEMICOLON, "@"},
             Sign{KeyboardLayout::cz, KEY_V, "@"},
             Sign{KeyboardLayout::cz, KEY_SEMICOLON, "$"},
             Sign{KeyboardLayout::cz, KEY_COMMA, "<"},
             Sign{KeyboardLayout::cz, KEY_DOT, ">"},
             Sign{KeyboardLayout::cz, KEY_SLASH, "*"},
         }) {
        EXPECT_EQ(sign_of_key(one.layout, one.key, alt_graph), one.sign);
        EXPECT_EQ(sign_of_key(KeyboardLayout::us, one.key, alt_graph), "");
    }
}

TEST(KeyboardLayout, ReadsTheBracesOfAnItalianBoard) {
    constexpr KeyLevel both{.shift = true, .alt_graph = true};
    EXPECT_EQ(sign_of_key(KeyboardLayout::it, KEY_LEFTBRACE, both), "{");
    EXPECT_EQ(sign_of_key(KeyboardLayout::it, KEY_RIGHTBRACE, both), "}");
    EXPECT_EQ(sign_of_key(KeyboardLayout::it, KEY_SEMICOLON, both), "@");
}

TEST(KeyboardLayout, HasAKeyForEverySignOfACode) {
    for (const auto layout : keyboard_layouts()) {
        const auto signs = signs_of(layout);
        for (char c = ' '; c < '\x7f'; ++c) {
            // Italians type these two by their numbers.
            if (layout == KeyboardLayout::it && (c == '`' || c == '~')) continue;
            EXPECT_TRUE(signs.contains(std::string(1, c))) << to_string(layout) << " has no " << c;
        }
    }
}

TEST(KeyboardLayout, TurnsOnlyLettersByCapsLock) {
    constexpr KeyLevel caps{.caps = true};
    constexpr KeyLevel caps_and_shift{.shift = true, .caps = true};
    for (const auto layout : keyboard_layouts()) {
        for (std::uint16_t key = 0; key < 128; ++key) {
            const auto low = sign_of_key(layout, key, plain);
            const bool letter = (low.size() == 1 && low[0] >= 'a' && low[0] <= 'z') || low == "ö" ||
                                low == "ä" || low == "ü" || low == "ñ" ||
                                (low == "ç" && layout == KeyboardLayout::es);
            EXPECT_EQ(sign_of_key(layout, key, caps),
                      sign_of_key(layout, key, letter ? shifted : plain));
            EXPECT_EQ(sign_of_key(layout, key, caps_and_shift),
                      sign_of_key(layout, key, letter ? plain : shifted));
        }
    }
}

TEST(KeyboardLayout, SaysNothingOfOtherKeys) {
    for (const std::uint16_t key : Keys{KEY_RESERVED, KEY_ESC, KEY_BACKSPACE, KEY_TAB, KEY_ENTER,
                                        KEY_LEFTSHIFT, KEY_F1, KEY_KP7, KEY_DOWN, KEY_MAX}) {
        for (const auto layout : keyboard_layouts()) {
            EXPECT_EQ(sign_of_key(layout, key, plain), "") << key;
        }
    }
    EXPECT_EQ(sign_of_key(KeyboardLayout::fr, KEY_GRAVE, shifted), "");
}

TEST(KeyboardLayout, ReadsTheNumberBlock) {
    constexpr std::uint16_t keys[] = {
        KEY_KP0, KEY_KP1, KEY_KP2,   KEY_KP3,     KEY_KP4,    KEY_KP5,        KEY_KP6,    KEY_KP7,
        KEY_KP8, KEY_KP9, KEY_KPDOT, KEY_KPMINUS, KEY_KPPLUS, KEY_KPASTERISK, KEY_KPSLASH};
    std::string text;
    for (const auto key : keys) text += sign_of_keypad(key);
    EXPECT_EQ(text, "0123456789.-+*/");
    EXPECT_EQ(sign_of_keypad(KEY_1), '\0');
    EXPECT_EQ(sign_of_keypad(KEY_KPENTER), '\0');
}

TEST(KeyboardLayout, MakesControlSignsOfPlaces) {
    for (std::size_t i = 0; i < std::size(letters); ++i) {
        EXPECT_EQ(control_of_key(letters[i]), static_cast<char>(i + 1));
    }
    EXPECT_EQ(control_of_key(KEY_LEFTBRACE), '\x1b');
    EXPECT_EQ(control_of_key(KEY_BACKSLASH), '\x1c');
    EXPECT_EQ(control_of_key(KEY_RIGHTBRACE), '\x1d');
    EXPECT_EQ(control_of_key(KEY_6), '\x1e');
    EXPECT_EQ(control_of_key(KEY_MINUS), '\x1f');
    for (const std::uint16_t key :
         Keys{KEY_1, KEY_2, KEY_GRAVE, KEY_EQUAL, KEY_SPACE, KEY_COMMA, KEY_SEMICOLON,
              KEY_APOSTROPHE, KEY_SLASH, KEY_F1, KEY_KP6}) {
        EXPECT_EQ(control_of_key(key), '\0') << key;
    }
}

}  // namespace
}  // namespace aisle
