// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/decode_command.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/scan/code_json.hpp"

#include <charconv>

namespace aisle {
namespace {

constexpr std::string_view too_long =
    R"({"class":"unknown","scan_data_type":0,"error":"longer than any code"})";

}  // namespace

std::string unescaped(std::string_view line) {
    constexpr std::size_t escape_bytes = 4;
    std::string bytes;
    for (std::size_t i = 0; i < line.size();) {
        unsigned value = 0;
        const auto digits = line.substr(std::min(i + 2, line.size()), 2);
        const bool escape = line.substr(i).starts_with("\\x") && digits.size() == 2;
        const auto [end, failed] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (escape && failed == std::errc() && end == digits.data() + digits.size()) {
            bytes += static_cast<char>(value);
            i += escape_bytes;
        } else {
            bytes += line[i++];
        }
    }
    return bytes;
}

Exit decode_codes(const Console& console, std::istream& codes, const CodeReader& reader) {
    auto outcome = Exit::fine;
    std::string line;
    while (std::getline(codes, line)) {
        if (line.ends_with('\r')) line.pop_back();
        const auto scan = make_scan(unescaped(line), "", MonoTime{});
        if (scan.bytes.size() > scan_bytes_max) {
            outcome = Exit::failed;
            console.print(std::string(too_long) + "\n");
            continue;
        }
        console.print(code_json(scan, reader.read(scan)) + "\n");
    }
    return outcome;
}

}  // namespace aisle
