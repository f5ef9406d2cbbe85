// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes: there is an outcome, every message is one short line, and a configuration
// without problems prints as text that reads back as the same one.
#include "agent/base/check.hpp"
#include "agent/base/utf8.hpp"
#include "config/parse.hpp"
#include "config/print.hpp"

#include <cstdint>
#include <string_view>

namespace aisle {
namespace {

void read(std::string_view text) {
    const auto outcome = parse_config(text, "fuzz.toml");
    CHECK(outcome.problems.size() <= config_problems_max + 1, "the problems are bounded");
    for (const auto& problem : outcome.problems) {
        CHECK(is_plain_text(to_string(problem)), "a message is one line of text");
        CHECK(to_string(problem).size() < 1000, "a message is short");
    }
    const auto printed = print_config(outcome.config, &outcome.origins);
    if (!outcome.problems.empty()) return;
    const auto again = parse_config(printed, "printed.toml");
    CHECK(again.problems.empty() && again.config == outcome.config, "it reads back as the same");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::read({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
