// SPDX-License-Identifier: Apache-2.0
// /dev and /sys of machines that never were, below a folder of the test's own.
#include "drivers/scanner_survey.hpp"

#include "tests/drivers/hid_reports.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace aisle {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

class Machine : public testing::Test {
protected:
    void write(const std::string& path, std::string_view text) {
        fs::create_directories((root() + path).substr(0, (root() + path).rfind('/')));
        std::ofstream(root() + path, std::ios::binary) << text;
    }
    void link(const std::string& path, const std::string& target) {
        fs::create_directories((root() + path).substr(0, (root() + path).rfind('/')));
        fs::create_symlink(target, root() + path);
    }
    // A USB device at its place in sysfs, with a device of a class below it.
    void plug(const std::string& port, const std::string& ids, const std::string& product) {
        const auto usb = "/sys/devices/usb1/" + port;
        write(usb + "/idVendor", ids.substr(0, 4) + "\n");
        write(usb + "/idProduct", ids.substr(5) + "\n");
        write(usb + "/manufacturer", "Acme\n");
        write(usb + "/product", product + "\n");
    }
    void keyboard(const std::string& node, const std::string& port, const std::string& ids,
                  const std::string& name) {
        const auto device = "/sys/devices/usb1/" + port + "/1:1.0/input/input1";
        write(device + "/name", name + "\n");
        write(device + "/id/vendor", ids.substr(0, 4) + "\n");
        write(device + "/id/product", ids.substr(5) + "\n");
        write(device + "/id/bustype", "0003\n");
        link("/sys/class/input/" + node + "/device", root() + device);
        write("/dev/input/" + node, "");
    }
    void hidraw(const std::string& node, const std::string& port, std::string_view descriptor) {
        const auto device = "/sys/devices/usb1/" + port + "/1:1.0/hid1";
        write(device + "/report_descriptor", descriptor);
        write(device + "/uevent", "DRIVER=hid-generic\nHID_NAME=Acme HID POS\n");
        link("/sys/class/hidraw/" + node + "/device", root() + device);
        write("/dev/" + node, "");
    }
    void serial(const std::string& node, const std::string& port) {
        fs::create_directories(root() + "/sys/devices/usb1/" + port + "/1:1.0");
        link("/sys/class/tty/" + node + "/device", root() + "/sys/devices/usb1/" + port + "/1:1.0");
        write("/dev/" + node, "");
    }
    std::vector<ScannerCandidate> found(std::vector<ConfiguredPath> configured = {}) const {
        return survey_scanners(root(), configured);
    }
    std::string root() const { return folder_.path().string(); }

private:
    ScratchFolder folder_;
};

TEST_F(Machine, MayHaveNothingAtAll) {
    EXPECT_TRUE(found().empty());
    EXPECT_TRUE(survey_scanners(root() + "/nowhere", {}).empty());
}

TEST_F(Machine, ShowsAScannerThatTypesByTheNameThatStays) {
    plug("1-1", "0c2e:0b61", "Voyager 1450g");
    keyboard("event5", "1-1", "0c2e:0b61", "Honeywell Voyager 1450g");
    link("/dev/input/by-id/usb-Honeywell_Voyager_17-event-kbd", "../event5");
    link("/dev/input/by-path/pci-0000:00:14.0-usb-0:1:1.0-event-kbd", "../event5");
    ASSERT_EQ(found().size(), 1U);
    const auto one = found()[0];
    EXPECT_EQ(one.line, ScannerLine::evdev);
    EXPECT_EQ(one.path, "/dev/input/by-id/usb-Honeywell_Voyager_17-event-kbd");
    EXPECT_EQ(one.node, "/dev/input/event5");
    EXPECT_TRUE(one.stays);
    EXPECT_EQ(one.maker, "0c2e:0b61");
    EXPECT_EQ(one.what, "Honeywell Voyager 1450g");
    EXPECT_EQ(one.likeness, Likeness::scanner);
    EXPECT_EQ(one.trouble, "");
}

