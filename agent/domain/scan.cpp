// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan.hpp"

#include "agent/base/ascii.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aisle {
namespace {

constexpr std::size_t aim_bytes = 3;

constexpr std::size_t designator_digits = 6;

// Extended Channel Interpretation (ISO/IEC 15424, annex): QR, Data Matrix.
bool escapes(std::string_view aim) {
    constexpr std::array<std::string_view, 6> identifiers{"]Q2", "]Q4", "]Q6", "]d4", "]d5", "]d6"};
    return std::find(identifiers.begin(), identifiers.end(), aim) != identifiers.end();
}

}  // namespace

std::size_t aim_size(std::string_view raw) {
    const bool present = raw.size() > aim_bytes && raw[0] == ']' && is_letter(raw[1]) &&
                         (is_letter(raw[2]) || is_digit(raw[2]));
    return present ? aim_bytes : 0;
}

Scan make_scan(std::string_view raw, std::string source, MonoTime at) {
    const auto identifier = raw.substr(0, aim_size(raw));
    const auto bytes = raw.substr(identifier.size());
    return {.bytes = escapes(identifier) ? without_escapes(bytes) : std::string(bytes),
            .aim = std::string(identifier),
            .source = std::move(source),
            .at = at};
}

std::string without_escapes(std::string_view bytes) {
    std::string plain;
    while (!bytes.empty()) {
        const auto digits = bytes.substr(1, designator_digits);
        const bool names = bytes[0] == '\\' && digits.size() == designator_digits &&
                           std::all_of(digits.begin(), digits.end(), is_digit);
        const bool doubled = bytes.starts_with("\\\\");
        if (!names) plain += bytes[0];
        bytes.remove_prefix(names ? 1 + designator_digits : doubled ? 2 : 1);
    }
    return plain;
}

}  // namespace aisle
