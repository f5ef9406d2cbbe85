// SPDX-License-Identifier: Apache-2.0
#include "drivers/hidraw_source.hpp"

#include "agent/base/limits.hpp"
#include "drivers/open_failure.hpp"

#include <fcntl.h>
#include <linux/hidraw.h>
#include <sys/ioctl.h>

#include <array>
#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {
namespace {

// Honeywell's scanners send nothing before feature report 254 says 1.
constexpr short honeywell = 0x0c2e;
constexpr std::array<unsigned char, 2> switch_on{254, 1};

Result<std::string> descriptor_of(int fd, const std::string& path) {
    int size = 0;
    hidraw_report_descriptor found{};
    if (::ioctl(fd, HIDIOCGRDESCSIZE, &size) != 0 || size < 0) {
        return Error(Errc::invalid, path + " is no hidraw device; ls /dev/hidraw* shows them");
    }
    found.size = static_cast<unsigned>(size);
    if (::ioctl(fd, HIDIOCGRDESC, &found) != 0) return open_failure(path, errno);
    const auto bytes = std::min<std::size_t>(found.size, sizeof found.value);
    return std::string(reinterpret_cast<const char*>(found.value), bytes);
}

}  // namespace

HidrawSource::HidrawSource(boost::asio::io_context& io, std::string path,
                           std::shared_ptr<HidPosLayout> layout)
    : NodeSource(io, std::move(path), O_RDWR), layout_(std::move(layout)) {}

Result<void> HidrawSource::set_up(int fd) {
    TRY(const auto descriptor, descriptor_of(fd, name()));
    if (!is_hid_pos_scanner(descriptor)) {
        return Error(Errc::invalid, name() +
                                        " is no HID POS scanner; set the scanner to \"USB HID "
                                        "POS\" by its manual's bar code, or use kind evdev");
    }
    *layout_ = find_hid_pos_layout(descriptor).value_or(usual_hid_pos_layout());
    // The kernel would cut it, and half a code looks like a whole one.
    if (layout_->report_bytes > device_read_bytes) {
        return Error(Errc::invalid, name() + " announces reports of " +
                                        std::to_string(layout_->report_bytes) + " bytes; at most " +
                                        std::to_string(device_read_bytes) +
                                        " are read. Set the scanner to serial (CDC) or keyboard");
    }
    hidraw_devinfo maker{};
    if (::ioctl(fd, HIDIOCGRAWINFO, &maker) == 0 && maker.vendor == honeywell) {
        auto report = switch_on;
        // One that knows no such report sends without it.
        ::ioctl(fd, HIDIOCSFEATURE(report.size()), report.data());
    }
    return {};
}

}  // namespace aisle
