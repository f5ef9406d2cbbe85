// SPDX-License-Identifier: Apache-2.0
#include "drivers/serial_source.hpp"

#include "drivers/open_failure.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace aisle {

SerialSource::SerialSource(boost::asio::io_context& io, std::string path, unsigned speed,
                           SerialFlow flow)
    : NodeSource(io, std::move(path), O_RDWR), speed_(speed), flow_(flow) {}

Result<void> SerialSource::set_up(int fd) {
    if (::isatty(fd) == 0) {
        return Error(Errc::invalid,
                     name() + " is no serial line; a FIFO or a raw device is of kind fd");
    }
    // root may open a line that another holds, so this is asked of others only by the kernel.
    if (::ioctl(fd, TIOCEXCL) != 0) return open_failure(name(), errno);
    const auto set = set_line(fd, speed_, flow_);
    return set ? set : set.error().at(name());
}

}  // namespace aisle
