// SPDX-License-Identifier: Apache-2.0
#include "drivers/scanner_survey.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/files.hpp"
#include "drivers/hid_pos_layout.hpp"
#include "drivers/open_failure.hpp"
#include "drivers/shown_arrival.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <map>
#include <system_error>
#include <utility>

namespace aisle {
namespace {

namespace fs = std::filesystem;
using Words = std::span<const std::string_view>;

// More than any counter has; a machine with more shows the first of each kind.
constexpr std::size_t candidates_of_a_kind_max = 32;
constexpr std::size_t sysfs_bytes_max = 4096;
constexpr std::size_t parents_max = 8;

// As in config/examples/61-aisle-scanners.rules, and Hand Held Products.
constexpr std::array<std::string_view, 8> scanner_makers{"0c2e", "23d0", "05e0", "05f9",
                                                         "1eab", "065a", "1365", "0536"};
// Logitech, Dell, HP, Lenovo, Microsoft, Cherry, Apple, Chicony, Primax, A4Tech, SiGma, Lite-On
constexpr std::array<std::string_view, 12> keyboard_makers{
    "046d", "413c", "03f0", "17ef", "045e", "046a", "05ac", "04f2", "0461", "09da", "1c4f", "04ca"};
constexpr std::array<std::string_view, 4> scanner_words{"scan", "barcode", "bar code", "imager"};

bool is_one_of(std::string_view word, Words words) {
    return std::ranges::find(words, word) != words.end();
}

bool says_any(std::string_view text, Words words) {
    const auto small = lower(text);
    return std::ranges::any_of(words, [&](auto word) { return small.find(word) != small.npos; });
}

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    std::error_code error;
    fs::directory_iterator entries(folder, error);
    while (!error && entries != fs::directory_iterator()) {
        names.push_back(entries->path().filename().string());
        entries.increment(error);
    }
    std::ranges::sort(names);
    return names;
}

// One line of sysfs. A device says of itself what it likes, so nothing of it is shown raw.
std::string line_of(const fs::path& file) {
    SystemFiles files;
    const auto text = files.read(file.string(), sysfs_bytes_max);
    return text ? shown_bytes(text->substr(0, text->find('\n'))) : std::string();
}

// "HID_NAME=Honeywell" of a uevent file.
std::string value_of(const fs::path& uevent, const std::string& key) {
    SystemFiles files;
    const auto text = files.read(uevent.string(), sysfs_bytes_max);
    const auto at = text ? ("\n" + *text).find("\n" + key + "=") : std::string::npos;
    if (at == std::string::npos) return {};
    const auto value = at + key.size() + 1;
    return shown_bytes(text->substr(value, text->find('\n', value) - value));
}

// What the USB device above this one says: sysfs nests them.
struct Usb {
    std::string vendor, product, name;
};

Usb usb_above(const fs::path& device) {
    std::error_code error;
    auto folder = fs::canonical(device, error);
    for (std::size_t i = 0; !error && i < parents_max && folder.has_relative_path(); ++i) {
        const auto vendor = line_of(folder / "idVendor");
        if (!vendor.empty()) {
            auto maker = line_of(folder / "manufacturer");
            const auto product = line_of(folder / "product");
            if (!maker.empty() && !product.empty()) maker += " ";
            return {vendor, line_of(folder / "idProduct"), maker + product};
        }
        folder = folder.parent_path();
    }
    return {};
}

class Survey {
public:
    Survey(std::string root, std::span<const ConfiguredPath> configured)
        : root_(std::move(root)), configured_(configured) {}

    std::vector<ScannerCandidate> run() {
        add_hid_pos();
        add_serial();
        add_keyboards();
        std::ranges::stable_sort(found_, {}, [](const ScannerCandidate& one) {
            return one.likeness == Likeness::keyboard ? 1 : 0;
        });
        return std::move(found_);
    }

private:
    // The best name of each node: of our own rules, by what it is, by the socket it is in.
    struct Name {
        std::string path;
        bool by_socket = false;
    };
    using Names = std::map<std::string, Name>;

