// SPDX-License-Identifier: Apache-2.0
// The wizard from beginning to end: on a pseudo-terminal, on a FIFO, and with keys that a FIFO
// brings as the kernel would.
#include "tools/ctl/scanner_command.hpp"

#include "config/parse.hpp"
#include "drivers/fd_source.hpp"
#include "tests/ctl/recorded_console.hpp"
#include "tests/ctl/scanning_hand.hpp"
#include "tests/drivers/pty.hpp"
#include "tests/drivers/sheet_scanner.hpp"
#include "tests/support/json_of.hpp"
#include "tests/support/scratch_folder.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include <array>
#include <atomic>
#include <sstream>
#include <thread>

namespace aisle {
namespace {

namespace fs = std::filesystem;

const std::string config = R"([identity]
tenant = "demo"
device = "pos1"
store = "s1"

[store]
utc_offset = "+08:00"
currency = "CNY"

[broker]
urls = ["mqtts://broker.example.com"]
)";

class Fifo {
public:
    explicit Fifo(std::string path) : path_(std::move(path)) {
        CHECK(::mkfifo(path_.c_str(), 0600) == 0, "a FIFO");
        fd_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK);
    }
    ~Fifo() { ::close(fd_); }
    Fifo(const Fifo&) = delete;
    Fifo& operator=(const Fifo&) = delete;
    void type(std::string_view bytes) const {
        CHECK(::write(fd_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
              "the FIFO takes it all");
    }

    // As much as there is room for.
    void try_type(std::string_view bytes) const {
        if (::write(fd_, bytes.data(), bytes.size()) < 0) std::this_thread::yield();
    }

private:
    std::string path_;
    int fd_ = -1;
};

class Setup : public testing::Test {
protected:
    Setup() {
        ask.config_file = folder.write("aisle.toml", config);
        ask.root = folder.file("root");
        ask.patience = Seconds(20);
        ask.name = "lane1";
    }

    // Runs the wizard; what it printed is in `printed`.
    Exit run(ScanningHand::Scan scan, const std::string& answers = "") {
        ScanningHand hand(std::move(scan));
        std::istringstream lines(answers);
        const SystemClock clock;
        const auto exit = set_scanner_up({hand.console(), lines, clock}, ask);
        printed = hand.finish();
        return exit;
    }
    Exit run_serial(const SheetScanner& scanner, const std::string& answers = "") {
        PtyScanner pty;
        ask.candidate = pty.path();
        return run([&](const SheetCode& code,
                       int) { pty.type(scanner.bytes_of(code.aim, code.contents)); },
                   answers);
    }
    Exit run_keys(const SheetScanner& scanner) {
        const Fifo fifo(folder.file("keys"));
        ask.candidate = "/dev/input/by-id/usb-Acme-event-kbd";
        ask.source = [this](boost::asio::io_context& io) {
            return std::make_unique<FdSource>(io, folder.file("keys"));
        };
        return run([&](const SheetCode& code, int) {
            fifo.type(scanner.keys_of(code.aim, code.contents).bytes());
        });
    }
    // A keyboard that calls itself one, in the folder that stands for /dev and /sys.
    void write_keyboard() const {
        fs::create_directories(ask.root + "/dev/input/by-id");
        fs::create_directories(ask.root + "/sys/class/input/event3/device/id");
        std::ofstream(ask.root + "/sys/class/input/event3/device/name") << "Logitech Keyboard\n";
        std::ofstream(ask.root + "/sys/class/input/event3/device/id/vendor") << "046d\n";
        std::ofstream(ask.root + "/dev/input/event3") << "";
        fs::create_symlink("../event3", ask.root + "/dev/input/by-id/usb-Acme-event-kbd");
    }
    static SheetScanner serial() {
        SheetScanner scanner;
        scanner.line = ScannerLine::serial;
        scanner.gs = SheetScanner::Gs::itself;
        scanner.aim = true;
        return scanner;
    }
    DeviceConfig written() const {
        const auto read = parse_config(read_whole(ask.config_file), "f");
        EXPECT_TRUE(read.problems.empty());
        EXPECT_EQ(read.config.devices.size(), 1U);
        return read.config.devices.empty() ? DeviceConfig{} : read.config.devices[0];
    }
    bool untouched() const { return read_whole(ask.config_file) == config; }
    bool says(std::string_view text) const { return printed.find(text) != printed.npos; }

