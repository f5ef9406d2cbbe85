// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/scanner_command.hpp"

#include "agent/api/scanner_setup.hpp"
#include "agent/base/files.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/shown_text.hpp"
#include "agent/domain/receipt/scrubbed_text.hpp"
#include "agent/domain/scanner_sheet.hpp"
#include "agent/domain/secret_text.hpp"
#include "config/address.hpp"
#include "drivers/scanner_detection.hpp"
#include "drivers/scanner_survey.hpp"
#include "drivers/shown_arrival.hpp"
#include "tools/ctl/device_block.hpp"
#include "tools/ctl/sheet_page.hpp"
#include "tools/doctor/device_check.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

namespace aisle {
namespace {

constexpr int tries_max = 3;
constexpr Millis opening_patience{5000};

std::vector<ScannerCandidate> survey(const ScannerAsk& ask, const Config& config) {
    std::vector<ConfiguredPath> known;
    for (const auto& one : config.devices) known.push_back({one.name, one.path});
    return survey_scanners(ask.root, known);
}

ConfigOutcome configuration(const ScannerAsk& ask) {
    SystemFiles files;
    return load_config({ask.config_file, ask.environment, {}}, files);
}

std::string described(const ScannerCandidate& one) {
    auto text = std::string(word_of(scanner_lines, one.line)) + "  " + one.path + "\n";
    const auto add = [&text](const std::string& line) {
        if (!line.empty()) text += "       " + line + "\n";
    };
    const auto likely = one.likeness == Likeness::keyboard ? "KEYBOARD? " : "";
    add(likely + one.what + (one.maker.empty() ? "" : " (" + one.maker + ")"));
    add(one.device.empty() ? "" : "the configuration has it already, as " + one.device);
    add(one.trouble);
    add(one.advice);
    return text;
}

std::string listed(const std::vector<ScannerCandidate>& all) {
    if (all.empty()) {
        return "nothing here looks like a scanner. Plug it in; if it stays so, set it to USB HID "
               "POS, "
               "USB serial\nor keyboard by a bar code of its manual. One on the network is named "
               "as "
               "--candidate HOST:PORT.\n";
    }
    std::string text;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto number = std::to_string(i + 1);
        text += std::string(number.size() < 3 ? 3 - number.size() : 0, ' ') + number + "  " +
                described(all[i]);
    }
    return text;
}

DeviceKind kind_of(ScannerLine line) {
    switch (line) {
        case ScannerLine::evdev:
            return DeviceKind::evdev;
        case ScannerLine::hid_pos:
            return DeviceKind::hid_pos;
        case ScannerLine::tcp:
            return DeviceKind::tcp;
        case ScannerLine::fd:
            return DeviceKind::fd;
        case ScannerLine::serial:
            break;
    }
    return DeviceKind::serial;
}

// What a place that the survey does not know must be.
ScannerLine guessed_line(const std::string& place) {
    if (!place.starts_with('/')) return ScannerLine::tcp;
    struct stat found {};
    if (::stat(place.c_str(), &found) == 0 && S_ISFIFO(found.st_mode)) return ScannerLine::fd;
    if (place.find("/input/") != place.npos || place.ends_with("-event-kbd")) {
        return ScannerLine::evdev;
    }
    return place.find("/hid") != place.npos ? ScannerLine::hid_pos : ScannerLine::serial;
}

class Wizard {
public:
    Wizard(const Technician& technician, const ScannerAsk& ask)
        : technician_(technician), ask_(ask) {}

    Exit run() {
        config_ = configuration(ask_);
        if (!choose() || !may_be_read() || !may_be_added()) return exit_;
        ScannerEar ear({scanner_.line, scanner_.path, ask_.speed, ask_.source}, technician_.clock);
        const auto opened = ear.open(opening_patience);
        if (!opened) return fail(opened.error().what() + hint(opened.error()));
        if (!scan_sheet(ear)) return exit_;
        found_ = detect_scanner(scanner_.line, arrived_);
        show_findings();
        return finish();
    }

private:
    // Where results are for a program, a person reads along on the other stream.
    // What a device calls itself is a stranger's text.
    void tell(std::string_view text) const { put(shown_text(text)); }
    void put(std::string_view text) const {
        auto* stream = ask_.as_json ? technician_.console.messages : technician_.console.results;
        std::fwrite(text.data(), 1, text.size(), stream);
        std::fflush(stream);
    }

