// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/scan.hpp"

#include <utility>

namespace aisle {
namespace {

constexpr std::size_t aim_bytes = 3;

bool is_letter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

}  // namespace

std::size_t aim_size(std::string_view raw) {
    const bool present = raw.size() > aim_bytes && raw[0] == ']' && is_letter(raw[1]) &&
                         (is_letter(raw[2]) || is_digit(raw[2]));
    return present ? aim_bytes : 0;
}

Scan make_scan(std::string_view raw, std::string source, MonoTime at) {
    const auto identifier = raw.substr(0, aim_size(raw));
    return {.bytes = std::string(raw.substr(identifier.size())),
            .aim = std::string(identifier),
            .source = std::move(source),
            .at = at};
}

}  // namespace aisle
