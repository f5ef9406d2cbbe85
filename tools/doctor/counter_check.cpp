// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/counter_check.hpp"

#include "agent/base/files.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/dialect/journal_template.hpp"
#include "agent/domain/receipt/receipt_template.hpp"
#include "config/address.hpp"
#include "tools/doctor/network_probe.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace aisle {
namespace {

// Empty when it is there and whoever runs this may use it so.
std::string trouble_of_path(const std::string& path, int wanted) {
    return ::access(path.c_str(), wanted) == 0 ? "" : std::generic_category().message(errno);
}

bool is_folder(const std::string& path) {
    struct stat found {};
    return ::stat(path.c_str(), &found) == 0 && S_ISDIR(found.st_mode);
}

template <class Parse>
std::string trouble_of_template(const std::string& path, Parse parse) {
    SystemFiles files;
    const auto text = files.read(path, feed_body_bytes_max);
    if (!text) return text.error().what();
    const auto json = Json::parse(*text);
    if (!json) return path + ": " + json.error().what();
    const auto made = parse(*json);
    return made ? "" : path + ": " + made.error().what() + " at " + made.error().place();
}

CounterFacts facts_of(const std::string& name, const std::string& where, const DaemonWord& daemon,
                      const std::vector<PeripheralWord>& words) {
    CounterFacts facts{.name = name, .where = where};
    facts.asked = daemon.runs && daemon.error.empty();
    const auto word = std::ranges::find(words, name, &PeripheralWord::name);
    if (word != words.end()) facts.word = *word;
    return facts;
}

Diagnosis unknown_to_daemon(const std::string& check, const CounterFacts& facts) {
    return {check, Health::warn, facts.where + "; aisled does not know it",
            "it was started with another configuration: systemctl restart aisled"};
}

std::string said(const CounterFacts& facts) {
    const auto& word = *facts.word;
    return facts.where + "; aisled says: " + (word.trouble.empty() ? word.state : word.trouble);
}

std::string listed(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& one : names) text += (text.empty() ? "" : " and ") + one;
    return text;
}

std::string astray_text(const TapFacts& facts) {
    std::string text;
    for (const auto& one : facts.astray) {
        text += "; " + one.name + " copies to " + (one.copy.empty() ? "nowhere" : one.copy);
    }
    return text;
}

}  // namespace

// ---- Taps ----

TapFacts tap_facts(const TapConfig& tap, const Config& config, const DaemonWord& daemon) {
    TapFacts facts{facts_of(tap.name, tap.listen, daemon, daemon.taps), {}, {}};
    if (::access(tap.listen.c_str(), F_OK) != 0 && errno == ENOENT) facts.seen.trouble = "absent";
    if (!tap.template_file.empty()) {
        facts.seen.template_trouble =
            trouble_of_template(tap.template_file, parse_receipt_template);
    }
    for (auto& process : tap_processes()) {
        const bool named = std::ranges::any_of(
            config.taps, [&](const TapConfig& one) { return one.listen == process.copy; });
        if (process.copy == tap.listen) {
            facts.copying.push_back(process.name);
        } else if (!named) {
            facts.astray.push_back(std::move(process));
        }
    }
    return facts;
}

namespace {

constexpr auto start_a_tap =
    "start it (systemctl start aisle-tap@...), or correct its --copy (COPY in "
    "/etc/aisle/tap-....conf)";

Diagnosis judge_tap_alone(const TapFacts& facts, const std::string& check) {
    const auto& where = facts.seen.where;
    if (facts.copying.empty()) {
        return {check, Health::warn,
                "no aisle-tap is seen that copies to " + where + astray_text(facts), start_a_tap};
    }
    return {check, Health::skip,
            where + ", where " + listed(facts.copying) + " copies to and nobody reads along",
            "start aisled"};
}

Diagnosis judge_tap_by_word(const TapFacts& facts, const std::string& check) {
    const auto& word = *facts.seen.word;
    if (word.state == "open") {
        return {check, Health::ok, facts.seen.where + ", and a tap copies to it", ""};
    }
    const auto seen = said(facts.seen) + astray_text(facts);
    if (word.state == "waiting") {
        return {check, Health::warn, facts.seen.where + ", and no tap has called yet",
                "one that runs calls every second: run this again in some seconds"};
    }
    if (!facts.seen.trouble.empty()) {
        return {check, Health::fail, seen,
                "see that aisled may make a socket there, or correct listen of [[tap]]"};
    }
    if (facts.copying.empty()) return {check, Health::fail, seen, start_a_tap};
    return {check, Health::fail, seen + "; " + listed(facts.copying) + " is told to copy there",
            "journalctl -u 'aisle-tap@*' says why it does not arrive"};
}

}  // namespace