    bool stop(Exit exit, const std::string& why) {
        technician_.console.say(why);
        exit_ = exit;
        return false;
    }
    Exit fail(const std::string& why) {
        stop(Exit::failed, why);
        return exit_;
    }

    // Who has it open cannot be seen of another user's programs.
    static std::string hint(const Error& error) {
        if (error.kind() != Errc::unavailable) return "";
        return ". If that is aisled: systemctl stop aisled, run this again, and start it "
               "afterwards";
    }

    std::optional<std::string> answer_to(const std::string& question) {
        tell(question);
        std::string line;
        if (!std::getline(technician_.answers, line)) return std::nullopt;
        if (line.ends_with('\r')) line.pop_back();
        return line;
    }
    bool agrees(const std::string& question) {
        const auto answer = answer_to(question + " [y/N] ");
        return answer && (*answer == "y" || *answer == "yes");
    }
    bool has_person() const { return ask_.candidate.empty() || ask_.name.empty(); }

    // ---- Which ----

    bool choose() {
        const auto all = survey(ask_, config_.config);
        if (ask_.candidate.empty()) return choose_from(all);
        const auto known = std::ranges::find_if(all, [this](const ScannerCandidate& one) {
            return one.path == ask_.candidate || one.node == ask_.candidate;
        });
        if (known != all.end()) {
            scanner_ = *known;
        } else {
            scanner_.path = ask_.candidate;
            scanner_.line = guessed_line(ask_.candidate);
            scanner_.stays = true;
        }
        return choose_kind();
    }

    bool choose_kind() {
        if (ask_.kind.empty()) return true;
        const auto choice = std::ranges::find(scanner_lines, ask_.kind, &Choice<ScannerLine>::word);
        if (choice == scanner_lines.end()) {
            return stop(Exit::usage, "there is no kind " + shown_bytes(ask_.kind) +
                                         "; it is evdev, hid_pos, serial, tcp or fd");
        }
        scanner_.line = choice->value;
        return true;
    }

    bool choose_from(const std::vector<ScannerCandidate>& all) {
        tell(listed(all));
        if (all.empty()) return stop(Exit::failed, "no scanner was found");
        const auto answer = answer_to("Which is to be set up? Its number: ");
        std::size_t number = 0;
        if (answer) std::from_chars(answer->data(), answer->data() + answer->size(), number);
        if (number == 0 || number > all.size()) {
            return stop(Exit::usage,
                        "none was chosen; say one of the numbers, or --candidate PATH");
        }
        scanner_ = all[number - 1];
        return choose_kind();
    }

    bool may_be_read() {
        if (!scanner_.device.empty() && !ask_.dry_run) {
            return stop(Exit::failed, scanner_.path + " is the device " + scanner_.device +
                                          " already; take that [[device]] out of the configuration "
                                          "to set it up anew, or look with --dry-run");
        }
        const auto holders = scanner_.line == ScannerLine::tcp ? std::vector<std::string>()
                                                               : holders_of(scanner_.path);
        for (const auto& holder : holders) {
            if (holder.starts_with("aisled ")) {
                return stop(Exit::failed, scanner_.path + " is being read by " + holder +
                                              ": systemctl stop aisled, run this again, and start "
                                              "it afterwards");
            }
            technician_.console.say(scanner_.path + " is open in " + holder +
                                    " too; what that takes does not arrive here");
        }
        if (scanner_.likeness != Likeness::keyboard || ask_.keyboard) return true;
        const std::string warning =
            scanner_.path + " is most likely a keyboard, and nobody can type on it meanwhile";
        if (has_person() && agrees(warning + ". Is it the scanner?")) return true;
        return stop(Exit::failed, warning + "; choose the scanner, or say --keyboard if it is one");
    }

    // What can be known before anybody has scanned anything.
    bool may_be_added() {
        if (ask_.dry_run || ask_.name.empty()) return true;
        return prepared(ask_.name).has_value();
    }

    // ---- The sheet ----

