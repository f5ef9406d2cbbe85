// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan/symbology.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

using Type = ScanDataType;

struct Kind {
    char code;
    std::string_view modifiers;  // empty: every one
    Symbology symbology;
};

// The first row that fits counts.
constexpr Kind kinds[] = {
    {'E', "4", {Type::ean8, false, true}},
    {'E', "3", {Type::ean13_s, false, true}},
    {'E', "", {Type::ean13, false, true}},
    {'C', "1", {Type::gs1_128, true, false}},
    {'C', "", {Type::code128, false, false}},
    {'e', "0", {Type::gs1_databar, true, false}},
    {'e', "", {Type::gs1_databar, false, false}},
    {'Q', "34", {Type::gs1_qrcode, true, false}},
    {'Q', "", {Type::qrcode, false, false}},
    {'d', "25", {Type::gs1_datamatrix, true, false}},
    {'d', "", {Type::datamatrix, false, false}},
    {'J', "1", {Type::other, true, false}},
    {'A', "", {Type::code39, false, false}},
    {'F', "", {Type::codabar, false, false}},
    {'G', "", {Type::code93, false, false}},
    {'H', "", {Type::code11, false, false}},
    {'I', "", {Type::itf, false, false}},
    {'L', "", {Type::pdf417, false, false}},
    {'M', "", {Type::msi, false, false}},
    {'S', "", {Type::tf, false, false}},
    {'R', "", {Type::tf, false, false}},
    {'U', "", {Type::maxicode, false, false}},
    {'z', "", {Type::aztec, false, false}},
    {'h', "", {Type::hanxin, false, false}},
    // Zebra's, where both ways of naming are switched on.
    {'X', "9", {Type::ean13, false, true}},
    {'X', "C", {Type::ean8, false, true}},
    {'X', "g", {Type::upca, false, true}},
    {'X', "k", {Type::upce, false, true}},
    {'X', "rst", {Type::gs1_databar, true, false}},
};

constexpr std::pair<Type, std::string_view> names[] = {
    {Type::unknown, "SCAN_SDT_UNKNOWN"},
    {Type::upca, "SCAN_SDT_UPCA"},
    {Type::upce, "SCAN_SDT_UPCE"},
    {Type::ean8, "SCAN_SDT_EAN8"},
    {Type::ean13, "SCAN_SDT_EAN13"},
    {Type::tf, "SCAN_SDT_TF"},
    {Type::itf, "SCAN_SDT_ITF"},
    {Type::codabar, "SCAN_SDT_Codabar"},
    {Type::code39, "SCAN_SDT_Code39"},
    {Type::code93, "SCAN_SDT_Code93"},
    {Type::code128, "SCAN_SDT_Code128"},
    {Type::upca_s, "SCAN_SDT_UPCA_S"},
    {Type::upce_s, "SCAN_SDT_UPCE_S"},
    {Type::ean8_s, "SCAN_SDT_EAN8_S"},
    {Type::ean13_s, "SCAN_SDT_EAN13_S"},
    {Type::gs1_128, "SCAN_SDT_GS1128"},
    {Type::gs1_databar, "SCAN_SDT_GS1DATABAR"},
    {Type::gs1_databar_expanded, "SCAN_SDT_GS1DATABAR_E"},
    {Type::code11, "SCAN_SDT_CODE11"},
    {Type::msi, "SCAN_SDT_MSI"},
    {Type::pdf417, "SCAN_SDT_PDF417"},
    {Type::maxicode, "SCAN_SDT_MAXICODE"},
    {Type::datamatrix, "SCAN_SDT_DATAMATRIX"},
    {Type::qrcode, "SCAN_SDT_QRCODE"},
    {Type::aztec, "SCAN_SDT_AZTEC"},
    {Type::gs1_datamatrix, "SCAN_SDT_GS1DATAMATRIX"},
    {Type::gs1_qrcode, "SCAN_SDT_GS1QRCODE"},
    {Type::hanxin, "SCAN_SDT_HANXIN"},
    {Type::other, "SCAN_SDT_OTHER"},
};

// A scanner says the same of EAN-13 and UPC, and may or may not fill the shorter ones up.
Type by_length(std::size_t digits) {
    return digits <= 8 ? Type::upce : digits == 12 ? Type::upca : Type::ean13;
}

constexpr std::size_t databar_alone = 16;  // AI 01 and its value

}  // namespace

Symbology symbology_of(std::string_view aim, std::string_view bytes) {
    if (aim.size() != 3 || aim[0] != ']') return {};
    const auto kind = std::ranges::find_if(kinds, [aim](const Kind& one) {
        return one.code == aim[1] &&
               (one.modifiers.empty() || one.modifiers.find(aim[2]) != std::string_view::npos);
    });
    if (kind == std::end(kinds)) return {.type = Type::other};
    auto symbology = kind->symbology;
    if (aim == "]E0") symbology.type = by_length(bytes.size());
    if (symbology.type == Type::gs1_databar && bytes.size() > databar_alone) {
        symbology.type = Type::gs1_databar_expanded;
    }
    return symbology;
}

std::string_view to_string(ScanDataType type) {
    const auto name = std::ranges::find(names, type, [](const auto& one) { return one.first; });
    return name == std::end(names) ? names[0].second : name->second;
}

}  // namespace aisle
