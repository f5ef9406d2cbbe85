// SPDX-License-Identifier: Apache-2.0
#include "drivers/serial_source.hpp"

#include "drivers/device_options.hpp"
#include "drivers/open_failure.hpp"
#include "drivers/stream_read.hpp"

#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

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

SerialSource::SerialSource(boost::asio::io_context& io, std::string path, unsigned speed)
    : stream_(io), path_(std::move(path)), speed_(speed) {}

void SerialSource::open(OpenDone done) {
    asio::post(stream_.get_executor(),
               [done = std::move(done), outcome = open_now()]() mutable { done(outcome); });
}

Result<void> SerialSource::open_now() {
    // Non-blocking, or the call would wait for the carrier of a modem that is not there.
    const int fd = ::open(path_.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return open_failure(path_, errno);
    auto ready = set_up(fd);
    boost::system::error_code error;
    if (ready) stream_.assign(fd, error);
    if (error) ready = Error(Errc::io, path_ + " cannot be waited for: " + error.message());
    if (!ready) ::close(fd);
    return ready;
}

Result<void> SerialSource::set_up(int fd) const {
    termios line{};
    if (::tcgetattr(fd, &line) != 0) {
        return Error(Errc::invalid,
                     path_ + " is no serial line; a FIFO or a raw device is of kind fd");
    }
    // root may open a line that another holds, so this is asked of others only by the kernel.
    if (::ioctl(fd, TIOCEXCL) != 0) return open_failure(path_, errno);
    ::cfmakeraw(&line);
    line.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS);
    line.c_cflag |= CLOCAL | CREAD;
    line.c_iflag &= ~static_cast<tcflag_t>(IXOFF | IXANY);
    line.c_cc[VMIN] = 1;
    line.c_cc[VTIME] = 0;
    TRY(const auto speed, kernel_speed(speed_));
    if (::cfsetspeed(&line, speed) != 0 || ::tcsetattr(fd, TCSANOW, &line) != 0) {
        return Error(Errc::io, path_ + " refuses " + std::to_string(speed_) +
                                   " bits a second: " + std::generic_category().message(errno));
    }
    // A pseudo-terminal has no such wires; that it says so is no failure.
    const int wires = TIOCM_DTR | TIOCM_RTS;
    ::ioctl(fd, TIOCMBIS, &wires);
    return {};
}

void SerialSource::read_some(std::span<char> into, ReadDone done) {
    read_stream(stream_, into, [this, done = std::move(done)](Result<std::size_t> size) mutable {
        // A tty never ends in order: nothing left to read means that it was hung up.
        if (size && *size == 0) size = Error(Errc::io, path_ + " was unplugged; plug it in again");
        done(std::move(size));
    });
}

void SerialSource::close() {
    boost::system::error_code ignored;
    stream_.close(ignored);
}

}  // namespace aisle