    void add_names(Names& names, const std::string& folder, std::string_view ending,
                   std::string_view node_begins) const {
        for (const auto& name : names_in(root_ + folder)) {
            if (!name.ends_with(ending)) continue;
            std::error_code error;
            const auto node = fs::read_symlink(root_ + folder + "/" + name, error).filename();
            if (error || !node.string().starts_with(node_begins)) continue;
            names.try_emplace(node.string(),
                              Name{folder + "/" + name, folder.ends_with("by-path")});
        }
    }

    void add_hid_pos() {
        Names names;
        add_names(names, "/dev/aisle", "", "hidraw");
        std::size_t count = 0;
        for (const auto& node : names_in(root_ + "/dev")) {
            if (!node.starts_with("hidraw") || count == candidates_of_a_kind_max) continue;
            const fs::path device = root_ + "/sys/class/hidraw/" + node + "/device";
            SystemFiles files;
            const auto descriptor =
                files.read((device / "report_descriptor").string(), sysfs_bytes_max);
            if (!descriptor || !is_hid_pos_scanner(*descriptor)) continue;
            auto& one = add(ScannerLine::hid_pos, names, "/dev/" + node);
            one.likeness = Likeness::scanner;
            one.what = value_of(device / "uevent", "HID_NAME");
            describe(one, usb_above(device));
            if (!one.stays) {
                one.advice =
                    "hidraw numbers change: for a name that stays install "
                    "61-aisle-scanners.rules (drivers/README.md)";
            }
            ++count;
        }
    }

    void add_serial() {
        Names names;
        add_names(names, "/dev/aisle", "", "tty");
        add_names(names, "/dev/serial/by-id", "", "tty");
        add_names(names, "/dev/serial/by-path", "", "tty");
        std::size_t count = 0;
        for (const auto& node : names_in(root_ + "/dev")) {
            const bool usb = node.starts_with("ttyACM") || node.starts_with("ttyUSB");
            if ((!usb && !is_port(node)) || count == candidates_of_a_kind_max) continue;
            auto& one = add(ScannerLine::serial, names, "/dev/" + node);
            describe(one, usb_above(root_ + "/sys/class/tty/" + node + "/device"));
            const bool known = is_one_of(one.maker.substr(0, 4), scanner_makers) ||
                               says_any(one.what, scanner_words);
            one.likeness = known ? Likeness::scanner : Likeness::unsure;
            one.stays = one.stays || !usb;
            if (!known) {
                one.advice =
                    "a port, an adapter or a device of another kind: what hangs on it shows when a "
                    "code is "
                    "scanned";
            }
            ++count;
        }
    }

    // A serial port of the machine itself. Linux makes names for more than there are.
    bool is_port(const std::string& node) const {
        if (!node.starts_with("ttyS") && !node.starts_with("ttyAMA")) return false;
        const auto type = line_of(root_ + "/sys/class/tty/" + node + "/type");
        return !type.empty() && type != "0";
    }

    // By Bluetooth, for which udev makes no names.
    void add_wireless(Names& names) const {
        for (const auto& node : names_in(root_ + "/dev/input")) {
            if (!node.starts_with("event")) continue;
            const fs::path device = root_ + "/sys/class/input/" + node + "/device";
            constexpr std::string_view bluetooth = "0005";
            if (line_of(device / "id/bustype") != bluetooth) continue;
            names.try_emplace(node, Name{"/dev/input/" + node, true});
        }
    }

