// SPDX-License-Identifier: Apache-2.0
#include "drivers/fd_source.hpp"

#include "drivers/open_failure.hpp"
#include "drivers/stream_read.hpp"

#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace aisle {

FdSource::FdSource(boost::asio::io_context& io, std::string path)
    : stream_(io), name_(std::move(path)) {
    if (name_ == "-") {
        inherited_ = STDIN_FILENO;
        name_ = "standard input";
    }
}

FdSource::FdSource(boost::asio::io_context& io, int inherited, std::string name)
    : stream_(io), name_(std::move(name)), inherited_(inherited) {}

FdSource::~FdSource() {
    close();
}

void FdSource::open(OpenDone done) {
    asio::post(stream_.get_executor(),
               [done = std::move(done), outcome = open_now()]() mutable { done(outcome); });
}

Result<void> FdSource::open_now() {
    TRY(const int fd, inherited_ ? open_inherited() : open_path());
    boost::system::error_code error;
    stream_.assign(fd, error);
    if (!error) return {};
    ::close(fd);
    return Error(Errc::io, name_ + " cannot be waited for: " + error.message());
}

Result<int> FdSource::open_path() const {
    struct stat status {};
    if (::stat(name_.c_str(), &status) != 0) return open_failure(name_, errno);
    if (!S_ISFIFO(status.st_mode) && !S_ISCHR(status.st_mode)) {
        // A file would be read again from its beginning for ever.
        return Error(Errc::invalid,
                     name_ + " is neither a FIFO nor a device; make one with mkfifo");
    }
    const int mode = S_ISFIFO(status.st_mode) ? O_RDWR : O_RDONLY;
    const int fd = ::open(name_.c_str(), mode | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) return open_failure(name_, errno);
    return fd;
}

Result<int> FdSource::open_inherited() {
    if (ended_) return Error(Errc::dead, name_ + " has ended; start again to read from it");
    const int flags = ::fcntl(*inherited_, F_GETFL);
    const int fd = ::fcntl(*inherited_, F_DUPFD_CLOEXEC, 0);
    if (flags < 0 || fd < 0) return Error(Errc::dead, name_ + " is not open");
    flags_before_ = flags;
    return fd;
}

void FdSource::read_some(std::span<char> into, ReadDone done) {
    read_stream(stream_, into, [this, done = std::move(done)](Result<std::size_t> size) mutable {
        if (size && *size == 0) ended_ = true;
        done(std::move(size));
    });
}

void FdSource::close() {
    boost::system::error_code ignored;
    stream_.close(ignored);
    if (const auto flags = std::exchange(flags_before_, std::nullopt)) {
        ::fcntl(*inherited_, F_SETFL, *flags);
    }
}

}  // namespace aisle