    ScratchFolder folder;
    ScannerAsk ask;
    std::string printed;
};

TEST_F(Setup, WritesAScannerOnASerialLineDown) {
    auto scanner = serial();
    scanner.prefix = "\x02";
    scanner.suffix = "\x03";
    ask.speed = 115200;
    ASSERT_EQ(run_serial(scanner), Exit::fine) << printed;
    const auto device = written();
    EXPECT_EQ(device.name, "lane1");
    EXPECT_EQ(device.kind, DeviceKind::serial);
    EXPECT_EQ(device.path, ask.candidate);
    EXPECT_EQ(device.prefix, "\x02");
    EXPECT_EQ(device.suffix, "\x03");
    EXPECT_EQ(device.speed, 115200);
    EXPECT_EQ(read_whole(ask.config_file + ".bak"), config);
    EXPECT_TRUE(says("<STX>]C1010952012345678810LOT42<GS>21SER01<ETX>"));
    EXPECT_TRUE(says("systemctl restart aisled"));
}

TEST_F(Setup, WritesAScannerThatTypesDown) {
    SheetScanner scanner;
    scanner.layout = KeyboardLayout::fr;
    scanner.gs = SheetScanner::Gs::key;
    scanner.prefix = "#";
    ASSERT_EQ(run_keys(scanner), Exit::fine) << printed;
    const auto device = written();
    EXPECT_EQ(device.kind, DeviceKind::evdev);
    EXPECT_EQ(device.layout, "fr");
    EXPECT_EQ(device.gs_key, KEY_F8);
    EXPECT_EQ(device.prefix, "#");
}

TEST_F(Setup, ReadsAFifo) {
    const Fifo fifo(folder.file("codes"));
    ask.candidate = folder.file("codes");
    const auto scanner = serial();
    ASSERT_EQ(run([&](const SheetCode& code, int) {
                  fifo.type(scanner.bytes_of(code.aim, code.contents));
              }),
              Exit::fine)
        << printed;
    EXPECT_EQ(written().kind, DeviceKind::fd);
}

TEST_F(Setup, ListsAndAsksWhereNothingWasSaid) {
    PtyScanner pty;
    fs::create_directories(ask.root + "/dev/serial/by-id");
    fs::create_symlink(pty.path(), ask.root + "/dev/ttyACM0");
    ask.name = "";
    ask.dry_run = true;
    EXPECT_EQ(run([](const SheetCode&, int) {}, "7\n"), Exit::usage);
    EXPECT_TRUE(says("  1  serial  /dev/ttyACM0"));
    EXPECT_TRUE(says("none was chosen"));
    EXPECT_EQ(run([](const SheetCode&, int) {}, ""), Exit::usage);
}

TEST_F(Setup, SaysWhatToDoWhereNothingLooksLikeAScanner) {
    EXPECT_EQ(run([](const SheetCode&, int) {}, ""), Exit::failed);
    EXPECT_TRUE(says("USB HID POS"));
}

TEST_F(Setup, AsksForTheName) {
    ask.name = "";
    ASSERT_EQ(run_serial(serial(), "front-desk\n"), Exit::fine) << printed;
    EXPECT_EQ(written().name, "front-desk");
}

TEST_F(Setup, AsksAgainForACodeThatWasNotTheOne) {
    PtyScanner pty;
    ask.candidate = pty.path();
    const auto scanner = serial();
    const auto exit = run([&](const SheetCode& code, int asked) {
        if (code.name == "gs1" && asked == 0) return pty.type("4006381333931\r");
        const auto& ean = *find_sheet_code("ean");
        const bool other = code.name == "gs1" && asked == 1;
        const auto& scanned = other ? ean : code;
        pty.type(scanner.bytes_of(scanned.aim, scanned.contents));
    });
    ASSERT_EQ(exit, Exit::fine) << printed;
    EXPECT_TRUE(says("that is no code of the sheet"));
    EXPECT_TRUE(says("that was the code \"ean\""));
}

TEST_F(Setup, AStrayCardIsNotShown) {
    PtyScanner pty;
    ask.candidate = pty.path();
    const auto scanner = serial();
    const auto exit = run([&](const SheetCode& code, int asked) {
        if (code.name == "ean" && asked == 0) return pty.type("4111111111111111\r");
        pty.type(scanner.bytes_of(code.aim, code.contents));
    });
    ASSERT_EQ(exit, Exit::fine) << printed;
    EXPECT_TRUE(says("arrived: ************1111"));
    EXPECT_FALSE(says("41111111"));
}

TEST_F(Setup, GoesOnWithoutACodeThatDoesNotCome) {
    ask.patience = Seconds(2);
    PtyScanner pty;
    ask.candidate = pty.path();
    const auto scanner = serial();
    const auto exit = run([&](const SheetCode& code, int) {
        if (code.name != "gs1") pty.type(scanner.bytes_of(code.aim, code.contents));
    });
    EXPECT_EQ(exit, Exit::fine) << printed;
    EXPECT_TRUE(says("going on without \"gs1\""));
    EXPECT_TRUE(says("how a separator (GS) arrives was not seen"));
}

TEST_F(Setup, EndsWhereNothingComes) {
    ask.patience = Millis(50);
    PtyScanner pty;
    ask.candidate = pty.path();
    EXPECT_EQ(run([](const SheetCode&, int) {}), Exit::failed);
    EXPECT_TRUE(says("see whether the scanner beeps"));
    EXPECT_TRUE(untouched());
}

TEST_F(Setup, EndsWhereTheScannerIsUnplugged) {
    PtyScanner pty;
    ask.candidate = pty.path();
    EXPECT_EQ(run([&](const SheetCode&, int) { pty.unplug(); }), Exit::failed);
    EXPECT_TRUE(says("was unplugged"));
}

TEST_F(Setup, WritesNothingWhereCodesWouldBeLost) {
    auto scanner = serial();
    scanner.gs = SheetScanner::Gs::lost;
    EXPECT_EQ(run_serial(scanner), Exit::failed);
    EXPECT_TRUE(says("WRONG"));
    EXPECT_TRUE(says("separators (GS) are lost"));
    EXPECT_TRUE(untouched());
    ask.anyway = true;
    EXPECT_EQ(run_serial(scanner), Exit::fine) << printed;
    EXPECT_FALSE(untouched());
}

TEST_F(Setup, WritesNothingInADryRun) {
    ask.dry_run = true;
    EXPECT_EQ(run_serial(serial()), Exit::fine);
    EXPECT_TRUE(says("[[device]]\nname = \"lane1\""));
    EXPECT_TRUE(untouched());
}

TEST_F(Setup, AnswersAProgramInJson) {
    PtyScanner pty;
    ask.candidate = pty.path();
    ask.as_json = true;
    const auto scanner = serial();
    ScanningHand hand(
        [&](const SheetCode& code, int) { pty.type(scanner.bytes_of(code.aim, code.contents)); });
    RecordedConsole results;
    Console console = hand.console();
    console.results = results.console().results;
    std::istringstream none;
    const SystemClock clock;
    ASSERT_EQ(set_scanner_up({console, none, clock}, ask), Exit::fine);
    const auto& answer = json_of(results.results());
    EXPECT_EQ(answer.find("written")->boolean(), true);
    EXPECT_EQ(answer.find("detection")->find("gs")->string(), "separator");
    EXPECT_EQ(answer.find("file")->string(), fs::canonical(ask.config_file).string());
}

TEST_F(Setup, RefusesANameThatIsTakenBeforeAnythingIsScanned) {
    folder.write("aisle.toml",
                 config + "[[device]]\nname = \"lane1\"\nkind = \"fd\"\npath = \"-\"\n");
    EXPECT_EQ(run_serial(serial()), Exit::failed);
    EXPECT_TRUE(says("choose another --name"));
    EXPECT_FALSE(says("scan the code"));
}

TEST_F(Setup, ClaimsNoKeyboardUnlessItIsToldTo) {
    write_keyboard();
    EXPECT_EQ(run_keys(SheetScanner{}), Exit::failed);
    EXPECT_TRUE(says("most likely a keyboard"));
    EXPECT_FALSE(says("scan the code"));
    fs::remove(folder.file("keys"));
    ask.keyboard = true;
    EXPECT_EQ(run_keys(SheetScanner{}), Exit::fine) << printed;
}

TEST_F(Setup, AsksForTheDaemonToBeStoppedWhileItReadsTheDevice) {
    PtyScanner pty;
    ask.candidate = pty.path();
    const int held = ::open(pty.path().c_str(), O_RDWR | O_NOCTTY);
    std::array<char, 16> name{};
    ::prctl(PR_GET_NAME, name.data());
    ::prctl(PR_SET_NAME, "aisled");
    EXPECT_EQ(run([](const SheetCode&, int) {}), Exit::failed);
    ::prctl(PR_SET_NAME, name.data());
    ::close(held);
    EXPECT_TRUE(says("systemctl stop aisled"));
    EXPECT_FALSE(says("scan the code"));
}

TEST_F(Setup, DrawsTheSheetIntoAFile) {
    RecordedConsole console;
    const auto file = folder.file("sheet.html");
    EXPECT_EQ(write_sheet(console.console(), file), Exit::fine);
    EXPECT_NE(read_whole(file).find("<svg"), std::string::npos);
    EXPECT_EQ(write_sheet(console.console(), "-"), Exit::fine);
    EXPECT_NE(console.results().find(read_whole(file)), std::string::npos);
    EXPECT_EQ(write_sheet(console.console(), folder.file("no/where.html")), Exit::failed);
}

TEST_F(Setup, ListsWhatMayBeAScanner) {
    write_keyboard();
    RecordedConsole text;
    EXPECT_EQ(list_scanners(text.console(), ask), Exit::fine);
    EXPECT_NE(text.results().find("KEYBOARD? Logitech Keyboard (046d:)"), std::string::npos);
    RecordedConsole json;
    ask.as_json = true;
    EXPECT_EQ(list_scanners(json.console(), ask), Exit::fine);
    EXPECT_EQ(json_of(json.results()).find("candidates")->items().size(), 1U);
}

TEST_F(Setup, SaysWhatIsWrongWithAKind) {
    ask.kind = "usb\x1b[2J";
    EXPECT_EQ(run_serial(serial()), Exit::usage);
    EXPECT_TRUE(says("there is no kind usb<ESC>[2J"));
}

TEST_F(Setup, ShowsHostileArrivalsInPlainText) {
    PtyScanner pty;
    ask.candidate = pty.path();
    std::string noise = "\x1b[2J\x1b]0;owned\x07\xff\xfe\xe2\x80\xae";
    EXPECT_EQ(run([&](const SheetCode&, int asked) {
                  pty.type(asked == 0 ? noise : asked == 1 ? std::string(3000, 'x') : "\r");
              }),
              Exit::failed);
    for (const char c : printed) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
    EXPECT_TRUE(says("<ESC>[2J<ESC>]0;owned<BEL>\\xFF\\xFE\\xE2\\x80\\xAE"));
    EXPECT_TRUE(untouched());
}

TEST_F(Setup, CutsOffADeviceThatNeverStops) {
    ask.dry_run = true;
    const Fifo fifo(folder.file("codes"));
    ask.candidate = folder.file("codes");
    std::atomic<bool> over = false;
    std::thread flood;
    EXPECT_EQ(run([&](const SheetCode&, int) {
                  if (flood.joinable()) return;
                  flood = std::thread([&] {
                      while (!over) fifo.try_type(std::string(4096, 'x'));
                  });
              }),
              Exit::failed);
    over = true;
    flood.join();
    EXPECT_TRUE(says("bytes more"));
}

TEST_F(Setup, RefusesADeviceThatIsConfiguredAlready) {
    write_keyboard();
    folder.write("aisle.toml", config +
                                   "[[device]]\nname = \"lane7\"\nkind = \"evdev\"\n"
                                   "path = \"/dev/input/by-id/usb-Acme-event-kbd\"\n");
    EXPECT_EQ(run_keys(SheetScanner{}), Exit::failed);
    EXPECT_TRUE(says("lane7"));
    EXPECT_FALSE(says("scan the code"));
}

}  // namespace
}  // namespace aisle
