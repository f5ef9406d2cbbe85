// SPDX-License-Identifier: Apache-2.0
#include "drivers/serial_source.hpp"

#include "drivers/device_options.hpp"
#include "drivers/open_failure.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

namespace aisle {
namespace {

constexpr std::array<speed_t, serial_speeds.size()> kernel_speeds{
    B1200, B2400, B4800, B9600, B19200, B38400, B57600, B115200, B230400, B460800, B921600};

Result<speed_t> kernel_speed(unsigned speed) {
    for (std::size_t i = 0; i < serial_speeds.size(); ++i) {
        if (serial_speeds[i] == speed) return kernel_speeds[i];
    }
    return Error(Errc::invalid, "a serial line has no speed " + std::to_string(speed));
}

}  // namespace

void drop_bytes(int fd) {
    ::tcflush(fd, TCIOFLUSH);
}

void drop_heard(int fd) {
    ::tcflush(fd, TCIFLUSH);
}

SerialSource::SerialSource(boost::asio::io_context& io, std::string path, unsigned speed,
                           SerialFlow flow)
    : NodeSource(io, std::move(path), O_RDWR), speed_(speed), flow_(flow) {}

Result<void> SerialSource::set_up(int fd) {
    termios line{};
    if (::tcgetattr(fd, &line) != 0) {
        return Error(Errc::invalid,
                     name() + " is no serial line; a FIFO or a raw device is of kind fd");
    }
    // root may open a line that another holds, so this is asked of others only by the kernel.
    if (::ioctl(fd, TIOCEXCL) != 0) return open_failure(name(), errno);
    ::cfmakeraw(&line);
    line.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS);
    line.c_cflag |= CLOCAL | CREAD;
    line.c_iflag &= ~static_cast<tcflag_t>(IXOFF | IXANY);
    if (flow_ == SerialFlow::rts_cts) line.c_cflag |= CRTSCTS;
    if (flow_ == SerialFlow::xon_xoff) line.c_iflag |= IXON;
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    TRY(const auto speed, kernel_speed(speed_));
    if (::cfsetspeed(&line, speed) != 0 || ::tcsetattr(fd, TCSANOW, &line) != 0) {
        return Error(Errc::io, name() + " refuses " + std::to_string(speed_) +
                                   " bits a second: " + std::generic_category().message(errno));
    }
    // A pseudo-terminal has no such wires; that it says so is no failure.
    const int wires = TIOCM_DTR | TIOCM_RTS;
    ::ioctl(fd, TIOCMBIS, &wires);
    return {};
}

}  // namespace aisle
