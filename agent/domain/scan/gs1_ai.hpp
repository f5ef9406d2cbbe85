// SPDX-License-Identifier: Apache-2.0
// GS1 Application Identifiers: what follows each of them, and beside which others it may stand.
// Source: GS1 General Specifications, as set out in GS1's Barcode Syntax Dictionary of 2026-07-27,
// whose notation the table keeps. Constant data; any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace aisle {

// What a part of a value has to be beyond its characters. Company prefixes (gcppos1, gcppos2) are
// known to nobody offline, so these only say that digits stand there.
enum class Gs1Check : std::uint8_t {
    none,
    csum,       // mod-10 check digit at its end
    csumalpha,  // two check characters at its end
    gcppos1,    // a company prefix begins at the first character
    gcppos2,    // … at the second
    yymmd0,     // a date; day 00: the last of the month
    yymmdd,
    yyyymmdd,
    hhmi,
    hh,
    mi,
    ss,
    iso3166,     // numeric country
    iso3166999,  // … or 999
    iso3166alpha2,
    iso4217,        // numeric currency
    iso5218,        // 0, 1, 2 or 9
    pieceoftotal,   // two numbers of one size, the first not larger, neither 0
    posinseqslash,  // the same, with a slash between
    pcenc,          // percent-encoded text
    iban,
    latitude,
    longitude,
    yesno,
    zero,
    nonzero,
    nozeroprefix,
    hasnondigit,
    hyphen,
    winding,  // 0, 1 or 9
    importeridx,
    packagetype,
    mediatype,
    couponcode,  // see coupon_code.hpp
    couponposoffer,
};

struct Gs1Part {
    char characters = 0;  // 'N' digits, 'X' set 82, 'Y' set 39, 'Z' base64url
    std::uint8_t least = 0;
    std::uint8_t most = 0;
    bool optional = false;
    std::array<Gs1Check, 3> checks{};
};

// An identifier, or all of a kind: "30n" is 300 to 309, "31nn" 3100 to 3199.
struct Gs1Pattern {
    std::uint16_t first = 0;
    std::uint16_t last = 0;
    std::uint8_t digits = 0;  // 1 and 01 are not the same
    bool ends = false;        // the last of those that have to stand there together
};

struct Gs1Ai {
    std::uint16_t first = 0;  // numbers of one meaning: 3100 to 3105
    std::uint16_t last = 0;
    std::uint8_t digits = 0;
    bool fixed = false;  // no separator follows it
    bool query = false;  // may stand in the query of a Digital Link
    bool key = false;    // … and be the primary key of one
    std::uint8_t parts_size = 0;
    std::uint8_t needs_size = 0;
    std::uint8_t excludes_size = 0;
    std::uint8_t least = 0;  // bytes of a value
    std::uint8_t most = 0;
    std::array<Gs1Part, 6> parts_{};
    std::array<Gs1Pattern, 16> needs_{};  // one of these groups has to be there, if there are any
    std::array<Gs1Pattern, 6> excludes_{};
    std::string_view title;
    std::string_view qualifiers;  // of a primary key, in order: "22,10,21|235"

    std::span<const Gs1Part> parts() const { return {parts_.data(), parts_size}; }
    std::span<const Gs1Pattern> needs() const { return {needs_.data(), needs_size}; }
    std::span<const Gs1Pattern> excludes() const { return {excludes_.data(), excludes_size}; }
};

// How many digits an identifier that begins so has, 2 to 4; 0: there is none.
std::size_t gs1_ai_size(std::string_view text);
// The identifier that is all of `number`; null when there is none.
const Gs1Ai* find_gs1_ai(std::string_view number);
std::span<const Gs1Ai> gs1_ais();

}  // namespace aisle