    bool scan_sheet(ScannerEar& ear) {
        tell("\nScan the codes of the test sheet (aisle scanner sheet FILE) one after another.\n");
        int number = 0;
        for (const auto& code : scanner_sheet()) {
            if (!scan_code(ear, code, ++number)) return false;
        }
        return true;
    }

    // False when nothing can be read at all; a code that never comes is passed over.
    bool scan_code(ScannerEar& ear, const SheetCode& code, int number) {
        for (int tries = 0; tries < tries_max; ++tries) {
            ear.drain();
            tell(std::to_string(number) + "/" + std::to_string(scanner_sheet().size()) +
                 "  scan the code \"" + std::string(code.name) + "\" (" + std::string(code.shows) +
                 ")\n");
            auto arrived = ear.listen(ask_.patience);
            if (!arrived && arrived.error().kind() != Errc::timeout) {
                return stop(Exit::failed, arrived.error().what());
            }
            if (!arrived) return skip(code);
            arrived->code = code.name;
            const auto seen = recognise(scanner_.line, *arrived);
            const auto shown = shown_arrival(scanner_.line, *arrived, KeyboardLayout::us);
            // Somebody's card beside the sheet stands in no terminal's memory.
            const bool stray = seen.empty() && contains_secret(shown);
            tell("     arrived: " + (stray ? scrubbed(shown) : shown) + "\n");
            const bool wanted = seen == code.name;
            if (wanted || tries + 1 == tries_max) arrived_.push_back(std::move(*arrived));
            if (wanted) return true;
            tell(seen.empty() ? "     that is no code of the sheet as it stands there; scan it "
                                "again, once\n"
                              : "     that was the code \"" + std::string(seen) + "\"\n");
        }
        return true;
    }

    bool skip(const SheetCode& code) {
        const auto seconds = std::chrono::duration_cast<Seconds>(ask_.patience).count();
        const auto nothing = "nothing came in " + std::to_string(seconds) + " s";
        if (arrived_.empty()) {
            return stop(Exit::failed,
                        nothing +
                            ": see whether the scanner beeps, whether it is this one, and how "
                            "it is set to send (USB HID POS, USB serial, keyboard; a serial "
                            "line's --speed)");
        }
        tell("     " + nothing + "; going on without \"" + std::string(code.name) + "\"\n");
        return true;
    }

    // ---- What was found ----

    void show_findings() const {
        const auto& profile = found_.profile;
        std::string text = "\nIt arrived as:\n";
        for (const auto& one : found_.shown) text += "  " + one.code + ": " + one.text + "\n";
        text += "Found:\n";
        if (found_.line == ScannerLine::evdev) text += "  layout       " + layouts() + "\n";
        const auto mark = [](const std::string& bytes) {
            return bytes.empty() ? std::string("none") : shown_bytes(bytes);
        };
        text += "  prefix       " + mark(profile.prefix) + "\n";
        text +=
            "  suffix       " + (profile.suffix.empty() ? "as usual" : mark(profile.suffix)) + "\n";
        text += "  identifiers  " + std::string(found_.aim ? "AIM" : "none") + "\n";
        text += "  separators   " + std::string(word_of(gs_forms, found_.gs));
        if (profile.gs_key != 0) text += ", key " + std::to_string(profile.gs_key);
        if (!profile.gs_substitute.empty()) text += ", " + shown_bytes(profile.gs_substitute);
        tell(text + "\n");
        for (const auto& finding : found_.findings) {
            const auto colour = finding.blocks ? Colour::red : Colour::yellow;
            const auto word = finding.blocks ? "  WRONG  " : "  note   ";
            const bool coloured = !ask_.as_json;
            put(coloured ? technician_.console.painted(word, colour) : std::string(word));
            tell(finding.text + "\n");
        }
    }

    std::string layouts() const {
        std::string text;
        for (const auto& one : found_.layouts) text += (text.empty() ? "" : " or ") + one;
        return text;
    }

    // ---- What is written ----

