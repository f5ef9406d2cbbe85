// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/bar_code.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/check.hpp"

#include <array>

namespace aisle {
namespace {

// Bars and spaces in turn, by the value of the character.
constexpr std::array<std::string_view, 107> widths{
    "212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212",
    "221213", "221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221",
    "223211", "221132", "221231", "213212", "223112", "312131", "311222", "321122", "321221",
    "312212", "322112", "322211", "212123", "212321", "232121", "111323", "131123", "131321",
    "112313", "132113", "132311", "211313", "231113", "231311", "112133", "112331", "132131",
    "113123", "113321", "133121", "313121", "211331", "231131", "213113", "213311", "213131",
    "311123", "311321", "331121", "312113", "312311", "332111", "314111", "221411", "431111",
    "111224", "111422", "121124", "121421", "141122", "141221", "112214", "112412", "122114",
    "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111", "111242",
    "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
    "214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311",
    "113141", "114131", "311141", "411131", "211412", "211214", "211232", "2331112"};

constexpr unsigned code_c = 99;
constexpr unsigned code_b = 100;
constexpr unsigned fnc1 = 102;
constexpr unsigned start_b = 104;
constexpr unsigned start_c = 105;
constexpr unsigned stop = 106;
constexpr unsigned check_modulus = 103;
constexpr char separator = '\x1d';
// Fewer digits take no less room in set C, for the change to it is a character too.
constexpr std::size_t digits_worth_a_change = 4;

std::size_t digits_at(std::string_view text) {
    std::size_t count = 0;
    while (count < text.size() && is_digit(text[count])) ++count;
    return count;
}

Modules drawn(const std::vector<unsigned>& values) {
    Modules modules;
    for (const auto value : values) {
        char sign = '1';
        for (const char width : widths[value]) {
            modules.append(static_cast<std::size_t>(width - '0'), sign);
            sign = sign == '1' ? '0' : '1';
        }
    }
    return modules;
}

// The digits 0 to 9 as they stand left, with an odd number of bars' modules.
constexpr std::array<std::string_view, 10> left_digits{"0001101", "0011001", "0010011", "0111101",
                                                       "0100011", "0110001", "0101111", "0111011",
                                                       "0110111", "0001011"};
// Which of the six left digits are turned: this is how the first digit is said.
constexpr std::array<std::string_view, 10> turned{"000000", "001011", "001101", "001110", "010011",
                                                  "011001", "011100", "010101", "010110", "011010"};

Modules inverted(std::string_view modules) {
    Modules out;
    for (const char module : modules) out += module == '1' ? '0' : '1';
    return out;
}

}  // namespace

std::vector<unsigned> code_128_values(std::string_view text, bool gs1) {
    std::vector<unsigned> values;
    bool pairs = digits_at(text) >= digits_worth_a_change;
    values.push_back(pairs ? start_c : start_b);
    if (gs1) values.push_back(fnc1);
    while (!text.empty()) {
        const auto digits = digits_at(text);
        std::size_t used = 1;
        if (text[0] == separator) {
            values.push_back(fnc1);
        } else if (pairs && digits >= 2) {
            values.push_back(static_cast<unsigned>((text[0] - '0') * 10 + (text[1] - '0')));
            used = 2;
        } else if (pairs) {
            values.push_back(code_b);
            pairs = false;
            used = 0;
        } else if (digits >= digits_worth_a_change && digits % 2 == 0) {
            values.push_back(code_c);
            pairs = true;
            used = 0;
        } else {
            CHECK(text[0] >= ' ' && text[0] < '\x7f', "only what set B has");
            values.push_back(static_cast<unsigned>(text[0] - ' '));
        }
        text.remove_prefix(used);
    }
    auto sum = values[0];
    for (unsigned i = 1; i < values.size(); ++i) sum += i * values[i];
    values.push_back(sum % check_modulus);
    values.push_back(stop);
    return values;
}

Modules code_128(std::string_view text, bool gs1) {
    return drawn(code_128_values(text, gs1));
}

Modules ean_13(std::string_view digits) {
    CHECK(digits.size() == 13 && digits_at(digits) == 13, "an EAN-13 has thirteen digits");
    const auto value = [digits](std::size_t i) {
        return static_cast<std::size_t>(digits[i] - '0');
    };
    Modules modules = "101";
    for (std::size_t i = 1; i <= 6; ++i) {
        const auto plain = left_digits[value(i)];
        if (turned[value(0)][i - 1] == '0') {
            modules += plain;
        } else {
            const auto right = inverted(plain);
            modules.append(right.rbegin(), right.rend());
        }
    }
    modules += "01010";
    for (std::size_t i = 7; i <= 12; ++i) modules += inverted(left_digits[value(i)]);
    return modules + "101";
}

Modules modules_of(const SheetCode& code) {
    if (code.symbology == SheetSymbology::ean_13) return ean_13(code.contents);
    return code_128(code.contents, code.symbology == SheetSymbology::gs1_128);
}

}  // namespace aisle
