// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/examination.hpp"

#include "agent/app/boot.hpp"
#include "agent/app/options.hpp"
#include "agent/base/limits.hpp"
#include "sync/broker_url.hpp"
#include "tools/doctor/broker_check.hpp"
#include "tools/doctor/clock_check.hpp"
#include "tools/doctor/counter_check.hpp"
#include "tools/doctor/credential_check.hpp"
#include "tools/doctor/device_check.hpp"
#include "tools/doctor/state_check.hpp"

#include <utility>

namespace aisle {
namespace {

constexpr std::string_view probe_mark = "-doctor";

class Examination {
public:
    Examination(const ExaminationWish& wish, Function<void(const Diagnosis&)> made)
        : wish_(wish), config_(wish.config.config), made_(std::move(made)) {}

    Diagnoses run() {
        add(judge_config(wish_.config));
        if (!wish_.config.problems.empty()) return std::move(found_);
        look_at_state();
        add(judge_daemon(wish_.daemon));
        add(judge_clock(
            {kernel_clock_synced(), now(), program_built(), newest_event(config_.disk.directory)}));
        for (auto& one : check_credentials(config_, now())) add(std::move(one));
        if (wish_.network) look_at_brokers();
        add(judge_welcome(wish_.daemon));
        for (const auto& device : config_.devices) {
            add(judge_device(device_facts(device, wish_.daemon)));
        }
        for (const auto& tap : config_.taps) add(judge_tap(tap_facts(tap, config_, wish_.daemon)));
        for (const auto& printer : config_.printers) {
            add(judge_printer(printer_facts(printer, wish_.daemon)));
        }
        for (const auto& journal : config_.journals) {
            add(judge_till_files(till_files_facts(journal, wish_.daemon)));
        }
        return std::move(found_);
    }

private:
    WallTime now() const { return wish_.clock.wall(); }

    void add(Diagnosis one) {
        made_(one);
        found_.push_back(std::move(one));
    }

    void look_at_state() {
        const auto& folder = config_.disk.directory;
        const auto facts = state_facts(folder);
        add(judge_state(facts));
        if (!facts.there || !facts.folder) return;
        add(judge_room(room_facts(folder, config_.disk.budget)));
        add(wish_.daemon.runs && wish_.daemon.error.empty() ? judge_journal(wish_.daemon)
                                                            : judge_journal(journal_facts(folder)));
    }

    void look_at_brokers() {
        const auto options = runner_options(config_);
        if (!options) {
            add({"broker.options", Health::fail, options.error().what(),
                 "correct the address in the configuration"});
            return;
        }
        const auto& topics = options->topics;
        const std::vector<std::string> filters{topics.welcome, topics.ack, topics.page,
                                               topics.answer, topics.command};
        for (const auto& target : options->brokers) {
            if (look_at_line(target)) look_at_mqtt(target, options->session.version, filters);
        }
    }

    // False when it makes no sense to go on.
    bool look_at_line(const LinkTarget& target) {
        const auto where =
            target.proxy ? "proxy " + target.proxy->authority() : target.url.authority();
        const auto names = target.proxy ? resolve_name(target.proxy->host, target.proxy->port)
                                        : resolve_name(target.url.host, target.url.port);
        add(judge_name(where, names));
        if (!names.error.empty()) return false;
        const auto reached = reach(names);
        add(judge_reach(where, reached));
        if (!reached.error.empty()) return false;
        if (target.proxy || !target.url.encrypted()) return true;
        const TlsWish tls{target.url.host, target.ca_file, target.cert_file, target.key_file};
        add(judge_tls(target.url, look_at_tls(names, tls), now()));
        return true;
    }

    void look_at_mqtt(LinkTarget target, VersionPreference version,
                      const std::vector<std::string>& filters) {
        if (wish_.daemon.connected()) {
            // The daemon tells it as it stands in the configuration.
            const auto told = parse_broker_url(wish_.daemon.broker);
            const bool this_one = told && told->text() == target.url.text();
            add({"broker.mqtt", this_one ? Health::ok : Health::skip,
                 "aisled is connected to " + wish_.daemon.broker +
                     (this_one ? "" : ", and a second connection could throw it off"),
                 ""});
            return;
        }
        target.client_id = probing_id(target.client_id, wish_.daemon);
        add(judge_mqtt(target.client_id, target.url, try_mqtt(target, version, filters)));
    }

    const ExaminationWish& wish_;
    const Config& config_;
    Function<void(const Diagnosis&)> made_;
    Diagnoses found_;
};

}  // namespace

Diagnoses examine(const ExaminationWish& wish, Function<void(const Diagnosis&)> made) {
    return Examination(wish, std::move(made)).run();
}

// The texts of problems quote what was given, and a secret may have been given in the wrong place.
Diagnosis judge_config(const ConfigOutcome& outcome) {
    const auto file = outcome.file.empty() ? "what is built in and the environment" : outcome.file;
    if (outcome.problems.empty()) return {"config", Health::ok, file + " is good", ""};
    std::string seen = file + " has " + std::to_string(outcome.problems.size()) +
                       (outcome.problems.size() == 1 ? " problem:" : " problems:");
    for (const auto& problem : outcome.problems) {
        seen += " " + to_string(problem.place) + (problem.key.empty() ? "" : " " + problem.key);
    }
    return {"config", Health::fail, seen, "aisle config check says what is wrong with each"};
}

Diagnosis judge_daemon(const DaemonWord& daemon) {
    const std::string check = "daemon";
    if (!daemon.error.empty()) {
        return {check, Health::fail, daemon.error,
                "run this as a user who may ask it; who may is said by the mode of its socket"};
    }
    if (!daemon.runs) {
        return {check, Health::warn, "aisled does not run, so nothing is captured",
                "systemctl start aisled; journalctl -u aisled says why it ended"};
    }
    std::string seen = "aisled " + daemon.version + " runs";
    if (daemon.problems.empty()) return {check, Health::ok, seen + " and finds nothing wrong", ""};
    for (const auto& problem : daemon.problems) seen += "; it says: " + problem;
    return {check, Health::warn, seen, "do what it says; aisle status shows it again"};
}

Diagnosis judge_welcome(const DaemonWord& daemon) {
    const std::string check = "central.welcome";
    if (!daemon.runs) {
        return {check, Health::skip, "aisled does not run, and only it may speak for the journal",
                "start aisled, and run this again"};
    }
    if (daemon.central == "streaming")
        return {check, Health::ok, "central has welcomed aisled", ""};
    if (!daemon.error.empty()) return {check, Health::skip, "aisled could not be asked", ""};
    if (daemon.central == "greeting") {
        return {check, Health::fail, "the broker is there, and central has not answered",
                "see at central whether its hub runs and listens on this broker"};
    }
    return {check, Health::fail,
            "aisled is " + daemon.central +
                (daemon.trouble.empty() ? std::string() : ": " + daemon.trouble),
            "take the first step that the checks above name"};
}

std::string probing_id(const std::string& client_id, const DaemonWord& daemon) {
    if (!daemon.runs) return client_id;
    return client_id.substr(0, client_id_bytes_max - probe_mark.size()) + std::string(probe_mark);
}

}  // namespace aisle
