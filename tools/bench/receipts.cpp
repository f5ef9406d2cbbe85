// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/receipts.hpp"

namespace aisle {
namespace {

constexpr std::size_t items = 20;

}  // namespace

std::string till_template() {
    return R"x({"name":"bench","currency":"EUR","decimal_mark":",","group_mark":".","rules":[)x"
           R"x({"line":"items_begin","in":"head","pattern":"EUR"},)x"
           R"x({"line":"number","pattern":"Bon-Nr\\.? *(?P<number>\\d+).*"},)x"
           R"x({"line":"total","pattern":"SUMME +(?P<amount>[\\d.]+,\\d\\d)"},)x"
           R"x({"line":"tender","in":"foot","tender":"cash",)x"
           R"x("pattern":"BAR +(?P<amount>[\\d.]+,\\d\\d)"},)x"
           R"x({"line":"item","in":"items",)x"
           R"x("pattern":"(?P<name>.+?) +(?P<amount>[\\d.]+,\\d\\d) [AB]"}]})x";
}

std::string till_receipt(std::uint64_t number) {
    std::string bytes =
        "\x1b@MARKT AM TOR\n\x1b"
        "E\x01"
        "EUR\x1b"
        "E\x01\n";
    for (std::size_t i = 0; i < items; ++i) bytes += "Vollmilch 3,5%      1,00 A\n";
    return bytes + "SUMME     20,00\nBAR    20,00\nBon-Nr. " + std::to_string(number) + "\n\x1bi";
}

}  // namespace aisle
