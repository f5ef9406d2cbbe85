// SPDX-License-Identifier: Apache-2.0
#include "drivers/evdev_source.hpp"

#include "drivers/open_failure.hpp"

#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>

#include <cerrno>
#include <utility>

namespace aisle {

EvdevSource::EvdevSource(boost::asio::io_context& io, std::string path, bool claim)
    : NodeSource(io, std::move(path), O_RDONLY), claim_(claim) {}

Result<void> EvdevSource::set_up(int fd) {
    int version = 0;
    if (::ioctl(fd, EVIOCGVERSION, &version) != 0) {
        return Error(Errc::invalid, name() + " is no input device; /dev/input/by-id shows them");
    }
    if (!claim_) return {};
    if (::ioctl(fd, EVIOCGRAB, 1) == 0) return {};
    const int cause = errno;
    if (cause != EBUSY) return open_failure(name(), cause);
    return Error(Errc::unavailable,
                 name() + " is grabbed by another program; stop that program, nothing is read");
}

}  // namespace aisle
