// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/capture_command.hpp"

#include "agent/base/files.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"
#include "tools/ctl/daemon_answer.hpp"

namespace aisle {
namespace {

std::string told(const Json& saved) {
    return "saved as " + text_at(saved, "id") + ", " + text_at(saved, "lane") + " " +
           text_at(saved, "seq") + "\n";
}

}  // namespace

Result<Capture> scan_capture(std::string_view code, std::string_view source) {
    if (!is_utf8(code)) return Error(Errc::invalid, "the code is not UTF-8");
    if (code.size() > scan_bytes_max) {
        return Error(Errc::too_large,
                     "no code has more than " + std::to_string(scan_bytes_max) + " bytes");
    }
    Capture capture{"/v1/scans", ""};
    JsonWriter(capture.body)
        .begin_object()
        .member("data", code)
        .member_if("source", source)
        .end_object();
    return capture;
}

Result<std::string> read_body(const std::string& file) {
    SystemFiles files;
    return files.read(file == "-" ? "/dev/stdin" : file, http_body_bytes_max);
}

Exit capture(const Console& console, const LocalClient& client, const Capture& what, bool as_json) {
    const auto saved = ask_daemon(client, {"POST", what.target, what.body});
    if (!saved) return report(console, saved.error());
    console.print(as_json ? std::string(saved->text()) + "\n" : told(saved->json));
    return Exit::fine;
}

}  // namespace aisle
