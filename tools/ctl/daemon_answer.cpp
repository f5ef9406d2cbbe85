// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/daemon_answer.hpp"

#include "agent/base/shown_text.hpp"
#include "agent/base/utf8.hpp"

namespace aisle {
namespace {

constexpr JsonBounds bounds{.depth_max = 32, .keep_depth = 6};

Errc kind_of(int status) {
    switch (status) {
        case 403:
            return Errc::denied;
        case 404:
            return Errc::not_found;
        case 409:
            return Errc::conflict;
        case 413:
            return Errc::too_large;
        default:
            // It runs, so it is not unavailable in the sense of this command.
            return status >= 500 ? Errc::io : Errc::invalid;
    }
}

Error refusal(const HttpAnswer& answer) {
    const auto problem = Json::parse(answer.body, bounds);
    if (!problem || !problem->is_object()) {
        return Error(kind_of(answer.status), "answered " + std::to_string(answer.status));
    }
    std::string text = text_at(*problem, "detail");
    if (text == "-") text = text_at(*problem, "title");
    if (problem->find("pointer")) text = text_at(*problem, "pointer") + ": " + text;
    return Error(kind_of(answer.status), text + " [" + text_at(*problem, "code") + "]");
}

}  // namespace

Result<DaemonAnswer> understand(const HttpAnswer& answer) {
    if (answer.status < 200 || answer.status > 299) return refusal(answer);
    auto body = std::make_unique<const std::string>(answer.body);
    auto json = Json::parse(*body, bounds);
    if (!json) return json.error().at("what the daemon answered");
    return DaemonAnswer{std::move(body), std::move(*json)};
}

Result<DaemonAnswer> ask_daemon(const LocalClient& client, const Question& question) {
    TRY(const HttpAnswer answer, client.ask(question));
    return understand(answer);
}

std::string plain(std::string_view text) {
    return is_plain_text(text) ? shown_text(text) : "(text with control characters)";
}

std::string text_at(const Json& object, std::string_view key) {
    const Json* value = object.find(key);
    if (!value) return "-";
    if (const auto number = value->integer()) return std::to_string(*number);
    if (const auto flag = value->boolean()) return *flag ? "yes" : "no";
    const auto text = value->string();
    return text ? plain(*text) : "-";
}

}  // namespace aisle