TEST_F(Machine, TellsAClerksKeyboardApartAndPutsItLast) {
    keyboard("event2", "1-2", "046d:c31c", "Logitech USB Keyboard");
    link("/dev/input/by-id/usb-Logitech_USB_Keyboard-event-kbd", "../event2");
    keyboard("event5", "1-1", "ffff:0035", "HID Keyboard Device");
    link("/dev/input/by-id/usb-WIT_122-UFS-event-kbd", "../event5");
    const auto all = found();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].likeness, Likeness::unsure);
    EXPECT_NE(all[0].advice.find("unplug"), std::string::npos);
    EXPECT_EQ(all[1].likeness, Likeness::keyboard);
    EXPECT_NE(all[1].advice.find("clerk"), std::string::npos);
}

TEST_F(Machine, TakesAReceiverOfKeyboardAndMouseForAKeyboard) {
    keyboard("event2", "1-2", "1234:0001", "Wireless Receiver");
    link("/dev/input/by-id/usb-Acme_Receiver-if01-event-kbd", "../event2");
    link("/dev/input/by-id/usb-Acme_Receiver-event-mouse", "../event3");
    ASSERT_EQ(found().size(), 1U);
    EXPECT_EQ(found()[0].likeness, Likeness::keyboard);
}

TEST_F(Machine, ShowsTheSecondOfTwoAlikeByItsSocket) {
    keyboard("event5", "1-1", "0c2e:0b61", "Voyager");
    keyboard("event6", "1-2", "0c2e:0b61", "Voyager");
    link("/dev/input/by-id/usb-Voyager-event-kbd", "../event5");
    link("/dev/input/by-path/usb-1-event-kbd", "../event5");
    link("/dev/input/by-path/usb-2-event-kbd", "../event6");
    const auto all = found();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[1].path, "/dev/input/by-path/usb-2-event-kbd");
    EXPECT_FALSE(all[1].stays);
}

TEST_F(Machine, ShowsHidPosScannersAndNoOtherHidDevices) {
    plug("1-3", "05e0:1300", "DS9308");
    hidraw("hidraw0", "1-3", short_hid_pos_descriptor());
    hidraw("hidraw1", "1-4", std::string_view("\x05\x01\x09\x06\xa1\x01\xc0", 7));
    hidraw("hidraw2", "1-5", "broken");
    write("/dev/hidraw9", "");
    ASSERT_EQ(found().size(), 1U);
    auto one = found()[0];
    EXPECT_EQ(one.line, ScannerLine::hid_pos);
    EXPECT_EQ(one.path, "/dev/hidraw0");
    EXPECT_FALSE(one.stays);
    EXPECT_EQ(one.what, "Acme HID POS");
    EXPECT_EQ(one.maker, "05e0:1300");
    EXPECT_NE(one.advice.find("61-aisle-scanners.rules"), std::string::npos);
    link("/dev/aisle/hid-Acme_1", "../hidraw0");
    one = found()[0];
    EXPECT_EQ(one.path, "/dev/aisle/hid-Acme_1");
    EXPECT_TRUE(one.stays);
    EXPECT_EQ(one.advice, "");
}

TEST_F(Machine, ShowsSerialLinesOfUsb) {
    plug("1-1", "05f9:4204", "Gryphon");
    serial("ttyACM0", "1-1");
    link("/dev/serial/by-id/usb-Datalogic_Gryphon-if00", "../../ttyACM0");
    plug("1-2", "1a86:7523", "USB Serial");
    serial("ttyUSB0", "1-2");
    write("/dev/ttyS1", "");
    write("/sys/class/tty/ttyS1/type", "0\n");
    const auto all = found();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].path, "/dev/serial/by-id/usb-Datalogic_Gryphon-if00");
    EXPECT_EQ(all[0].what, "Acme Gryphon");
    EXPECT_EQ(all[0].likeness, Likeness::scanner);
    EXPECT_EQ(all[1].path, "/dev/ttyUSB0");
    EXPECT_EQ(all[1].likeness, Likeness::unsure);
    EXPECT_EQ(all[1].maker, "1a86:7523");
}

