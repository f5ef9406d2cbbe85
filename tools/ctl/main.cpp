// SPDX-License-Identifier: Apache-2.0
// aisle, the operator's command: asks the daemon on this machine, or judges its configuration
// without one. Results go to standard output, messages to standard error; --json on all that read.
// Exit codes: 0, 1 failed, 2 usage, 3 not running, 4 degraded, 78 bad configuration.
#include "agent/app/options.hpp"
#include "agent/app/process.hpp"
#include "config/print.hpp"
#include "tools/ctl/capture_command.hpp"
#include "tools/ctl/config_command.hpp"
#include "tools/ctl/console.hpp"
#include "tools/ctl/decode_command.hpp"
#include "tools/ctl/doctor_command.hpp"
#include "tools/ctl/events_command.hpp"
#include "tools/ctl/export_command.hpp"
#include "tools/ctl/local_client.hpp"
#include "tools/ctl/print_command.hpp"
#include "tools/ctl/read_command.hpp"
#include "tools/ctl/receipt_command.hpp"
#include "tools/ctl/scanner_command.hpp"
#include "tools/ctl/support_command.hpp"
#include "tools/ctl/verify_command.hpp"

#include <CLI/CLI.hpp>

#include <poll.h>

#include <functional>
#include <iostream>
#include <string>
#include <utility>

