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

}  // namespace

Exit print_test_page(const Console& console, const LocalClient& client, const PageAsk& ask,
                     Entropy& entropy) {
    std::string body;
    JsonWriter json(body);
    json.begin_object().member("id", "page-" + to_hex(random_id<Epoch>(entropy)));
    json.member_if("printer", ask.printer).member("slip", "test");
    json.member("language", ask.language).end_object();
    const auto slip = ask_daemon(client, {"POST", "/v1/print-jobs", body});
    if (!slip) return report(console, slip.error());
    console.print(ask.as_json ? std::string(slip->text()) + "\n" : told(slip->json));
    return Exit::fine;
}

}  // namespace aisle