TEST_F(Machine, ShowsTheSerialPortsThatItHas) {
    for (const auto* port : {"ttyS0", "ttyAMA0"}) {
        write("/dev/"s + port, "");
        write("/sys/class/tty/"s + port + "/type", "4\n");
    }
    write("/dev/ttyS1", "");
    const auto all = found();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_EQ(all[0].path, "/dev/ttyAMA0");
    EXPECT_EQ(all[1].path, "/dev/ttyS0");
    EXPECT_EQ(all[1].likeness, Likeness::unsure);
    EXPECT_TRUE(all[1].stays);
    EXPECT_FALSE(all[1].advice.empty());
}

TEST_F(Machine, ShowsAWirelessScannerThatTypes) {
    keyboard("event5", "1-9", "0c2e:0901", "Voyager 1602g");
    write("/sys/devices/usb1/1-9/1:1.0/input/input1/id/bustype", "0005\n");
    keyboard("event6", "1-8", "0001:0001", "AT keyboard without a name of its own");
    const auto all = found();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].path, "/dev/input/event5");
    EXPECT_EQ(all[0].what, "Voyager 1602g");
    EXPECT_EQ(all[0].likeness, Likeness::scanner);
    EXPECT_FALSE(all[0].stays) << "the number is another one each time";
}

TEST_F(Machine, SaysWhichDeviceIsConfiguredAlready) {
    serial("ttyACM0", "1-1");
    link("/dev/serial/by-id/usb-Gryphon-if00", "../../ttyACM0");
    EXPECT_EQ(found({{"lane1", "/dev/ttyACM0"}})[0].device, "lane1");
    EXPECT_EQ(found({{"lane1", "/dev/serial/by-id/usb-Gryphon-if00"}})[0].device, "lane1");
    EXPECT_EQ(found({{"lane1", "/dev/ttyACM1"}, {"net", ""}})[0].device, "");
}

TEST_F(Machine, SaysWhatIsInTheWayOfOpening) {
    link("/dev/input/by-id/usb-Gone-event-kbd", "../event7");
    ASSERT_EQ(found().size(), 1U);
    EXPECT_NE(found()[0].trouble.find("plug the device in"), std::string::npos);
}

TEST_F(Machine, ShowsNothingRawOfWhatADeviceCallsItself) {
    keyboard("event5", "1-1", "0c2e:0b61", "Evil\x1b[2J\xff");
    link("/dev/input/by-id/usb-Evil-event-kbd", "../event5");
    EXPECT_EQ(found()[0].what, "Evil<ESC>[2J\\xFF");
}

TEST_F(Machine, IsBoundedWhateverIsPluggedIn) {
    for (int i = 0; i < 100; ++i) write("/dev/ttyUSB" + std::to_string(i), "");
    EXPECT_EQ(found().size(), 32U);
}

TEST(KeyboardWords, AreJudgedByMakerNameAndBus) {
    EXPECT_EQ(likeness_of({"0c2e", "0003", "Keyboard", true}), Likeness::scanner);
    EXPECT_EQ(likeness_of({"03f0", "0003", "HP Imaging Barcode Scanner", false}),
              Likeness::scanner);
    EXPECT_EQ(likeness_of({"0001", "0011", "AT Translated Set 2 keyboard", false}),
              Likeness::keyboard);
    EXPECT_EQ(likeness_of({"", "", "", false}), Likeness::unsure);
}

// What is a keyboard is known to udev's rules only behind those that find it out.
TEST(ScannerRules, ComeBehindThoseOfTheSystem) {
    std::size_t rules = 0;
    for (const auto& file : fs::directory_iterator(AISLE_SOURCE_DIR "/config/examples")) {
        if (file.path().extension() != ".rules") continue;
        ++rules;
        EXPECT_GT(file.path().filename().string(), "60-persistent-input.rules");
    }
    EXPECT_EQ(rules, 1u);
}

}  // namespace
}  // namespace aisle
