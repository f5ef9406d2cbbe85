// SPDX-License-Identifier: Apache-2.0
#include "drivers/printer_line.hpp"

#include "drivers/open_failure.hpp"
#include "drivers/serial_source.hpp"
#include "drivers/stream_read.hpp"
#include "drivers/tcp_source.hpp"

#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <utility>

namespace aisle {
namespace {

using boost::system::error_code;

// An answer that was waiting comes at once.
constexpr std::chrono::milliseconds stale_patience{100};

// Of a socket what the other side has not acknowledged, of a tty what is in its queue. A node that
// cannot say has taken what it took.
std::size_t unsent_of(int fd) {
    int bytes = 0;
    if (fd < 0 || ::ioctl(fd, TIOCOUTQ, &bytes) != 0 || bytes < 0) return 0;
    return static_cast<std::size_t>(bytes);
}

class TcpLine final : public PrinterLine {
public:
    TcpLine(boost::asio::io_context& io, const PrinterOptions& options)
        : source_(io, options.host, options.port) {}

    void open(OpenDone done) override { source_.open(std::move(done)); }
    void read_some(std::span<char> into, ReadDone done) override {
        source_.read_some(into, std::move(done));
    }
    void write_some(std::string_view bytes, WriteDone done) override {
        write_stream(source_.socket(), bytes, std::move(done));
    }
    std::size_t unsent() override {
        auto& socket = source_.socket();
        return socket.is_open() ? unsent_of(socket.native_handle()) : 0;
    }
    void close() override {
        error_code ignored;
        // Else the kernel would go on delivering for minutes, without us.
        if (unsent() > 0) {
            source_.socket().set_option(boost::asio::socket_base::linger(true, 0), ignored);
        }
        source_.close();
    }

private:
    TcpSource source_;
};

class SerialLine final : public PrinterLine {
public:
    SerialLine(boost::asio::io_context& io, const PrinterOptions& options)
        : source_(io, options.path, options.speed,
                  options.hardware_flow ? SerialFlow::rts_cts : SerialFlow::xon_heeded) {}

    void open(OpenDone done) override {
        source_.open([this, done = std::move(done)](Result<void> opened) mutable {
            // What was said to whoever had the line before.
            if (opened) drop_heard(source_.stream().native_handle());
            wrote_ = false;
            done(std::move(opened));
        });
    }
    void read_some(std::span<char> into, ReadDone done) override {
        source_.read_some(into, std::move(done));
    }
    void write_some(std::string_view bytes, WriteDone done) override {
        wrote_ = true;
        write_stream(source_.stream(), bytes, std::move(done));
    }
    std::size_t unsent() override {
        return source_.stream().is_open() ? unsent_of(source_.stream().native_handle()) : 0;
    }
    void close() override {
        if (wrote_ && unsent() > 0) drop_bytes(source_.stream().native_handle());
        // The till may want the line next.
        if (source_.stream().is_open()) ::ioctl(source_.stream().native_handle(), TIOCNXCL);
        source_.close();
    }

private:
    SerialSource source_;
    bool wrote_ = false;  // else what is unsent is somebody else's
};

class NodeLine final : public PrinterLine {
public:
    NodeLine(boost::asio::io_context& io, const PrinterOptions& options)
        : stream_(io), path_(options.path) {}

    void open(OpenDone done) override {
        opened_ = std::move(done);
        if (auto outcome = open_now(); !outcome || !hears_) {
            boost::asio::post(stream_.get_executor(), [this, outcome] { answer(outcome); });
            return;
        }
        // An answer that somebody has not read would be taken for one to our first question.
        stale_.expires_after(stale_patience);
        stale_.async_wait([this](const error_code& cancelled) {
            if (!cancelled) answer({});
        });
        drop_stale();
    }
    void read_some(std::span<char> into, ReadDone done) override {
        if (hears_) return read_stream(stream_, into, std::move(done));
        boost::asio::post(stream_.get_executor(), [this, done = std::move(done)]() mutable {
            done(Error(Errc::denied, path_ + " cannot be read"));
        });
    }
    void write_some(std::string_view bytes, WriteDone done) override {
        write_stream(stream_, bytes, std::move(done));
    }
    std::size_t unsent() override {
        return stream_.is_open() ? unsent_of(stream_.native_handle()) : 0;
    }
    void close() override {
        if (unsent() > 0) drop_bytes(stream_.native_handle());
        stale_.cancel();
        opened_ = nullptr;
        error_code ignored;
        stream_.close(ignored);
    }

private:
    void drop_stale() {
        stream_.async_read_some(boost::asio::buffer(dropped_),
                                [this](const error_code& error, std::size_t) {
                                    if (!error && opened_) drop_stale();
                                });
    }
    void answer(const Result<void>& outcome) {
        if (!opened_) return;
        // The read that waits for stale bytes must not take the first answer.
        error_code ignored;
        if (stream_.is_open()) stream_.cancel(ignored);
        std::exchange(opened_, nullptr)(outcome);
    }

    Result<void> open_now() {
        struct stat status {};
        if (::stat(path_.c_str(), &status) != 0) return open_failure(path_, errno);
        const bool fifo = S_ISFIFO(status.st_mode);
        if (!fifo && !S_ISCHR(status.st_mode)) {
            return Error(Errc::invalid, path_ + " is no device; a printer's is /dev/usb/lp0");
        }
        // A FIFO that is read would give our own bytes back.
        hears_ = !fifo;
        int fd = open_as(hears_ ? O_RDWR : O_WRONLY);
        if (fd < 0 && hears_ && errno == EACCES) {
            hears_ = false;
            fd = open_as(O_WRONLY);
        }
        if (fd < 0) return open_failure(path_, errno);
        error_code error;
        stream_.assign(fd, error);
        if (!error) return {};
        ::close(fd);
        return Error(Errc::io, path_ + " cannot be waited for: " + error.message());
    }
    int open_as(int mode) const {
        return ::open(path_.c_str(), mode | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    }

    boost::asio::posix::stream_descriptor stream_;
    boost::asio::steady_timer stale_{stream_.get_executor()};
    std::array<char, 64> dropped_{};
    OpenDone opened_;
    std::string path_;
    bool hears_ = false;
};

}  // namespace

std::unique_ptr<PrinterLine> make_printer_line(boost::asio::io_context& io,
                                               const PrinterOptions& options) {
    switch (options.port_kind) {
        case PrinterPort::tcp:
            return std::make_unique<TcpLine>(io, options);
        case PrinterPort::serial:
            return std::make_unique<SerialLine>(io, options);
        case PrinterPort::node:
            break;
    }
    return std::make_unique<NodeLine>(io, options);
}

}  // namespace aisle
