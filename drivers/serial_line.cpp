// SPDX-License-Identifier: Apache-2.0
#include "drivers/serial_line.hpp"

#include <sys/ioctl.h>
#include <termios.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <system_error>

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

void set_flow(termios& line, SerialFlow flow) {
    line.c_cflag &= ~static_cast<tcflag_t>(CRTSCTS);
    line.c_iflag &= ~static_cast<tcflag_t>(IXON | IXOFF | IXANY);
    if (flow == SerialFlow::rts_cts) line.c_cflag |= CRTSCTS;
    if (flow == SerialFlow::xon_sent) line.c_iflag |= IXOFF;
    if (flow == SerialFlow::xon_heeded) line.c_iflag |= IXON;
}

}  // namespace

bool is_serial_speed(unsigned speed) {
    return std::ranges::find(serial_speeds, speed) != serial_speeds.end();
}

Result<void> set_line(int tty, unsigned speed, SerialFlow flow) {
    TRY(const auto known, kernel_speed(speed));
    termios line{};
    if (::tcgetattr(tty, &line) != 0) return Error(Errc::invalid, "this is no serial line");
    ::cfmakeraw(&line);
    line.c_cflag &= ~static_cast<tcflag_t>(CSTOPB);
    line.c_cflag |= CLOCAL | CREAD;
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    set_flow(line, flow);
    if (::cfsetspeed(&line, known) != 0 || ::tcsetattr(tty, TCSANOW, &line) != 0) {
        return Error(Errc::io, "the line refuses " + std::to_string(speed) +
                                   " bits a second: " + std::generic_category().message(errno));
    }
    // A pseudo-terminal has no such wires; that it says so is no failure.
    const int wires = TIOCM_DTR | TIOCM_RTS;
    ::ioctl(tty, TIOCMBIS, &wires);
    return {};
}

void drop_bytes(int tty) {
    ::tcflush(tty, TCIOFLUSH);
}

void drop_heard(int tty) {
    ::tcflush(tty, TCIFLUSH);
}

}  // namespace aisle