    DeviceConfig device(const std::string& name) const {
        const auto& profile = found_.profile;
        DeviceConfig device;
        device.name = name;
        device.kind = kind_of(scanner_.line);
        auto& place = scanner_.line == ScannerLine::tcp ? device.address : device.path;
        place = scanner_.path;
        if (scanner_.line == ScannerLine::serial) device.speed = ask_.speed;
        device.idle = profile.idle;
        device.layout = profile.layout;
        device.prefix = profile.prefix;
        device.suffix = profile.suffix;
        device.gs_substitute = profile.gs_substitute;
        device.gs_key = profile.gs_key;
        return device;
    }

    // The one that the daemon would read.
    std::string config_file() const {
        constexpr std::string_view variable = "AISLE_CONFIG=";
        if (!ask_.config_file.empty()) return ask_.config_file;
        for (const auto& one : ask_.environment) {
            if (one.starts_with(variable) && one.size() > variable.size()) {
                return one.substr(variable.size());
            }
        }
        return std::string(config_file_default);
    }

    Result<DeviceAddition> prepared(const std::string& name) {
        auto addition = DeviceAddition::prepare(config_file(), ask_.environment, device(name));
        if (!addition) {
            const bool mistaken = addition.error().kind() == Errc::invalid;
            stop(mistaken ? Exit::bad_configuration : Exit::failed, addition.error().what());
        }
        return addition;
    }

    Exit finish() {
        const auto name = ask_.name.empty() ? asked_name() : ask_.name;
        const auto block = device_block(device(name));
        tell("\n" + block + "\n");
        if (!scanner_.stays && scanner_.line != ScannerLine::fd) {
            tell("  note   " + scanner_.path + " may be another device after the next start: " +
                 (scanner_.advice.empty() ? "keep it in this socket" : scanner_.advice) + "\n");
        }
        if (ask_.dry_run) return report(block, "");
        if (found_.blocked() && !ask_.anyway &&
            !(has_person() && agrees("Something is wrong. Write it down anyway?"))) {
            report(block, "");
            return fail(
                "nothing was written: see to what is wrong and run this again (--anyway "
                "writes it as it is)");
        }
        const auto addition = prepared(name);
        if (!addition) return exit_;
        const auto kept = addition->write();
        if (!kept) return fail(kept.error().what());
        tell("Written to " + addition->file() +
             (kept->empty() ? "" : "; as it was it is kept as " + *kept) +
             "\nNow: systemctl restart aisled, then aisle doctor, and scan something.\n");
        return report(block, addition->file());
    }

    std::string asked_name() {
        const auto answer = answer_to("What is it to be called, such as lane1? ");
        return answer && !answer->empty() ? *answer : "scanner";
    }

    Exit report(const std::string& block, const std::string& file) const {
        if (ask_.as_json) {
            std::string text;
            JsonWriter json(text);
            json.begin_object().member("path", scanner_.path);
            json.raw_member("detection", detection_json(found_)).member("block", block);
            json.member("written", !file.empty()).member_if("file", file).end_object();
            technician_.console.print(text + "\n");
        }
        return found_.blocked() && file.empty() ? Exit::failed : Exit::fine;
    }

    const Technician& technician_;
    const ScannerAsk& ask_;
    ConfigOutcome config_;
    ScannerCandidate scanner_;
    std::vector<Arrived> arrived_;
    ScannerDetection found_;
    Exit exit_ = Exit::failed;
};

}  // namespace

Exit set_scanner_up(const Technician& technician, const ScannerAsk& ask) {
    return Wizard(technician, ask).run();
}

Exit list_scanners(const Console& console, const ScannerAsk& ask) {
    const auto all = survey(ask, configuration(ask).config);
    console.print(ask.as_json ? scanner_setup_json(all) + "\n" : listed(all));
    return Exit::fine;
}

Exit write_sheet(const Console& console, const std::string& file) {
    if (file == "-") {
        console.print(sheet_page());
        return Exit::fine;
    }
    SystemFiles files;
    const auto written = files.replace(file, sheet_page());
    if (!written) {
        console.say(written.error().what());
        return Exit::failed;
    }
    // Whoever stands at the printer may read it.
    constexpr mode_t for_everybody = 0644;
    ::chmod(file.c_str(), for_everybody);
    console.print("written to " + file + ": open it in a browser and print it at 100 %\n");
    return Exit::fine;
}

}  // namespace aisle
