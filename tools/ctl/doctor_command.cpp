// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/doctor_command.hpp"

#include "tools/ctl/daemon_answer.hpp"
#include "tools/doctor/examination.hpp"

namespace aisle {
namespace {

struct Word {
    std::string_view text;  // five columns
    Colour colour;
};

Word word_for(Health health) {
    switch (health) {
        case Health::ok:
            return {"OK   ", Colour::green};
        case Health::warn:
            return {"WARN ", Colour::yellow};
        case Health::fail:
            return {"FAIL ", Colour::red};
        case Health::skip:
            break;
    }
    return {"-    ", Colour::none};
}

}  // namespace

DaemonWord ask_word(const LocalClient& client) {
    const auto status = ask_daemon(client, {"GET", "/v1/status", ""});
    if (status) return daemon_word(status->json);
    DaemonWord daemon;
    if (status.error().kind() == Errc::unavailable) return daemon;
    daemon.runs = true;
    daemon.error = status.error().what();
    return daemon;
}

std::string diagnosis_text(const Diagnosis& diagnosis, const Console& console) {
    const auto word = word_for(diagnosis.health);
    std::string text = console.painted(word.text, word.colour) + diagnosis.check + ": " +
                       plain(diagnosis.seen) + "\n";
    if (!diagnosis.next.empty()) text += "       next: " + plain(diagnosis.next) + "\n";
    return text;
}

Exit run_doctor(const Console& console, const ConfigOutcome& config, const LocalClient& client,
                bool as_json) {
    const SystemClock clock;
    const auto found = examine({config, ask_word(client), clock}, [&](const Diagnosis& one) {
        if (!as_json) console.print(diagnosis_text(one, console));
    });
    if (as_json) console.print(diagnoses_json(found) + "\n");
    if (!config.problems.empty()) return Exit::bad_configuration;
    return all_well(found) ? Exit::fine : Exit::degraded;
}

}  // namespace aisle
