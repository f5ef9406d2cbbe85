// SPDX-License-Identifier: Apache-2.0
#include "drivers/node_source.hpp"

#include "drivers/open_failure.hpp"
#include "drivers/stream_read.hpp"

#include <boost/asio/post.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace aisle {

NodeSource::NodeSource(boost::asio::io_context& io, std::string path, int mode)
    : stream_(io), path_(std::move(path)), mode_(mode) {}

void NodeSource::open(OpenDone done) {
    asio::post(stream_.get_executor(),
               [done = std::move(done), outcome = open_now()]() mutable { done(outcome); });
}

Result<void> NodeSource::open_now() {
    // Non-blocking, or the call would wait for the carrier of a modem that is not there.
    const int fd = ::open(path_.c_str(), mode_ | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return open_failure(path_, errno);
    auto ready = set_up(fd);
    boost::system::error_code error;
    if (ready) stream_.assign(fd, error);
    if (error) ready = Error(Errc::io, path_ + " cannot be waited for: " + error.message());
    if (!ready) ::close(fd);
    return ready;
}

void NodeSource::read_some(std::span<char> into, ReadDone done) {
    read_stream(stream_, into, [this, done = std::move(done)](Result<std::size_t> size) mutable {
        // A device never ends in order: nothing left to read means that it was hung up.
        if (size ? *size == 0 : size.error().kind() == Errc::io) {
            size = Error(Errc::io, path_ + " was unplugged; plug it in again");
        }
        done(std::move(size));
    });
}

void NodeSource::close() {
    boost::system::error_code ignored;
    stream_.close(ignored);
}

}  // namespace aisle
