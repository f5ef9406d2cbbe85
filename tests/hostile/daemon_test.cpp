// SPDX-License-Identifier: Apache-2.0
// The real daemon is told every code over its local interface. Each is saved or refused with a
// code; what is saved comes back as it went in; and its answers, its log, its figures and what the
// operator's command shows of it have nothing in them that anybody would obey.
#include "agent/base/base64.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/utf8.hpp"
#include "agent/domain/scan.hpp"
#include "tests/hostile/hostile_codes.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/json_of.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <map>
#include <sstream>

namespace aisle {
namespace {

const std::string programs = AISLE_BINARY_DIR "/";

class HostileDaemon : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directory(folder.file("state"));
        config = folder.write(
            "aisle.toml",
            "[identity]\ntenant = \"demo\"\ndevice = \"s0042-pos1\"\nstore = \"s0042\"\n"
            "[store]\nutc_offset = \"+08:00\"\ncurrency = \"CNY\"\n[broker]\nurls = [\"mqtt://"
            "127.0.0.1:" +
                std::to_string(free_port()) + "\"]\n[disk]\ndirectory = \"" + folder.file("state") +
                "\"\n[http]\nlisten = \"127.0.0.1:" + std::to_string(port) +
                "\"\nsocket = \"\"\n[log]\nlevel = \"debug\"\n[scan]\nunknown = \"keep\"\n");
        daemon = ChildProcess({programs + "aisled", "--config", config}, folder.file("log"));
        ASSERT_TRUE(soon([this] { return body_of(ask("GET /readyz", "")) != ""; }, 12000))
            << read_whole(folder.file("log"));
    }
    std::string ask(const std::string& what, const std::string& body) const {
        return ask_http(port, what, body);
    }

    // How a code is said: as base64, or as text where it is one.
    enum class Said { base64, text };
    static std::string scan_body(const std::string& code, Said said, const std::string& id) {
        std::string body;
        JsonWriter json(body);
        json.begin_object();
        if (said == Said::text) {
            json.member("data", code);
        } else {
            json.member("data_base64", to_base64(code));
        }
        json.member("id", id).end_object();
        return body;
    }
    // The event's id, or nothing when it was refused.
    std::string post(const std::string& code, Said said, const std::string& id) {
        const auto answer = ask("POST /v1/scans", scan_body(code, said, id));
        const auto status = answer.substr(0, answer.find("\r\n"));
        EXPECT_EQ(text_complaint(body_of(answer)), "");
        const auto& json = json_of(body_of(answer));
        if (status.find(" 201 ") != std::string::npos) {
            ++saved;
            const auto* event = json.find("id");
            EXPECT_TRUE(event) << answer;
            return event ? std::string(event->string().value_or("")) : "";
        }
        ++refused;
        EXPECT_NE(status.find(" 4"), std::string::npos) << status;
        EXPECT_TRUE(json.find("code")) << answer;
        return {};
    }
    void stop() {
        daemon.signal(SIGTERM);
        EXPECT_EQ(daemon.wait(), 0);
    }

    ScratchFolder folder;
    std::uint16_t port = free_port();
    std::string config;
    ChildProcess daemon;
    std::size_t saved = 0, refused = 0;
};

// The kept bytes of each event that `aisle events` shows, by the event's id.
std::map<std::string, std::string> kept_codes(const std::string& lines) {
    std::map<std::string, std::string> kept;
    std::istringstream stream(lines);
    for (std::string line; std::getline(stream, line);) {
        const auto& event = *json_of(line).find("event");
        const auto* data = event.find("data");
        const auto* label = data ? data->find("scan_data_label") : nullptr;
        const auto* base64 = data ? data->find("scan_data_b64") : nullptr;
        const std::string id(event.find("id")->string().value_or(""));
        if (label) kept[id] = std::string(*label->string());
        if (base64) kept[id] = *parse_base64(*base64->string());
    }
    return kept;
}

TEST_F(HostileDaemon, SavesOrRefusesEachAndObeysNone) {
    std::map<std::string, std::string> said;
    int number = 0;
    for (const auto& code : hostile_codes()) {
        SCOPED_TRACE(written_code(code.substr(0, 60)));
        const auto whole = std::string(make_scan(code, "", MonoTime{}).bytes);
        const auto id = "h" + std::to_string(++number);
        if (const auto event = post(code, Said::base64, id); event != "") said[event] = whole;
        if (!is_utf8(code)) continue;
        if (const auto event = post(code, Said::text, id + "t"); event != "") said[event] = whole;
    }
    EXPECT_GE(saved, 600U);
    EXPECT_GE(refused, 2U);
    const auto metrics = body_of(ask("GET /metrics", ""));
    EXPECT_NE(metrics.find("aisle_"), std::string::npos);
    EXPECT_EQ(terminal_complaint(metrics), "");
    for (const auto* path : {"GET /v1/status", "GET /v1/journal?lane=touch&limit=500"}) {
        EXPECT_EQ(text_complaint(body_of(ask(path, ""))), "") << path;
    }
    stop();
    EXPECT_EQ(terminal_complaint(read_whole(folder.file("log"))), "");
    const auto events =
        run_program({programs + "aisle", "events", "--state", folder.file("state")});
    EXPECT_EQ(events.status, 0) << events.output.substr(0, 400);
    EXPECT_EQ(terminal_complaint(events.output), "");
    std::size_t kept = 0;
    for (const auto& [id, bytes] : kept_codes(events.output)) {
        ASSERT_TRUE(said.contains(id)) << id;
        EXPECT_EQ(bytes, said[id]) << written_code(said[id].substr(0, 60));
        ++kept;
    }
    EXPECT_GE(kept, 500U);
    EXPECT_FALSE(std::filesystem::exists("hostile-was-here"));
}

TEST_F(HostileDaemon, ShowsThemToTheOperatorWithoutHarm) {
    stop();
    std::string typed;
    for (const auto& code : hostile_codes()) typed += written_code(code) + "\n";
    const auto file = folder.write("codes", typed);
    const auto decoded =
        run_program({"/bin/sh", "-c", "exec \"$0\" decode <\"$1\"", programs + "aisle", file});
    EXPECT_EQ(terminal_complaint(decoded.output), "");
    EXPECT_GE(
        static_cast<std::size_t>(std::count(decoded.output.begin(), decoded.output.end(), '\n')),
        hostile_codes().size());
}

}  // namespace
}  // namespace aisle
