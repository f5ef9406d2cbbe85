// SPDX-License-Identifier: Apache-2.0
#include "drivers/keyboard_layout.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aisle {
namespace {

// The printing keys in the order of their places, row by row: 13, 12, 12 and 11 with the one beside
// the left Shift. A blank: no sign there.
constexpr std::array<std::uint16_t, 48> places{41, 2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12,
                                               13,                                              //
                                               16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27,  //
                                               30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 43,  //
                                               86, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53};

struct Board {
    KeyboardLayout layout;
    std::string_view name;
    std::string_view plain;
    std::string_view shifted;
    std::string_view alt_graph;  // pairs: the sign without it, and with it
    std::string_view both{};     // the same with the Shift, where that is another one
};

constexpr Board boards[] = {
    {KeyboardLayout::us, "us",
     "`1234567890-="
     "qwertyuiop[]"
     "asdfghjkl;'\\"
     "\\zxcvbnm,./",
     "~!@#$%^&*()_+"
     "QWERTYUIOP{}"
     "ASDFGHJKL:\"|"
     "|ZXCVBNM<>?",
     ""},
    {KeyboardLayout::gb, "gb",
     "`1234567890-="
     "qwertyuiop[]"
     "asdfghjkl;'#"
     "\\zxcvbnm,./",
     "¬!\"£$%^&*()_+"
     "QWERTYUIOP{}"
     "ASDFGHJKL:@~"
     "|ZXCVBNM<>?",
     "`¦4€"},
    {KeyboardLayout::de, "de",
     "^1234567890ß´"
     "qwertzuiopü+"
     "asdfghjklöä#"
     "<yxcvbnm,.-",
     "°!\"§$%&/()=?`"
     "QWERTZUIOPÜ*"
     "ASDFGHJKLÖÄ'"
     ">YXCVBNM;:_",
     "2²3³7{8[9]0}ß\\q@e€+~<|mµ"},
    {KeyboardLayout::fr, "fr",
     "²&é\"'(-è_çà)="
     "azertyuiop^$"
     "qsdfghjklmù*"
     "<wxcvbn,;:!",
     " 1234567890°+"
     "AZERTYUIOP¨£"
     "QSDFGHJKLM%µ"
     ">WXCVBN?./§",
     "é~\"#'{([-|è`_\\ç^à@)]=}e€$¤"},
    {KeyboardLayout::es, "es",
     "º1234567890'¡"
     "qwertyuiop`+"
     "asdfghjklñ´ç"
     "<zxcvbnm,.-",
     "ª!\"·$%&/()=?¿"
     "QWERTYUIOP^*"
     "ASDFGHJKLÑ¨Ç"
     ">ZXCVBNM;:_",
     "º\\1|2@3#4~6¬e€`[+]´{ç}"},
    {KeyboardLayout::it, "it",
     "\\1234567890'ì"
     "qwertyuiopè+"
     "asdfghjklòàù"
     "<zxcvbnm,.-",
     "|!\"£$%&/()=?^"
     "QWERTYUIOPé*"
     "ASDFGHJKLç°§"
     ">ZXCVBNM;:_",
     "è[+]ò@à#e€", "è{+}"},
    {KeyboardLayout::cz, "cz",
     ";+ěščřžýáíé=´"
     "qwertzuiopú)"
     "asdfghjklů§¨"
     "\\yxcvbnm,.-",
     "°1234567890%ˇ"
     "QWERTZUIOP/("
     "ASDFGHJKL\"!'"
     "|YXCVBNM?:_",
     "+~š^č˘ř°ž˛ý`á˙í´é˝=¨q\\w|e€ú÷)×f[g]kłlŁů$§ßx#c&v@b{n},<.>-*"},
};

constexpr std::array<KeyboardLayout, std::size(boards)> all_layouts{
    KeyboardLayout::us, KeyboardLayout::gb, KeyboardLayout::de, KeyboardLayout::fr,
    KeyboardLayout::es, KeyboardLayout::it, KeyboardLayout::cz};

constexpr std::size_t sign_size(char first) {
    const auto byte = static_cast<unsigned char>(first);
    return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

constexpr std::string_view take_sign(std::string_view& signs) {
    const auto sign = signs.substr(0, sign_size(signs.front()));
    signs.remove_prefix(sign.size());
    return sign;
}

consteval std::size_t count_signs(std::string_view signs) {
    std::size_t count = 0;
    for (; !signs.empty(); ++count) take_sign(signs);
    return count;
}

consteval bool boards_are_whole() {
    for (const auto& board : boards) {
        if (count_signs(board.plain) != places.size()) return false;
        if (count_signs(board.shifted) != places.size()) return false;
        if (count_signs(board.alt_graph) % 2 != 0) return false;
        if (count_signs(board.both) % 2 != 0) return false;
    }
    return true;
}
static_assert(boards_are_whole());

std::string_view sign_at(std::string_view signs, std::size_t place) {
    while (place-- > 0) take_sign(signs);
    const auto sign = take_sign(signs);
    return sign == " " ? std::string_view() : sign;
}

std::string_view paired_with(std::string_view plain, std::string_view pairs) {
    while (!pairs.empty()) {
        const auto sign = take_sign(pairs);
        const auto other = take_sign(pairs);
        if (sign == plain) return other;
    }
    return {};
}

const Board& board_of(KeyboardLayout layout) {
    return *std::ranges::find(boards, layout, &Board::layout);
}

bool is_letter(std::string_view plain, std::string_view shifted) {
    if (plain.size() == 1) return plain[0] >= 'a' && plain[0] <= 'z';
    // Of the signs beyond ASCII only letters have a capital on their own key.
    constexpr std::string_view pairs = "öÖäÄüÜñÑçÇ";
    const auto at = pairs.find(plain);
    return at != std::string_view::npos && pairs.substr(at + plain.size()).starts_with(shifted);
}

constexpr std::uint16_t space = 57;

}  // namespace

std::string_view to_string(KeyboardLayout layout) {
    return board_of(layout).name;
}

std::optional<KeyboardLayout> parse_keyboard_layout(std::string_view name) {
    const auto found = std::ranges::find(boards, name, &Board::name);
    if (found == std::end(boards)) return std::nullopt;
    return found->layout;
}

std::span<const KeyboardLayout> keyboard_layouts() {
    return all_layouts;
}

std::string_view sign_of_key(KeyboardLayout layout, std::uint16_t key, KeyLevel level) {
    if (key == space) return " ";
    const auto place = std::ranges::find(places, key);
    if (place == places.end()) return {};
    const auto& board = board_of(layout);
    const auto at = static_cast<std::size_t>(place - places.begin());
    const auto plain = sign_at(board.plain, at);
    if (level.alt_graph) {
        const auto other = level.shift ? paired_with(plain, board.both) : std::string_view();
        return other.empty() ? paired_with(plain, board.alt_graph) : other;
    }
    const auto shifted = sign_at(board.shifted, at);
    const bool up = is_letter(plain, shifted) ? level.shift != level.caps : level.shift;
    return up ? shifted : plain;
}

char sign_of_keypad(std::uint16_t key) {
    constexpr std::pair<std::uint16_t, char> signs[] = {
        {71, '7'}, {72, '8'}, {73, '9'}, {75, '4'}, {76, '5'}, {77, '6'}, {79, '1'}, {80, '2'},
        {81, '3'}, {82, '0'}, {83, '.'}, {74, '-'}, {78, '+'}, {55, '*'}, {98, '/'}};
    const auto found = std::ranges::find(signs, key, [](const auto& one) { return one.first; });
    return found == std::end(signs) ? '\0' : found->second;
}

char control_of_key(std::uint16_t key) {
    constexpr unsigned control_bits = 0x1f;
    auto sign = sign_of_key(KeyboardLayout::us, key, {});
    const bool bare = sign.size() == 1 && ((sign[0] >= 'a' && sign[0] <= 'z') || sign == "[" ||
                                           sign == "\\" || sign == "]");
    // Ctrl+6 is Ctrl+^, and Ctrl+- is Ctrl+_.
    if (!bare) sign = sign_of_key(KeyboardLayout::us, key, {.shift = true});
    if (sign.size() != 1 || sign[0] < '@' || sign[0] > 'z') return '\0';
    return static_cast<char>(static_cast<unsigned>(sign[0]) & control_bits);
}

}  // namespace aisle
