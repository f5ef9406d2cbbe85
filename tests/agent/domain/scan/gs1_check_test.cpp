// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/gs1_check.hpp"

#include <gtest/gtest.h>

#include <initializer_list>

namespace aisle {
namespace {

void expect(Gs1Check check, std::initializer_list<std::string_view> good,
            std::initializer_list<std::string_view> bad) {
    for (const auto part : good) EXPECT_TRUE(passes(check, part)) << part;
    for (const auto part : bad) EXPECT_FALSE(passes(check, part)) << part;
}

TEST(Gs1CheckTest, CheckDigits) {
    expect(Gs1Check::csum,
           {"09520123456788", "6901234567892", "9501101530003", "9828508010106", "9813765030011",
            "4006381333931", "123456789012345675"},
           {"09520123456789", "6901234567890"});
}

TEST(Gs1CheckTest, CheckPairsOfKeysWithLetters) {
    expect(Gs1Check::csumalpha,
           {"1987654Ad4X4bL5ttr2310c2K", "12345678901234567890123NT", "7907665Bm8v2AB", "!22"},
           {"1987654Ad4X4bL5ttr2310cXK", "1987654Ad4X4bL5ttr2310c2X", "2", "33"});
}

TEST(Gs1CheckTest, DatesAndTimes) {
    expect(Gs1Check::yymmd0, {"271231", "270200", "240229", "000229"},
           {"271301", "270001", "270230", "230229", "271232"});
    expect(Gs1Check::yymmdd, {"271231"}, {"271200", "270431"});
    expect(Gs1Check::yyyymmdd, {"20240229", "20000229"}, {"19000229", "20230229", "20240100"});
    expect(Gs1Check::hhmi, {"0000", "2359"}, {"2400", "2360"});
    expect(Gs1Check::hh, {"23"}, {"24"});
    expect(Gs1Check::ss, {"59"}, {"60"});
}

TEST(Gs1CheckTest, CodesOfCountriesAndCurrencies) {
    expect(Gs1Check::iso3166, {"156", "344", "840"}, {"000", "999", "003"});
    expect(Gs1Check::iso3166999, {"999", "156"}, {"998"});
    expect(Gs1Check::iso3166alpha2, {"CN", "ZW", "AD"}, {"DA", "XX", "cn"});
    expect(Gs1Check::iso4217, {"156", "978"}, {"000", "001"});
}

TEST(Gs1CheckTest, Structures) {
    expect(Gs1Check::pieceoftotal, {"0102", "0202"}, {"0002", "0302", "0000"});
    expect(Gs1Check::posinseqslash, {"1/2", "2/2"}, {"3/2", "0/2", "1/02", "12", "/2", "1/"});
    expect(Gs1Check::pcenc, {"a", "a%20b", "%2F"}, {"%", "%2", "a%zz"});
    expect(Gs1Check::iban, {"GB82WEST12345698765432", "DE89370400440532013000"},
           {"GB82WEST12345698765431", "XX82WEST", "GB8", "GB82west12345698765432"});
    expect(Gs1Check::latitude, {"0000000000", "1800000000"}, {"1800000001"});
    expect(Gs1Check::longitude, {"3600000000"}, {"3600000001"});
    expect(Gs1Check::nozeroprefix, {"1", "10"}, {"0", "01"});
    expect(Gs1Check::nonzero, {"0001"}, {"0000"});
    expect(Gs1Check::winding, {"0", "1", "9"}, {"2"});
    expect(Gs1Check::iso5218, {"0", "2"}, {"3"});
    expect(Gs1Check::mediatype, {"01", "10", "80"}, {"00", "11", "79"});
    expect(Gs1Check::hasnondigit, {"12a"}, {"123"});
    expect(Gs1Check::gcppos1, {"1234a"}, {"123", "12a4"});
    expect(Gs1Check::gcppos2, {"01234"}, {"0123", "0a234"});
    expect(Gs1Check::packagetype, {"AA", "200", "9"}, {"aa", "A-"});
    expect(Gs1Check::importeridx, {"-", "Z", "_"}, {"=", "+"});
}

TEST(Gs1CheckTest, Coupons) {
    expect(Gs1Check::couponcode, {"012345612345611110123"}, {"712345612345611110123", ""});
    expect(Gs1Check::couponposoffer,
           {"001234561234560123456", "061234567890121234569123456789012345"},
           {"201234561234560123456", "0012345612345601234567"});
}

}  // namespace
}  // namespace aisle
