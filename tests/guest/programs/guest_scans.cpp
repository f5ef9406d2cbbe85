// SPDX-License-Identifier: Apache-2.0
// guest-scans [SCANS [TYPED]]: runs inside a virtual machine, as its only program. SCANS codes
// through the kernel's own keyboards and HID scanners, TYPED through a USB keyboard that the
// machine emulates and somebody outside types on, while the threads behind the counter thread stand
// still for half a second again and again. Says on standard output what came of it:
//
//   guest: type KEYS       what to type next on the USB keyboard
//   guest: passed WORDS    guest: FAILED WORDS    guest: done N passed, N failed
#include "tests/guest/programs/spoken_codes.hpp"
#include "tests/guest/programs/stallable_till.hpp"
#include "tests/guest/programs/virtual_scanner.hpp"
#include "tests/guest/scan_judge.hpp"
#include "tests/support/recording_log.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace aisle {
namespace {

constexpr Millis stall_time{500};
constexpr Millis between_stalls{1500};
constexpr Millis between_typed{40};
constexpr Millis between_hid{60};
constexpr Millis patience{15'000};
// Where the machine's time is computed it flies while nothing happens, and the typist is outside.
constexpr Millis typist_patience{900'000};

int passed = 0, failed = 0;

void say(const std::string& line) {
    std::printf("guest: %s\n", line.c_str());
    std::fflush(stdout);
}

void count(bool good, const std::string& what) {
    ++(good ? passed : failed);
    say((good ? "passed " : "FAILED ") + what);
}

// One on the counter, and what it is to send.
struct Seller {
    DeviceOptions device;
    std::unique_ptr<VirtualScanner> scanner;
    std::vector<std::string> codes;
    Millis pause;
};

std::unique_ptr<Seller> keyboard(KeyboardLayout layout, char who, std::size_t scans) {
    auto seller = std::make_unique<Seller>();
    const auto name = "aisle keyboard " + std::string(to_string(layout)) + " " + who;
    seller->scanner = make_virtual_keyboard(name, layout);
    if (!seller->scanner) return nullptr;
    seller->device.name = name;
    seller->device.kind = SourceKind::evdev;
    seller->device.dedup = Millis(0);  // it would hide one that comes twice
    seller->device.path = seller->scanner->node();
    seller->device.keys.layout = layout;
    seller->codes = spoken_codes(*seller->scanner, who, scans);
    seller->pause = between_typed;
    return seller;
}

std::unique_ptr<Seller> hid_pos(char who, std::size_t scans) {
    auto seller = std::make_unique<Seller>();
    const auto name = std::string("aisle hid pos ") + who;
    seller->scanner = make_virtual_hid_pos(name);
    if (!seller->scanner) return nullptr;
    seller->device.name = name;
    seller->device.kind = SourceKind::hid_pos;
    seller->device.dedup = Millis(0);
    seller->device.path = seller->scanner->node();
    seller->codes = spoken_codes(*seller->scanner, who, scans);
    seller->pause = between_hid;
    return seller;
}

using Sellers = std::vector<std::unique_ptr<Seller>>;

std::vector<DeviceOptions> devices_of(const Sellers& sellers) {
    std::vector<DeviceOptions> devices;
    for (const auto& seller : sellers) devices.push_back(seller->device);
    return devices;
}

// Owner and store in turn, now and then both; now asleep, now with the processor kept.
class Stalls {
public:
    explicit Stalls(StallableTill& till) : thread_([this, &till] { run(till); }) {}
    ~Stalls() { stop(); }
    std::size_t stop() {
        over_ = true;
        if (thread_.joinable()) thread_.join();
        return count_;
    }

private:
    void run(StallableTill& till) {
        for (; !over_; ++count_) {
            const bool busy = count_ % 4 >= 2;
            if (count_ % 5 == 4 || count_ % 2 == 0) till.owner().stall(stall_time, busy);
            if (count_ % 5 == 4 || count_ % 2 == 1) till.store().stall(stall_time, busy);
            wait_for_millis(between_stalls);
        }
    }

    std::atomic<bool> over_ = false;
    std::size_t count_ = 0;
    std::thread thread_;
};

void say_log(const RecordingLog& log) {
    for (const auto& line : log.lines()) say("log " + line);
}

std::string figures_of(const StallableTill& till) {
    const auto count = [&till](const char* what, Count which) {
        return std::string(what) + " " + std::to_string(till.counted(which)) + ", ";
    };
    return count("dropped", Count::scans_dropped) + count("torn", Count::scans_torn) +
           count("duplicates", Count::scans_duplicate) + count("refused", Count::capture_refused) +
           "most unsettled " + std::to_string(till.most_unsettled());
}

// A machine that computes its instructions has to learn each when it first meets it, and every
// program has its first page fault: the first code of each scanner comes alone.
constexpr std::size_t alone = 1;

void send_first(const Sellers& sellers, StallableTill& till) {
    std::size_t sent = 0;
    for (std::size_t i = 0; i < alone; ++i) {
        for (const auto& seller : sellers) {
            seller->scanner->scan(seller->codes[i]);
            till.wait_for(++sent, patience);
        }
    }
}

void send_all(const Sellers& sellers) {
    std::vector<std::thread> typists;
    for (const auto& seller : sellers) {
        typists.emplace_back([one = seller.get()] {
            for (auto code = one->codes.begin() + alone; code != one->codes.end(); ++code) {
                one->scanner->scan(*code);
                wait_for_millis(one->pause);
            }
        });
    }
    for (auto& typist : typists) typist.join();
}

Sellers whole_counter(std::size_t scans) {
    Sellers sellers;
    const auto layouts = keyboard_layouts();
    constexpr std::size_t hids = 3;
    const auto each = scans / (layouts.size() + hids);
    char who = 'A';
    for (const auto layout : layouts) sellers.push_back(keyboard(layout, who++, each));
    for (std::size_t i = 0; i < hids; ++i) sellers.push_back(hid_pos(who++, each));
    return sellers;
}

bool all_there(const Sellers& sellers) {
    for (const auto& seller : sellers) {
        if (!seller || seller->device.path.empty()) return false;
    }
    return true;
}

ScanVerdict verdict_of(const Seller& seller, const StallableTill& till) {
    const auto heard = till.heard().find(seller.device.name);
    return judge_scans(seller.codes,
                       heard == till.heard().end() ? std::vector<std::string>() : heard->second);
}

void scan_everything(std::size_t scans) {
    const auto sellers = whole_counter(scans);
    if (!all_there(sellers)) return count(false, "the kernel makes no scanners");
    RecordingLog log;
    StallableTill till(devices_of(sellers), log);
    if (!till.start() || !till.wait_until_open(sellers.size(), patience)) {
        say_log(log);
        return count(false, "the scanners were not opened");
    }
    const SystemClock clock;
    const auto begin = clock.mono();
    send_first(sellers, till);
    Stalls stalls(till);
    send_all(sellers);
    std::size_t sent = 0, typed = 0;
    for (const auto& seller : sellers) {
        sent += seller->codes.size();
        if (seller->device.kind == SourceKind::evdev) typed += seller->codes.size();
    }
    till.wait_for(sent, patience);
    const auto stalled = stalls.stop();
    till.stop();
    const auto seconds = std::chrono::duration_cast<Seconds>(clock.mono() - begin).count();
    std::size_t clean = 0;
    for (const auto& seller : sellers) {
        const auto verdict = verdict_of(*seller, till);
        if (verdict.clean()) ++clean;
        say(seller->device.name + ": sent " + std::to_string(seller->codes.size()) + ", " +
            to_string(verdict));
    }
    say_log(log);
    count(clean == sellers.size(),
          std::to_string(sent) + " scans, " + std::to_string(typed) + " of them typed on " +
              "uinput keyboards, the others by uhid, in " + std::to_string(seconds) + " s with " +
              std::to_string(stalled) + " stalls of 500 ms: " + figures_of(till));
}

void scan_by_usb(std::size_t scans) {
    const auto node = input_node_of("QEMU QEMU USB Keyboard");
    if (node.empty()) return count(false, "there is no USB keyboard");
    Seller seller;
    seller.device.name = "usb";
    seller.device.kind = SourceKind::evdev;
    seller.device.dedup = Millis(0);
    seller.device.path = node;
    seller.codes = typed_codes(scans);
    RecordingLog log;
    StallableTill till({seller.device}, log);
    if (!till.start() || !till.wait_until_open(1, patience)) {
        say_log(log);
        return count(false, "the USB keyboard was not opened");
    }
    const SystemClock clock;
    const auto begin = clock.mono();
    Stalls stalls(till);
    // The emulated keyboard remembers 16 keys; nobody types ahead of what was read.
    for (std::size_t i = 0; i < seller.codes.size(); ++i) {
        say("type " + key_names(seller.codes[i]));
        till.wait_for(i + 1, typist_patience);
    }
    const auto stalled = stalls.stop();
    till.stop();
    const auto seconds = std::chrono::duration_cast<Seconds>(clock.mono() - begin).count();
    const auto verdict = verdict_of(seller, till);
    say_log(log);
    count(verdict.clean(), std::to_string(scans) + " scans through an emulated USB keyboard in " +
                               std::to_string(seconds) + " s with " + std::to_string(stalled) +
                               " stalls of 500 ms: " + to_string(verdict) + "; " +
                               figures_of(till));
}

// ---- What the judge must notice ----

// `fault` sends the 11th of 20 codes; the others are sent well.
void control(const std::string& what, std::unique_ptr<Seller> made,
             const std::function<void(Seller&, StallableTill&, const std::string&)>& fault,
             const std::function<bool(const ScanVerdict&, const StallableTill&)>& noticed) {
    Sellers sellers;
    sellers.push_back(std::move(made));
    if (!all_there(sellers)) return count(false, "control: no scanner for " + what);
    auto& seller = *sellers.front();
    RecordingLog log;
    StallableTill till(devices_of(sellers), log);
    if (!till.start() || !till.wait_until_open(1, patience)) {
        return count(false, "control: not opened for " + what);
    }
    for (std::size_t i = 0; i < seller.codes.size(); ++i) {
        if (i == 10) {
            fault(seller, till, seller.codes[i]);
        } else {
            seller.scanner->scan(seller.codes[i]);
        }
        wait_for_millis(seller.pause);
    }
    till.wait_for(seller.codes.size() + 1, Millis(1000));
    till.stop();
    const auto verdict = verdict_of(seller, till);
    count(noticed(verdict, till),
          "control: " + what + " is noticed: " + to_string(verdict) + "; " + figures_of(till));
}

void try_controls() {
    constexpr std::size_t scans = 20;
    const auto us = KeyboardLayout::us;
    const auto counts = [](std::size_t lost, std::size_t cut, std::size_t doubled) {
        return [=](const ScanVerdict& verdict, const StallableTill&) {
            return verdict.lost == lost && verdict.cut == cut && verdict.doubled == doubled;
        };
    };
    const auto not_at_all = [](Seller&, StallableTill&, const std::string&) {};
    const auto twice = [](Seller& seller, StallableTill&, const std::string& code) {
        seller.scanner->scan(code);
        seller.scanner->scan(code);
    };
    const auto in_two = [](Seller& seller, StallableTill&, const std::string& code) {
        seller.scanner->scan(code.substr(0, code.size() / 2));
        seller.scanner->scan(code.substr(code.size() / 2));
    };
    control("a key stroke that does not come", keyboard(us, 'K', scans), not_at_all,
            counts(1, 0, 0));
    control("a HID report that does not come", hid_pos('L', scans), not_at_all, counts(1, 0, 0));
    control("a code typed twice", keyboard(us, 'M', scans), twice, counts(0, 0, 1));
    control("a HID code sent twice", hid_pos('N', scans), twice, counts(0, 0, 1));
    control("a code typed in two", keyboard(us, 'O', scans), in_two, counts(1, 2, 0));
    // The kernel keeps 64 events of a keyboard: why the counter thread does nothing else.
    const auto stall = [](Seller& seller, StallableTill& till, const std::string& code) {
        till.stall_counter(stall_time);
        seller.scanner->scan(code);
    };
    const auto dropped = [](const ScanVerdict& verdict, const StallableTill& till) {
        return verdict.lost > 0 && till.counted(Count::scans_dropped) > 0;
    };
    control("a counter thread that stands still", keyboard(us, 'P', scans), stall, dropped);
}

int run(std::size_t scans, std::size_t typed) {
    if (scans > 0) scan_everything(scans);
    if (scans > 0) try_controls();
    if (typed > 0) scan_by_usb(typed);
    say("done " + std::to_string(passed) + " passed, " + std::to_string(failed) + " failed");
    return failed == 0 ? 0 : 1;
}

}  // namespace
}  // namespace aisle

int main(int argc, char** argv) {
    const auto number = [&](int place, std::size_t otherwise) -> std::size_t {
        return argc > place ? std::strtoull(argv[place], nullptr, 10) : otherwise;
    };
    return aisle::run(number(1, 10'000), number(2, 200));
}