namespace aisle {
namespace {

constexpr int watch_interval_ms = 2000;
constexpr int page_look_interval_ms = 200;

// What was chosen on the command line; `run` carries it out.
struct Choices {
    Console console = console_of_this_process();
    SystemClock clock;
    std::string socket;
    std::string url;
    std::string config_file;
    bool as_json = false;
    bool watch = false;
    bool sources = false;
    bool persons = false;
    bool unsealed = false;
    bool no_network = false;
    std::string log_file;
    std::string seal_key;
    std::string state;  // the state folder; empty: what the daemon would use
    std::string code;
    std::string source;
    std::string file;  // empty: standard input, or what the daemon would read
    JournalAsk journal;
    ReceiptAsk receipt;
    ScannerAsk scanner;
    PageAsk page;
    std::function<Exit()> run;
};

ConfigOutcome load(const Choices& choices, const std::string& file) {
    SystemFiles files;
    return load_config({file.empty() ? choices.config_file : file, process_environment(), {}},
                       files);
}

// Where the daemon is: as said here, else as its configuration says.
Result<LocalClient> find_daemon(const Choices& choices) {
    if (!choices.url.empty()) return LocalClient::over_tcp(choices.url, choices.clock);
    if (!choices.socket.empty()) return LocalClient::over_socket(choices.socket, choices.clock);
    const auto http = load(choices, "").config.http;
    if (!http.socket.empty()) return LocalClient::over_socket(http.socket, choices.clock);
    return LocalClient::over_tcp("http://" + http.listen, choices.clock);
}

template <class Ask>
Exit with_daemon(const Choices& choices, Ask ask) {
    const auto client = find_daemon(choices);
    if (client) return ask(*client);
    choices.console.say(client.error().what());
    return Exit::usage;
}

Exit watch(const Choices& choices, const LocalClient& client) {
    return watch_status(choices.console, client, choices.as_json, [] {
        // Until somebody presses Ctrl-C.
        ::poll(nullptr, 0, watch_interval_ms);
        return true;
    });
}

void add_json(CLI::App& command, Choices& choices) {
    command.add_flag("--json", choices.as_json, "One JSON value instead of text");
}

void add_status(CLI::App& app, Choices& choices) {
    auto& status = *app.add_subcommand("status", "What is saved, delivered and waiting, and why");
    add_json(status, choices);
    status.add_flag("--watch", choices.watch, "Ask again every two seconds");
    status.callback([&choices] {
        choices.run = [&choices] {
            return with_daemon(choices, [&choices](const LocalClient& client) {
                if (choices.watch) return watch(choices, client);
                return show_status(choices.console, client, choices.as_json);
            });
        };
    });
}

void add_journal(CLI::App& app, Choices& choices) {
    auto& journal = *app.add_subcommand("journal", "What was captured, page by page");
    add_json(journal, choices);
    journal.add_option("--lane", choices.journal.lane, "ledger or touch")
        ->check(CLI::IsMember({"ledger", "touch"}));
    journal.add_option("--epoch", choices.journal.epoch,
                       "The epoch you expect, 32 hex digits; fails when it is another by now");
    journal.add_option("--after", choices.journal.after, "The number to begin after");
    journal.add_option("--limit", choices.journal.limit, "How many at most");
    journal.callback([&choices] {
        choices.journal.as_json = choices.as_json;
        choices.run = [&choices] {
            return with_daemon(choices, [&choices](const LocalClient& client) {
                return show_journal(choices.console, client, choices.journal);
            });
        };
    });
}

void add_feeds(CLI::App& app, Choices& choices) {
    auto& feeds = *app.add_subcommand("feeds", "How far central's decisions have come down");
    add_json(feeds, choices);
    feeds.callback([&choices] {
        choices.run = [&choices] {
            return with_daemon(choices, [&choices](const LocalClient& client) {
                return show_feeds(choices.console, client, choices.as_json);
            });
        };
    });
}

Exit send(const Choices& choices, const Result<Capture>& what) {
    if (!what) {
        choices.console.say(what.error().what());
        return Exit::failed;
    }
    return with_daemon(choices, [&](const LocalClient& client) {
        return capture(choices.console, client, *what, choices.as_json);
    });
}

// `aisle capture purchase [FILE]` and its like: the body is what POST takes.
void add_body(CLI::App& group, Choices& choices, std::pair<const char*, const char*> names) {
    auto& command =
        *group.add_subcommand(names.first, "A " + std::string(names.first) + " in JSON");
    add_json(command, choices);
    command.add_option("FILE", choices.file,
                       "Where the JSON stands; without, or with -, standard input");
    command.callback([&choices, target = std::string(names.second)] {
        choices.run = [&choices, target] {
            const auto body = read_body(choices.file.empty() ? "-" : choices.file);
            return body ? send(choices, Capture{target, *body}) : send(choices, body.error());
        };
    });
}

void add_capture(CLI::App& app, Choices& choices) {
    auto& group = *app.add_subcommand("capture", "Send what a till or a kiosk would send");
    group.require_subcommand(1);
    auto& scan = *group.add_subcommand("scan", "A code");
    add_json(scan, choices);
    scan.add_option("CODE", choices.code, "What the code says")->required();
    scan.add_option("--source", choices.source, "The name of the scanner");
    scan.callback([&choices] {
        choices.run = [&choices] {
            return send(choices, scan_capture(choices.code, choices.source));
        };
    });
    add_body(group, choices, {"purchase", "/v1/purchases"});
    add_body(group, choices, {"member", "/v1/members"});
}

void add_config(CLI::App& app, Choices& choices) {
    auto& group = *app.add_subcommand("config", "The configuration, with or without a daemon");
    group.require_subcommand(1);
    auto& check = *group.add_subcommand("check", "Says what is wrong, with file, line and column");
    add_json(check, choices);
    check.add_option("FILE", choices.file, "Without: what the daemon would read");
    check.callback([&choices] {
        choices.run = [&choices] {
            return check_config(choices.console, load(choices, choices.file), choices.as_json);
        };
    });
    auto& show = *group.add_subcommand("show", "What is in force, defaults too");
    add_json(show, choices);
    show.add_flag("--sources", choices.sources, "Where each value was given");
    show.callback([&choices] {
        choices.run = [&choices] {
            return show_config(choices.console, load(choices, ""),
                               {choices.as_json, choices.sources});
        };
    });
    auto& reference = *group.add_subcommand("reference", "Every key, as tables in Markdown");
    reference.callback([&choices] {
        choices.run = [&choices] {
            choices.console.print(config_reference());
            return Exit::fine;
        };
    });
}

std::string state_folder(const Choices& choices) {
    return choices.state.empty() ? load(choices, "").config.disk.directory : choices.state;
}

void add_state(CLI::App& command, Choices& choices) {
    command.add_option("--state", choices.state, "The folder; without: what the daemon would use");
}

void add_verify(CLI::App& app, Choices& choices) {
    auto& verify =
        *app.add_subcommand("verify", "Checks a state folder, also one that a daemon has open");
    add_json(verify, choices);
    add_state(verify, choices);
    verify.callback([&choices] {
        choices.run = [&choices] {
            return show_verdict(choices.console, state_folder(choices), choices.as_json);
        };
    });
}

// A configuration that is missing describes no codes of its own; a wrong one is no reason not to
// know a bar code either, but is said.
Exit run_decode(const Choices& choices) {
    const auto loaded = load(choices, "");
    for (const auto& problem : loaded.problems) {
        if (!loaded.file.empty()) choices.console.say(to_string(problem));
    }
    auto policy = scan_policy(loaded.config, "");
    if (!policy) {
        choices.console.say(policy.error().what());
        return Exit::bad_configuration;
    }
    return decode_codes(choices.console, std::cin, policy->codes);
}

void add_decode(CLI::App& app, Choices& choices) {
    auto& decode = *app.add_subcommand(
        "decode", "What codes are: one a line from standard input, \\xHH for what cannot be typed");
    decode.callback([&choices] { choices.run = [&choices] { return run_decode(choices); }; });
}

void add_receipt(CLI::App& app, Choices& choices) {
    auto& group = *app.add_subcommand("receipt", "Receipts that tills print");
    group.require_subcommand(1);
    auto& parse =
        *group.add_subcommand("parse", "What a template reads, and why a line is refused");
    add_json(parse, choices);
    parse.add_option("FILE", choices.receipt.receipt, "What went to the printer")->required();
    parse.add_option("--template", choices.receipt.template_file, "The template, JSON")->required();
    parse.callback([&choices] {
        choices.run = [&choices] {
            choices.receipt.as_json = choices.as_json;
            const auto config = load(choices, "").config;
            auto place = ReceiptPlace{.workstation = "till", .store = store_profile(config)};
            if (place.store.store_id.empty()) place.store.store_id = "store";
            return parse_receipt(choices.console, choices.receipt, place, choices.clock.wall());
        };
    });
}

ScannerAsk scanner_ask(const Choices& choices) {
    auto ask = choices.scanner;
    ask.config_file = choices.config_file;
    ask.environment = process_environment();
    ask.as_json = choices.as_json;
    return ask;
}

void add_scanner_setup(CLI::App& group, Choices& choices) {
    auto& ask = choices.scanner;
    auto& setup = *group.add_subcommand(
        "setup", "Has the test sheet scanned, finds out how the scanner is set, writes it down");
    add_json(setup, choices);
    setup.add_option("--candidate", ask.candidate, "A path or HOST:PORT; without: asked for");
    setup.add_option("--name", ask.name, "What the device is to be called; without: asked for");
    setup.add_option("--kind", ask.kind, "evdev, hid_pos, serial, tcp or fd; without: as it looks");
    setup.add_option("--speed", ask.speed, "Of a serial line; 9600");
    setup.add_flag("--dry-run", ask.dry_run, "Shows what would be written, and writes nothing");
    setup.add_flag("--anyway", ask.anyway, "Writes it though something is wrong");
    setup.add_flag("--keyboard", ask.keyboard, "It is the scanner though it looks like a keyboard");
    setup.callback([&choices] {
        choices.run = [&choices] {
            return set_scanner_up({choices.console, std::cin, choices.clock}, scanner_ask(choices));
        };
    });
}

void add_print(CLI::App& app, Choices& choices) {
    auto& group = *app.add_subcommand("print", "Slips on the printers of this counter");
    group.require_subcommand(1);
    auto& test = *group.add_subcommand("test", "A test page: letters, widths, a QR code");
    add_json(test, choices);
    test.add_option("--printer", choices.page.printer, "Its name; without, the first");
    test.add_option("--language", choices.page.language, "zh or en")
        ->check(CLI::IsMember({"zh", "en"}));
    test.callback([&choices] {
        choices.run = [&choices] {
            choices.page.as_json = choices.as_json;
            return with_daemon(choices, [&choices](const LocalClient& client) {
                SystemEntropy entropy;
                return print_test_page(choices.console, client, choices.page, entropy,
                                       [] { ::poll(nullptr, 0, page_look_interval_ms); });
            });
        };
    });
}

void add_scanner(CLI::App& app, Choices& choices) {
    auto& group = *app.add_subcommand("scanner", "Setting a scanner up");
    group.require_subcommand(1);
    add_scanner_setup(group, choices);
    auto& list = *group.add_subcommand("list", "What may be a scanner on this machine");
    add_json(list, choices);
    list.callback([&choices] {
        choices.run = [&choices] { return list_scanners(choices.console, scanner_ask(choices)); };
    });
    auto& sheet = *group.add_subcommand("sheet", "The test sheet to print (HTML)");
    sheet.add_option("FILE", choices.file, "The page to make; -: on standard output")->required();
    sheet.callback([&choices] {
        choices.run = [&choices] { return write_sheet(choices.console, choices.file); };
    });
}

void add_events(CLI::App& app, Choices& choices) {
    auto& command = *app.add_subcommand(
        "events", "Every event a state folder holds, one JSON object a line, readable");
    add_state(command, choices);
    command.add_flag("--persons", choices.persons,
                     "Also names and phone numbers: keep what comes out as you keep those");
    command.callback([&choices] {
        choices.run = [&choices] {
            return show_events(choices.console, {state_folder(choices), choices.persons});
        };
    });
}

Exit run_export(const Choices& choices) {
    const auto config = load(choices, "").config;
    SystemEntropy entropy;
    return export_backlog(
        choices.console,
        {choices.file, choices.state.empty() ? config.disk.directory : choices.state,
         choices.seal_key.empty() ? config.central.seal_key_file : choices.seal_key,
         config.identity.device, choices.unsealed, choices.as_json},
        entropy, choices.clock.wall());
}

void add_export(CLI::App& app, Choices& choices) {
    auto& command = *app.add_subcommand(
        "export", "What central has not got, in one sealed file to carry there by hand");
    add_json(command, choices);
    add_state(command, choices);
    command.add_option("FILE", choices.file, "The file to make")->required();
    auto* key = command.add_option("--seal-key", choices.seal_key,
                                   "Central's public key; without: seal_key_file of [central]");
    command
        .add_flag("--unsealed", choices.unsealed,
                  "Readable by whoever has the file, names and phone numbers too")
        ->excludes(key);
    command.callback([&choices] { choices.run = [&choices] { return run_export(choices); }; });
}

void add_doctor(CLI::App& app, Choices& choices) {
    auto& doctor = *app.add_subcommand(
        "doctor", "Disk, clock, certificates, brokers, central, devices: each with the next step");
    add_json(doctor, choices);
    doctor.callback([&choices] {
        choices.run = [&choices] {
            return with_daemon(choices, [&choices](const LocalClient& client) {
                return run_doctor(choices.console, load(choices, ""), client, choices.as_json);
            });
        };
    });
}

void add_support(CLI::App& app, Choices& choices) {
    auto& bundle = *app.add_subcommand(
        "support-bundle", "What support needs to see, without secrets and without persons");
    add_json(bundle, choices);
    bundle.add_option("FILE", choices.file, "The archive to make: NAME.tar.zst or NAME.tar")
        ->required();
    bundle.add_option("--log", choices.log_file,
                      "A log of which to take the end; without: systemd's journal, if any");
    bundle.add_flag("--no-network", choices.no_network, "Ask no broker");
    bundle.callback([&choices] {
        choices.run = [&choices] {
            return with_daemon(choices, [&choices](const LocalClient& client) {
                return make_bundle(
                    choices.console, load(choices, ""), client,
                    {choices.file, choices.log_file, !choices.no_network, choices.as_json});
            });
        };
    });
}

int run(int argc, char** argv) {
    Choices choices;
    CLI::App app("What the shop's device has saved, delivered and been told.", "aisle");
    app.set_version_flag("--version", AISLE_VERSION);
    app.require_subcommand(1);
    app.fallthrough();
    auto* socket = app.add_option("--socket", choices.socket, "The daemon's socket");
    app.add_option("--url", choices.url, "The daemon over TCP: http://127.0.0.1:8480")
        ->excludes(socket);
    app.add_option("--config", choices.config_file, "The daemon's configuration");
    add_status(app, choices);
    add_journal(app, choices);
    add_feeds(app, choices);
    add_capture(app, choices);
    add_decode(app, choices);
    add_receipt(app, choices);
    add_scanner(app, choices);
    add_print(app, choices);
    add_config(app, choices);
    add_doctor(app, choices);
    add_support(app, choices);
    add_verify(app, choices);
    add_events(app, choices);
    add_export(app, choices);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        // Help and version are answers; the library has its own codes for what is not.
        return app.exit(error) == 0 ? 0 : static_cast<int>(Exit::usage);
    }
    return static_cast<int>(choices.run());
}

}  // namespace
}  // namespace aisle

int main(int argc, char** argv) {
    aisle::prepare_process();
    return aisle::run(argc, argv);
}
