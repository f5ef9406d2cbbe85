// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/symbology.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <set>
#include <string>

namespace aisle {
namespace {

using namespace std::string_literals;
using Type = ScanDataType;

constexpr std::string_view alphanumeric =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

Type type_of(std::string_view aim, std::string_view bytes = "A1") {
    return symbology_of(aim, bytes).type;
}

// All that a scanner may send of which `holds` says yes, in the order of their letters.
template <class Predicate>
std::string those(Predicate holds) {
    std::string found;
    for (const char code : alphanumeric) {
        for (const char modifier : alphanumeric) {
            const std::string aim{']', code, modifier};
            if (holds(symbology_of(aim, "A1"))) found += aim + " ";
        }
    }
    return found;
}

TEST(SymbologyTest, EachIdentifierHasTheNumberOfUnifiedPos) {
    struct Case {
        std::initializer_list<const char*> aims;
        Type type;
    };
    for (const auto& [aims, type] :
         std::initializer_list<Case>{{{"]E3"}, Type::ean13_s},
                                     {{"]E4"}, Type::ean8},
                                     {{"]C0", "]C2", "]C4"}, Type::code128},
                                     {{"]C1"}, Type::gs1_128},
                                     {{"]e0", "]e1", "]e2", "]e3"}, Type::gs1_databar},
                                     {{"]A0", "]A7"}, Type::code39},
                                     {{"]F0", "]F3"}, Type::codabar},
                                     {{"]G0"}, Type::code93},
                                     {{"]H0"}, Type::code11},
                                     {{"]I0", "]I1", "]I3"}, Type::itf},
                                     {{"]S0", "]R0"}, Type::tf},
                                     {{"]M0"}, Type::msi},
                                     {{"]Q0", "]Q1", "]Q2", "]Q5", "]Q6"}, Type::qrcode},
                                     {{"]Q3", "]Q4"}, Type::gs1_qrcode},
                                     {{"]d0", "]d1", "]d3", "]d4", "]d6"}, Type::datamatrix},
                                     {{"]d2", "]d5"}, Type::gs1_datamatrix},
                                     {{"]L0", "]L5"}, Type::pdf417},
                                     {{"]z0", "]z1", "]zA"}, Type::aztec},
                                     {{"]h0"}, Type::hanxin},
                                     {{"]U0", "]U1"}, Type::maxicode},
                                     {{"]J0", "]J1", "]X0", "]B0", "]Z9"}, Type::other}}) {
        for (const auto* aim : aims) EXPECT_EQ(type_of(aim), type) << aim;
    }
}

TEST(SymbologyTest, OneIdentifierStandsForEanAndUpcAndTheirLengthTells) {
    EXPECT_EQ(type_of("]E0", "6901234567892"), Type::ean13);
    EXPECT_EQ(type_of("]E0", "416000336108"), Type::upca);
    EXPECT_EQ(type_of("]E0", "01234565"), Type::upce);
    EXPECT_EQ(type_of("]E0", "425261"), Type::upce);
    EXPECT_EQ(type_of("]E3", "690123456789212"), Type::ean13_s);
    EXPECT_EQ(type_of("]E4", "02345673"), Type::ean8);
}

TEST(SymbologyTest, ADataBarWithMoreThanAGtinIsExpanded) {
    EXPECT_EQ(type_of("]e0", "0112312312312333"), Type::gs1_databar);
    EXPECT_EQ(type_of("]e0", "01123123123123333103000189"), Type::gs1_databar_expanded);
    EXPECT_EQ(type_of("]Xr", "01123123123123333103000189"), Type::gs1_databar_expanded);
}

TEST(SymbologyTest, TheseAndNoOthersCarryGs1ForCertain) {
    EXPECT_EQ(those([](const Symbology& one) { return one.gs1; }),
              "]C1 ]J1 ]Q3 ]Q4 ]Xr ]Xs ]Xt ]d2 ]d5 ]e0 ");
}

TEST(SymbologyTest, TheseAndNoOthersAreTradeNumbers) {
    const auto found = those([](const Symbology& one) { return one.trade_number; });
    EXPECT_TRUE(found.starts_with("]E0 ]E1 ]E2 ]E3 ]E4 ")) << found;
    EXPECT_TRUE(found.ends_with("]X9 ]XC ]Xg ]Xk ")) << found;
    EXPECT_EQ(those([](const Symbology& one) { return one.trade_number && one.gs1; }), "");
}

TEST(SymbologyTest, ZebrasOwnWayIsKnown) {
    EXPECT_EQ(type_of("]X9"), Type::ean13);
    EXPECT_EQ(type_of("]XC"), Type::ean8);
    EXPECT_EQ(type_of("]Xg"), Type::upca);
    EXPECT_EQ(type_of("]Xk"), Type::upce);
    EXPECT_EQ(type_of("]Xs"), Type::gs1_databar);
    EXPECT_EQ(type_of("]XG"), Type::other) << "small and capital letters differ";
}

TEST(SymbologyTest, WhatIsNoIdentifierSaysNothing) {
    for (const auto& aim :
         {""s, "]"s, "]E"s, "E0"s, "]E00"s, "E0]"s, "[E0"s, "}E0"s, " ]E"s, "\0\0\0"s}) {
        const auto symbology = symbology_of(aim, "6901234567892");
        EXPECT_EQ(symbology.type, Type::unknown) << aim;
        EXPECT_FALSE(symbology.gs1 || symbology.trade_number) << aim;
    }
    for (const auto& aim : {"]\0\0"s, "]\xff\xff"s, "]]]"s, "]\xe4\xbd"s, "]  "s}) {
        const auto symbology = symbology_of(aim, "6901234567892");
        EXPECT_EQ(symbology.type, Type::other) << aim;
        EXPECT_FALSE(symbology.gs1 || symbology.trade_number) << aim;
    }
}

TEST(SymbologyTest, EachKindHasItsOwnName) {
    std::set<std::string_view> names;
    std::set<int> numbers;
    for (int number = 1; number < 1000; ++number) {
        const auto name = to_string(static_cast<Type>(number));
        if (name == "SCAN_SDT_UNKNOWN") continue;
        EXPECT_TRUE(names.insert(name).second) << name;
        numbers.insert(number);
    }
    EXPECT_EQ(numbers, (std::set<int>{101, 102, 103, 104, 105, 106, 107, 108, 109, 110,
                                      111, 112, 118, 119, 120, 131, 132, 142, 143, 201,
                                      202, 203, 204, 206, 208, 209, 215, 501}));
    EXPECT_EQ(to_string(Type::unknown), "SCAN_SDT_UNKNOWN");
    EXPECT_EQ(to_string(Type::ean13), "SCAN_SDT_EAN13");
    EXPECT_EQ(to_string(Type::gs1_128), "SCAN_SDT_GS1128");
}

TEST(SymbologyTest, EveryTypeThatIsGivenHasAName) {
    EXPECT_EQ(those([](const Symbology& one) { return to_string(one.type) == "SCAN_SDT_UNKNOWN"; }),
              "");
}

}  // namespace
}  // namespace aisle
