// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/print_command.hpp"

#include "agent/base/ids.hpp"
#include "agent/base/json_writer.hpp"
#include "tools/ctl/daemon_answer.hpp"

namespace aisle {
namespace {

std::string told(const Json& slip) {
    std::string text = "slip " + text_at(slip, "number") + " for " + text_at(slip, "printer") +
                       ": " + text_at(slip, "state") + "\n";
    if (const auto* trouble = slip.find("trouble")) {
        text += text_at(*trouble, "en") + "\n" + text_at(*trouble, "zh") + "\n";
    }
    return text;
}

bool is_settled(const Json& slip) {
    const auto state = text_at(slip, "state");
    return (state != "waiting" && state != "going") || slip.find("trouble") != nullptr;
}

}  // namespace

Exit print_test_page(const Console& console, const LocalClient& client, const PageAsk& ask,
                     Entropy& entropy, Function<void()> pause) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", "page-" + to_hex(random_id<Epoch>(entropy)));
    json.member_if("printer", ask.printer).member("slip", "test");
    json.member("language", ask.language).end_object();
    // Asked for again, the same slip is answered as it stands.
    auto slip = ask_daemon(client, {"POST", "/v1/print-jobs", body});
    for (int looks = 0; slip && !is_settled(slip->json) && looks < page_looks_max; ++looks) {
        pause();
        slip = ask_daemon(client, {"POST", "/v1/print-jobs", body});
    }
    if (!slip) return report(console, slip.error());
    console.print(ask.as_json ? std::string(slip->text()) + "\n" : told(slip->json));
    if (text_at(slip->json, "state") == "printed") return Exit::fine;
    if (text_at(slip->json, "state") == "waiting") {
        console.say("it is printed as soon as the printer can; `aisle status` says how it is");
    }
    return Exit::degraded;
}

}  // namespace aisle
