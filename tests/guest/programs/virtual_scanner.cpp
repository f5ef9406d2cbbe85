// SPDX-License-Identifier: Apache-2.0
#include "tests/guest/programs/virtual_scanner.hpp"

#include "tests/drivers/hid_reports.hpp"
#include "tests/guest/programs/stallable_till.hpp"

#include <fcntl.h>
#include <linux/uhid.h>
#include <linux/uinput.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace aisle {
namespace {

namespace fs = std::filesystem;

constexpr Millis between_reports{1};
constexpr std::uint16_t vendor = 0x1209, product = 0xa151;
constexpr char gs = '\x1d';

class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() {
        if (fd_ >= 0) ::close(fd_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int get() const { return fd_; }
    bool write(const void* bytes, std::size_t size) const {
        return ::write(fd_, bytes, size) == static_cast<ssize_t>(size);
    }

private:
    int fd_;
};

std::string first_line_of(const fs::path& path) {
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line;
}

std::string text_of(const fs::path& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// The kernel makes nodes a moment after it has made the device.
template <class Find>
std::string awaited(Find find) {
    for (int i = 0; i < 500; ++i) {
        auto node = find();
        if (!node.empty() && ::access(node.c_str(), R_OK) == 0) return node;
        wait_for_millis(Millis(10));
    }
    return {};
}

std::string hidraw_node_of(std::string_view name) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/sys/class/hidraw", none)) {
        const auto words = text_of(entry.path() / "device/uevent");
        if (words.find("HID_NAME=" + std::string(name) + "\n") != std::string::npos) {
            return "/dev/" + entry.path().filename().string();
        }
    }
    return {};
}

class VirtualKeyboard final : public VirtualScanner {
public:
    VirtualKeyboard(int fd, std::string name, KeyboardLayout layout)
        : fd_(fd), name_(std::move(name)), keys_(layout) {}

    bool create() {
        for (const auto type : {EV_KEY, EV_MSC, EV_SYN}) {
            if (::ioctl(fd_.get(), UI_SET_EVBIT, type) != 0) return false;
        }
        ::ioctl(fd_.get(), UI_SET_MSCBIT, MSC_SCAN);
        for (int key = 1; key < 128; ++key) ::ioctl(fd_.get(), UI_SET_KEYBIT, key);
        uinput_setup setup{};
        setup.id = {BUS_USB, vendor, product, 1};
        name_.copy(setup.name, sizeof setup.name - 1);
        return ::ioctl(fd_.get(), UI_DEV_SETUP, &setup) == 0 &&
               ::ioctl(fd_.get(), UI_DEV_CREATE) == 0;
    }

    std::string node() const override {
        return awaited([this] { return input_node_of(name_); });
    }

    void scan(std::string_view code) override {
        scan_part(code);
        keys_.enter();
        send();
    }

    void scan_part(std::string_view part) override {
        while (!part.empty()) {
            const auto size = std::min(part.find(gs), part.size());
            keys_.text(part.substr(0, size));
            if (size < part.size()) separate();
            part.remove_prefix(std::min(size + 1, part.size()));
        }
        send();
    }

    bool can_say(std::string_view sign) const override { return keys_.has(sign); }

private:
    void separate() {
        by_number_ = !by_number_;
        if (by_number_) {
            keys_.alt_number("029");
        } else {
            keys_.tap_with(KEY_LEFTCTRL, KEY_RIGHTBRACE);
        }
    }

    void send() {
        constexpr auto size = sizeof(input_event);
        const auto bytes = keys_.take();
        std::size_t begin = 0;
        for (std::size_t at = 0; at + size <= bytes.size(); at += size) {
            input_event event;
            std::memcpy(&event, bytes.data() + at, size);
            if (event.type != EV_SYN) continue;
            fd_.write(bytes.data() + begin, at + size - begin);
            begin = at + size;
            wait_for_millis(between_reports);
        }
    }

    Descriptor fd_;
    std::string name_;
    TypedKeys keys_;
    bool by_number_ = false;
};

class VirtualHidPos final : public VirtualScanner {
public:
    VirtualHidPos(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}

    bool create() {
        const auto descriptor = short_hid_pos_descriptor();
        const auto layout = find_hid_pos_layout(descriptor);
        if (!layout) return false;
        layout_ = *layout;
        uhid_event event{};
        event.type = UHID_CREATE2;
        auto& made = event.u.create2;
        name_.copy(reinterpret_cast<char*>(made.name), sizeof made.name - 1);
        made.rd_size = static_cast<std::uint16_t>(descriptor.size());
        made.bus = BUS_USB;
        made.vendor = vendor;
        made.product = product;
        std::memcpy(made.rd_data, descriptor.data(), descriptor.size());
        return fd_.write(&event, sizeof event);
    }

    std::string node() const override {
        return awaited([this] { return hidraw_node_of(name_); });
    }

    void scan(std::string_view code) override { send(code, false); }
    void scan_part(std::string_view part) override { send(part, true); }
    bool can_say(std::string_view) const override { return true; }

private:
    void send(std::string_view code, bool continued) {
        for (auto& report : hid_reports(layout_, code, "]Q3")) {
            if (continued && layout_.continued) write_bits(report, *layout_.continued, 1);
            uhid_event event{};
            event.type = UHID_INPUT2;
            event.u.input2.size = static_cast<std::uint16_t>(report.size());
            std::memcpy(event.u.input2.data, report.data(), report.size());
            fd_.write(&event, sizeof event);
            wait_for_millis(between_reports);
        }
        // What the kernel asks of the device (it was opened, it was closed) waits to be read.
        uhid_event asked{};
        while (::read(fd_.get(), &asked, sizeof asked) > 0) {
        }
    }

    Descriptor fd_;
    std::string name_;
    HidPosLayout layout_;
};

}  // namespace

std::string input_node_of(std::string_view name) {
    std::error_code none;
    for (const auto& entry : fs::directory_iterator("/sys/class/input", none)) {
        const auto node = entry.path().filename().string();
        if (node.starts_with("event") && first_line_of(entry.path() / "device/name") == name) {
            return "/dev/input/" + node;
        }
    }
    return {};
}

std::unique_ptr<VirtualScanner> make_virtual_keyboard(const std::string& name,
                                                      KeyboardLayout layout) {
    auto made = std::make_unique<VirtualKeyboard>(::open("/dev/uinput", O_WRONLY), name, layout);
    return made->create() ? std::move(made) : nullptr;
}

std::unique_ptr<VirtualScanner> make_virtual_hid_pos(const std::string& name) {
    auto made = std::make_unique<VirtualHidPos>(::open("/dev/uhid", O_RDWR | O_NONBLOCK), name);
    return made->create() ? std::move(made) : nullptr;
}

}  // namespace aisle
