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
    TRY(*layout_, hid_pos_layout_of(descriptor, name()));
    hidraw_devinfo maker{};
    if (::ioctl(fd, HIDIOCGRAWINFO, &maker) == 0 && maker.vendor == honeywell) {
        auto report = switch_on;
        // One that knows no such report sends without it.
        ::ioctl(fd, HIDIOCSFEATURE(report.size()), report.data());
    }
    return {};
}

}  // namespace aisle