Diagnosis judge_tap(const TapFacts& facts) {
    const auto check = "tap." + facts.seen.name;
    const auto& bad = facts.seen.template_trouble;
    auto one = facts.seen.word    ? judge_tap_by_word(facts, check)
               : facts.seen.asked ? unknown_to_daemon(check, facts.seen)
                                  : judge_tap_alone(facts, check);
    if (bad.empty() || one.health == Health::fail) return one;
    return {check, Health::warn, one.seen + "; its template cannot be used: " + bad,
            "correct template_file of [[tap]]; aisle receipt parse tries a template"};
}

// ---- Printers ----

CounterFacts printer_facts(const PrinterConfig& printer, const DaemonWord& daemon) {
    const bool on_network = printer.kind == PrinterKind::tcp;
    auto facts = facts_of(printer.name, on_network ? printer.address : printer.path, daemon,
                          daemon.printers);
    if (!on_network) {
        facts.trouble = trouble_of_path(printer.path, W_OK);
        return facts;
    }
    // Many take one caller at a time, and the daemon looks at it itself.
    const auto place = parse_host_port(printer.address);
    if (facts.word || !place) return facts;
    const auto names = resolve_name(place->host, place->port);
    facts.trouble = names.error.empty() ? reach(names).error : names.error;
    return facts;
}

Diagnosis judge_printer(const CounterFacts& facts) {
    const auto check = "printer." + facts.name;
    if (facts.word) {
        const auto& state = facts.word->state;
        if (state == "ok") return {check, Health::ok, facts.where + ", and it is ready", ""};
        if (state == "paper_low") {
            return {check, Health::warn, facts.where + ", and its paper is low",
                    "have a new roll at hand"};
        }
        if (state == "waiting") {
            return {check, Health::skip, facts.where + ", and aisled has not looked yet",
                    "run this again in some seconds"};
        }
        return {check, Health::fail, said(facts),
                "see to it; aisled looks again by itself, and what waits is printed then"};
    }
    if (facts.asked) return unknown_to_daemon(check, facts);
    if (facts.trouble.empty()) return {check, Health::ok, facts.where + " is there", ""};
    return {check, Health::fail, facts.where + ": " + facts.trouble,
            "see to its power, cable and rights, and to address or path of [[printer]]"};
}

// ---- Journal files ----

CounterFacts till_files_facts(const JournalConfig& journal, const DaemonWord& daemon) {
    auto facts = facts_of(journal.name, journal.path, daemon, daemon.journals);
    const bool whole = journal.path.ends_with('/');
    facts.trouble = trouble_of_path(journal.path, whole ? R_OK | X_OK : R_OK);
    if (facts.trouble.empty() && whole != is_folder(journal.path)) {
        facts.trouble = whole ? "is no folder" : "is a folder: end path with a slash";
    }
    facts.template_trouble = trouble_of_template(journal.template_file, parse_journal_template);
    return facts;
}

Diagnosis judge_till_files(const CounterFacts& facts) {
    const auto check = "journal." + facts.name;
    if (facts.word && facts.word->state == "open") {
        return {check, Health::ok, facts.where + ", and aisled reads it", ""};
    }
    if (facts.word && facts.word->state == "waiting") {
        return {check, Health::skip, facts.where + ", and aisled has not looked yet",
                "run this again in some seconds"};
    }
    if (facts.word) {
        return {check, Health::fail, said(facts),
                "see to path and template_file of [[journal]]; aisled looks again by itself"};
    }
    if (facts.asked) return unknown_to_daemon(check, facts);
    if (!facts.trouble.empty()) {
        return {check, Health::fail, facts.where + ": " + facts.trouble,
                "see that it is there and mounted, that the user aisle may read it, and to path of "
                "[[journal]]"};
    }
    if (!facts.template_trouble.empty()) {
        return {check, Health::fail, "its template cannot be used: " + facts.template_trouble,
                "correct template_file of [[journal]]"};
    }
    return {check, Health::ok, facts.where + " can be read", ""};
}

}  // namespace aisle
