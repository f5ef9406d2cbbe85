// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/gs1_check.hpp"

#include "agent/base/ascii.hpp"
#include "agent/domain/scan/coupon_code.hpp"

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>

namespace aisle {
namespace {

// clang-format off
constexpr std::uint16_t countries[] = {
    4, 8, 10, 12, 16, 20, 24, 28, 31, 32, 36, 40, 44, 48, 50, 51, 52, 56, 60, 64, 68, 70, 72,
    74, 76, 84, 86, 90, 92, 96, 100, 104, 108, 112, 116, 120, 124, 132, 136, 140, 144, 148, 152,
    156, 158, 162, 166, 170, 174, 175, 178, 180, 184, 188, 191, 192, 196, 203, 204, 208, 212,
    214, 218, 222, 226, 231, 232, 233, 234, 238, 239, 242, 246, 248, 250, 254, 258, 260, 262,
    266, 268, 270, 275, 276, 288, 292, 296, 300, 304, 308, 312, 316, 320, 324, 328, 332, 334,
    336, 340, 344, 348, 352, 356, 360, 364, 368, 372, 376, 380, 384, 388, 392, 398, 400, 404,
    408, 410, 414, 417, 418, 422, 426, 428, 430, 434, 438, 440, 442, 446, 450, 454, 458, 462,
    466, 470, 474, 478, 480, 484, 492, 496, 498, 499, 500, 504, 508, 512, 516, 520, 524, 528,
    531, 533, 534, 535, 540, 548, 554, 558, 562, 566, 570, 574, 578, 580, 581, 583, 584, 585,
    586, 591, 598, 600, 604, 608, 612, 616, 620, 624, 626, 630, 634, 638, 642, 643, 646, 652,
    654, 659, 660, 662, 663, 666, 670, 674, 678, 682, 686, 688, 690, 694, 702, 703, 704, 705,
    706, 710, 716, 724, 728, 729, 732, 740, 744, 748, 752, 756, 760, 762, 764, 768, 772, 776,
    780, 784, 788, 792, 795, 796, 798, 800, 804, 807, 818, 826, 831, 832, 833, 834, 840, 850,
    854, 858, 860, 862, 876, 882, 887, 894};

constexpr std::uint16_t currencies[] = {
    8, 12, 32, 36, 44, 48, 50, 51, 52, 60, 64, 68, 72, 84, 90, 96, 104, 108, 116, 124, 132, 136,
    144, 152, 156, 170, 174, 188, 191, 192, 203, 208, 214, 222, 230, 232, 238, 242, 262, 270,
    292, 320, 324, 328, 332, 340, 344, 348, 352, 356, 360, 364, 368, 376, 388, 392, 398, 400,
    404, 408, 410, 414, 417, 418, 422, 426, 430, 434, 446, 454, 458, 462, 480, 484, 496, 498,
    504, 512, 516, 524, 532, 533, 548, 554, 558, 566, 578, 586, 590, 598, 600, 604, 608, 634,
    643, 646, 654, 682, 690, 694, 702, 704, 706, 710, 728, 748, 752, 756, 760, 764, 776, 780,
    784, 788, 800, 807, 818, 826, 834, 840, 858, 860, 882, 886, 901, 925, 926, 927, 928, 929,
    930, 931, 932, 933, 934, 936, 938, 940, 941, 943, 944, 946, 947, 948, 949, 950, 951, 952,
    953, 955, 956, 957, 958, 959, 960, 961, 962, 963, 964, 965, 967, 968, 969, 970, 971, 972,
    973, 975, 976, 977, 978, 979, 980, 981, 984, 985, 986, 990, 994, 997, 999};
// clang-format on

constexpr std::string_view country_letters =
    "ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCGCHCICK"
    "CLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGLGMGNGPGQGRGS"
    "GTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLALBLCLILKLRLSLTLULV"
    "LYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONPNRNUNZOMPAPEPFPGPHPKPLPM"
    "PNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSVSXSYSZTCTDTFTGTHTJTKTLTMTNTOTR"
    "TTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW";

constexpr std::string_view set_82 =
    "!\"%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view set_39 = "#-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view set_64 =
    "-0123456789=ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz";
constexpr std::string_view set_32 = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

constexpr std::uint8_t digit_set = 1;
constexpr std::uint8_t x_set = 2;
constexpr std::uint8_t y_set = 4;
constexpr std::uint8_t z_set = 8;

consteval std::array<std::uint8_t, 256> all_sets() {
    std::array<std::uint8_t, 256> sets{};
    const auto add = [&sets](std::string_view characters, std::uint8_t set) {
        for (const char c : characters) sets[static_cast<unsigned char>(c)] |= set;
    };
    add("0123456789", digit_set);
    add(set_82, x_set);
    add(set_39, y_set);
    add(set_64, z_set);
    return sets;
}

constexpr auto sets = all_sets();

bool all_digits(std::string_view text) {
    return is_of_set('N', text);
}

// Of at most 18 digits.
std::uint64_t value_of(std::string_view digits) {
    std::uint64_t value = 0;
    for (const char c : digits) value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
}

bool within(std::string_view digits, std::uint64_t least, std::uint64_t most) {
    return all_digits(digits) && value_of(digits) >= least && value_of(digits) <= most;
}

// ---- Dates ----

// The century does not matter: each year that may be meant by 00 is a leap year.
bool is_date(std::uint64_t year, std::string_view month_and_day, bool day_may_be_open) {
    constexpr std::array<std::uint8_t, 12> days{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const auto month = value_of(month_and_day.substr(0, 2));
    const auto day = value_of(month_and_day.substr(2, 2));
    if (month < 1 || month > 12 || day > days[month - 1]) return false;
    if (day == 0) return day_may_be_open;
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month != 2 || day < 29 || leap;
}

bool is_long_date(std::string_view date) {
    return is_date(value_of(date.substr(0, 4)), date.substr(4), false);
}

bool is_short_date(std::string_view date, bool day_may_be_open) {
    return is_date(2000 + value_of(date.substr(0, 2)), date.substr(2), day_may_be_open);
}

bool is_time(std::string_view time) {
    return within(time.substr(0, 2), 0, 23) && within(time.substr(2), 0, 59);
}

// ---- Check characters and structured values ----

bool has_prefix_at(std::string_view key, std::size_t at) {
    constexpr std::size_t shortest = 4;
    return key.size() >= at + shortest && all_digits(key.substr(at, shortest));
}

constexpr std::array<std::uint16_t, 23> primes{2,  3,  5,  7,  11, 13, 17, 19, 23, 29, 31, 37,
                                               41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83};

// Each character by its place among the 82, times a prime that grows to the left, modulo 1021.
bool has_check_pair(std::string_view key) {
    if (key.size() < 2 || key.size() > primes.size() + 2) return false;
    const auto body = key.substr(0, key.size() - 2);
    std::size_t sum = 0;
    for (std::size_t i = 0; i < body.size(); ++i) {
        sum += set_82.find(body[i]) * primes[body.size() - 1 - i];
    }
    sum %= 1021;
    return key[key.size() - 2] == set_32[sum / 32] && key.back() == set_32[sum % 32];
}

bool is_country(std::string_view letters) {
    for (std::size_t i = 0; i < country_letters.size(); i += 2) {
        if (country_letters.substr(i, 2) == letters) return true;
    }
    return false;
}

bool is_iban(std::string_view text) {
    constexpr std::size_t least = 5;
    if (text.size() < least) return false;
    const bool shaped = is_country(text.substr(0, 2)) && is_digit(text[2]) && is_digit(text[3]);
    if (!shaped) return false;
    // The first four go to the end, letters are 10 to 35, and the whole leaves 1 of 97.
    unsigned rest = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[(i + 4) % text.size()];
        if (is_digit(c)) {
            rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
        } else if (c >= 'A' && c <= 'Z') {
            rest = (rest * 100 + static_cast<unsigned>(c - 'A') + 10) % 97;
        } else {
            return false;
        }
    }
    return rest == 1;
}

bool is_hex(char c) {
    return is_digit(c) || (c >= 'A' && c <= 'F') || (c >= 'a' && c <= 'f');
}

bool is_percent_encoded(std::string_view text) {
    for (std::size_t at = text.find('%'); at != std::string_view::npos;
         at = text.find('%', at + 3)) {
        if (at + 2 >= text.size() || !is_hex(text[at + 1]) || !is_hex(text[at + 2])) return false;
    }
    return true;
}

bool is_piece_of_total(std::string_view text) {
    const auto piece = value_of(text.substr(0, text.size() / 2));
    const auto total = value_of(text.substr(text.size() / 2));
    return text.size() % 2 == 0 && piece > 0 && piece <= total;
}

bool is_place_in_order(std::string_view text) {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) return false;
    const auto place = text.substr(0, slash);
    const auto last = text.substr(slash + 1);
    const auto counts = [](std::string_view number) {
        return !number.empty() && number.size() < 10 && all_digits(number) && number[0] != '0';
    };
    return counts(place) && counts(last) && value_of(place) <= value_of(last);
}

bool is_package_type(std::string_view text) {
    return std::ranges::all_of(text,
                               [](char c) { return is_digit(c) || (c >= 'A' && c <= 'Z'); }) &&
           text.size() <= 3;
}

bool is_listed(std::span<const std::uint16_t> numbers, std::string_view digits) {
    return std::ranges::binary_search(numbers, value_of(digits));
}

bool is_one_of(std::string_view text, std::string_view some) {
    return text.size() == 1 && some.find(text.front()) != std::string_view::npos;
}

constexpr std::uint64_t quarter_turn = 900'000'000;  // in units of 1e-7 degrees

// ---- Which check is which, in the order of their names ----

using Part = std::string_view;

struct Predicate {
    Gs1Check check;
    bool (*holds)(Part part);
};

constexpr Predicate predicates[] = {
    {Gs1Check::none, [](Part) { return true; }},
    {Gs1Check::csum, passes_mod10},
    {Gs1Check::csumalpha, has_check_pair},
    {Gs1Check::gcppos1, [](Part part) { return has_prefix_at(part, 0); }},
    {Gs1Check::gcppos2, [](Part part) { return has_prefix_at(part, 1); }},
    {Gs1Check::yymmd0, [](Part part) { return is_short_date(part, true); }},
    {Gs1Check::yymmdd, [](Part part) { return is_short_date(part, false); }},
    {Gs1Check::yyyymmdd, is_long_date},
    {Gs1Check::hhmi, is_time},
    {Gs1Check::hh, [](Part part) { return within(part, 0, 23); }},
    {Gs1Check::mi, [](Part part) { return within(part, 0, 59); }},
    {Gs1Check::ss, [](Part part) { return within(part, 0, 59); }},
    {Gs1Check::iso3166, [](Part part) { return is_listed(countries, part); }},
    {Gs1Check::iso3166999, [](Part part) { return part == "999" || is_listed(countries, part); }},
    {Gs1Check::iso3166alpha2, is_country},
    {Gs1Check::iso4217, [](Part part) { return is_listed(currencies, part); }},
    {Gs1Check::iso5218, [](Part part) { return is_one_of(part, "0129"); }},
    {Gs1Check::pieceoftotal, is_piece_of_total},
    {Gs1Check::posinseqslash, is_place_in_order},
    {Gs1Check::pcenc, is_percent_encoded},
    {Gs1Check::iban, is_iban},
    {Gs1Check::latitude, [](Part part) { return within(part, 0, 2 * quarter_turn); }},
    {Gs1Check::longitude, [](Part part) { return within(part, 0, 4 * quarter_turn); }},
    {Gs1Check::yesno, [](Part part) { return is_one_of(part, "01"); }},
    {Gs1Check::zero, [](Part part) { return part == "0"; }},
    {Gs1Check::nonzero, [](Part part) { return part.find_first_not_of('0') != Part::npos; }},
    {Gs1Check::nozeroprefix, [](Part part) { return !part.starts_with('0'); }},
    {Gs1Check::hasnondigit, [](Part part) { return !is_of_set('N', part); }},
    {Gs1Check::hyphen, [](Part part) { return part == "-"; }},
    {Gs1Check::winding, [](Part part) { return is_one_of(part, "019"); }},
    {Gs1Check::importeridx, [](Part part) { return is_of_set('Z', part) && part != "="; }},
    {Gs1Check::packagetype, is_package_type},
    {Gs1Check::mediatype, [](Part part) { return within(part, 1, 10) || within(part, 80, 99); }},
    {Gs1Check::couponcode, [](Part part) { return parse_coupon_8110(part).has_value(); }},
    {Gs1Check::couponposoffer, [](Part part) { return parse_coupon_8112(part).has_value(); }},
};

consteval bool in_order() {
    for (std::size_t i = 0; i < std::size(predicates); ++i) {
        if (static_cast<std::size_t>(predicates[i].check) != i) return false;
    }
    return true;
}
static_assert(in_order(), "a check is found by its number");

}  // namespace

bool is_of_set(char set, std::string_view part) {
    const auto mark = set == 'N' ? digit_set : set == 'X' ? x_set : set == 'Y' ? y_set : z_set;
    return std::ranges::all_of(
        part, [mark](char c) { return (sets[static_cast<unsigned char>(c)] & mark) != 0; });
}

bool passes_mod10(std::string_view digits) {
    int sum = 0;
    int weight = 1;
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, weight = 4 - weight) {
        sum += (*digit - '0') * weight;
    }
    return sum % 10 == 0;
}

bool passes(Gs1Check check, std::string_view part) {
    return predicates[static_cast<std::size_t>(check)].holds(part);
}

}  // namespace aisle