    void add_keyboards() {
        Names names;
        add_names(names, "/dev/aisle", "", "event");
        add_names(names, "/dev/input/by-id", "-event-kbd", "event");
        add_names(names, "/dev/input/by-path", "-event-kbd", "event");
        add_wireless(names);
        std::size_t count = 0;
        for (const auto& [node, name] : names) {
            if (count++ == candidates_of_a_kind_max) return;
            auto& one = add(ScannerLine::evdev, names, "/dev/input/" + node);
            const fs::path device = root_ + "/sys/class/input/" + node + "/device";
            one.what = line_of(device / "name");
            describe(one, usb_above(device));
            const auto vendor = line_of(device / "id/vendor");
            if (one.maker.empty() && !vendor.empty()) {
                one.maker = vendor + ":" + line_of(device / "id/product");
            }
            one.likeness =
                likeness_of({vendor.empty() ? one.maker.substr(0, 4) : vendor,
                             line_of(device / "id/bustype"), one.what, points(name.path)});
            advise(one);
        }
    }

    static void advise(ScannerCandidate& one) {
        if (one.likeness == Likeness::keyboard) {
            one.advice =
                "most likely a clerk's keyboard: whoever claims it takes it from the clerk. Choose "
                "it "
                "only if it is the scanner that calls itself so";
        } else if (one.likeness == Likeness::unsure) {
            one.advice =
                "a scanner or a keyboard, which cannot be told from here: unplug the scanner and "
                "see "
                "whether this goes";
        }
    }

    // A receiver of keyboard and mouse has both among its names.
    bool points(const std::string& path) const {
        constexpr std::string_view ending = "-event-kbd";
        const auto slash = path.rfind('/');
        auto base = path.substr(slash + 1);
        if (!base.ends_with(ending)) return false;
        base.resize(base.size() - ending.size());
        if (const auto part = base.rfind("-if"); part != base.npos && part + 5 == base.size()) {
            base.resize(part);
        }
        return std::ranges::any_of(names_in(root_ + path.substr(0, slash)), [&](const auto& name) {
            return name.starts_with(base) && name.ends_with("-event-mouse");
        });
    }

    ScannerCandidate& add(ScannerLine line, const Names& names, const std::string& node) {
        auto& one = found_.emplace_back();
        one.line = line;
        one.node = node;
        one.path = node;
        const auto name = names.find(node.substr(node.rfind('/') + 1));
        if (name != names.end()) {
            one.path = name->second.path;
            one.stays = !name->second.by_socket;
        }
        const int mode = line == ScannerLine::evdev ? R_OK : R_OK | W_OK;
        if (::access((root_ + one.path).c_str(), mode) != 0) {
            one.trouble = open_failure(one.path, errno).what();
        }
        one.device = configured_as(one.path);
        return one;
    }

    static void describe(ScannerCandidate& one, const Usb& usb) {
        if (!usb.vendor.empty()) one.maker = usb.vendor + ":" + usb.product;
        if (one.what.empty()) one.what = usb.name;
    }

    std::string configured_as(const std::string& path) const {
        std::error_code error;
        const auto node = fs::canonical(root_ + path, error);
        for (const auto& device : configured_) {
            if (device.path == path) return device.name;
            std::error_code gone;
            const auto other = fs::canonical(root_ + device.path, gone);
            if (!error && !gone && !device.path.empty() && other == node) return device.name;
        }
        return {};
    }

    std::string root_;
    std::span<const ConfiguredPath> configured_;
    std::vector<ScannerCandidate> found_;
};

}  // namespace

std::vector<ScannerCandidate> survey_scanners(const std::string& root,
                                              std::span<const ConfiguredPath> configured) {
    return Survey(root, configured).run();
}

Likeness likeness_of(const KeyboardWords& words) {
    if (is_one_of(words.vendor, scanner_makers)) return Likeness::scanner;
    if (says_any(words.name, scanner_words)) return Likeness::scanner;
    constexpr std::string_view socket = "0011";
    const bool keyboard =
        words.points || words.bus == socket || is_one_of(words.vendor, keyboard_makers);
    return keyboard ? Likeness::keyboard : Likeness::unsure;
}

}  // namespace aisle
