// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/config_command.hpp"

#include "agent/base/json_writer.hpp"
#include "config/print.hpp"

#include <string>

namespace aisle {
namespace {

std::string read_from(const ConfigOutcome& outcome) {
    return outcome.file.empty() ? "what is built in and the environment" : outcome.file;
}

std::string problems_json(const ConfigOutcome& outcome) {
    std::string out;
    JsonWriter json(out);
    json.begin_object().member("good", outcome.problems.empty()).member("file", outcome.file);
    json.key("problems").begin_array();
    for (const auto& problem : outcome.problems) {
        json.begin_object()
            .member("source", problem.place.source)
            .member("line", problem.place.line)
            .member("column", problem.place.column)
            .member("key", problem.key)
            .member("text", problem.text)
            .end_object();
    }
    json.end_array().end_object();
    return out + "\n";
}

Exit code_of(const ConfigOutcome& outcome) {
    return outcome.problems.empty() ? Exit::fine : Exit::bad_configuration;
}

}  // namespace

Exit check_config(const Console& console, const ConfigOutcome& outcome, bool as_json) {
    if (as_json) {
        console.print(problems_json(outcome));
        return code_of(outcome);
    }
    for (const auto& problem : outcome.problems) console.print(to_string(problem) + "\n");
    if (outcome.problems.empty()) console.print(read_from(outcome) + ": good\n");
    return code_of(outcome);
}

Exit show_config(const Console& console, const ConfigOutcome& outcome, ShowOptions options) {
    if (!outcome.problems.empty()) {
        for (const auto& problem : outcome.problems) console.say(to_string(problem));
        return Exit::bad_configuration;
    }
    if (options.as_json) {
        console.print(config_json(outcome.config) + "\n");
    } else {
        console.print(print_config(outcome.config, options.sources ? &outcome.origins : nullptr));
    }
    return Exit::fine;
}

}  // namespace aisle
