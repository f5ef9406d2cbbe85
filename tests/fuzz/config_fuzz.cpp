// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes: there is an outcome, every message is one short line, and a configuration
// without problems prints as text that reads back as the same one. What follows a line of
// "#environment" is variables, one a line.
#include "agent/base/check.hpp"
#include "agent/base/json.hpp"
#include "agent/base/utf8.hpp"
#include "config/bootstrap.hpp"
#include "config/parse.hpp"
#include "config/print.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {
namespace {

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        lines.emplace_back(text.substr(0, text.find('\n')));
        text.remove_prefix(std::min(lines.back().size() + 1, text.size()));
    }
    return lines;
}

void read(std::string_view text) {
    constexpr std::string_view environment = "#environment\n";
    const auto parted = std::min(text.find(environment), text.size());
    const auto rest = text.substr(std::min(parted + environment.size(), text.size()));
    const auto overrides = overrides_from(lines_of(rest));
    const auto outcome = parse_config(text.substr(0, parted), "fuzz.toml", overrides);
    CHECK(outcome.problems.size() <= config_problems_max + 1, "the problems are bounded");
    for (const auto& problem : outcome.problems) {
        CHECK(is_plain_text(to_string(problem)), "a message is one line of text");
        CHECK(to_string(problem).size() < 1000, "a message is short");
    }
    const auto printed = print_config(outcome.config, &outcome.origins);
    const auto shown = config_json(outcome.config);
    CHECK(Json::parse(shown).has_value(), "it can be shown as JSON");
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
