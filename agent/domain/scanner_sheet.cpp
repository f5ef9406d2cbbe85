// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scanner_sheet.hpp"

#include <algorithm>

namespace aisle {
namespace {

// The first has signs that stand on other keys in every two of the layouts that are known, letters
// of both cases, and none of the signs that scanners type for a separator. The numbers of the
// others begin with 952, which GS1 keeps for examples; neither contains the other.
constexpr SheetCode codes[] = {
    {"layout", SheetSymbology::code_128, "AisLe-yzqw_m;:\"@#/=+19", "]C0",
     "keyboard layout, Caps Lock"},
    {"gs1", SheetSymbology::gs1_128,
     "010952012345678810LOT42\x1d"
     "21SER01",
     "]C1", "how a separator (GS) arrives"},
    {"ean", SheetSymbology::ean_13, "9529876543219", "]E0",
     "AIM identifiers, prefix, suffix, check digit"},
};

}  // namespace

std::span<const SheetCode> scanner_sheet() {
    return codes;
}

const SheetCode* find_sheet_code(std::string_view name) {
    const auto found = std::ranges::find(codes, name, &SheetCode::name);
    return found == std::end(codes) ? nullptr : found;
}

}  // namespace aisle
