// SPDX-License-Identifier: Apache-2.0
#include "drivers/node_watch.hpp"

#include <boost/asio/buffer.hpp>

#include <sys/inotify.h>
#include <unistd.h>

#include <cstring>
#include <string_view>
#include <utility>

namespace aisle {

NodeWatch::NodeWatch(boost::asio::io_context& io, const std::string& path) : stream_(io) {
    const auto slash = path.rfind('/');
    if (slash == std::string::npos) return;
    folder_ = path.substr(0, std::max<std::size_t>(slash, 1));
    file_ = path.substr(slash + 1);
}

void NodeWatch::start(Function<void()> appeared) {
    if (folder_.empty()) return;
    appeared_ = std::move(appeared);
    const int fd = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (fd < 0) return;
    boost::system::error_code error;
    std::uint32_t what = IN_CREATE | IN_MOVED_TO | IN_ATTRIB | IN_ONLYDIR;
    if (file_.empty()) what |= IN_MODIFY;
    const int watch = ::inotify_add_watch(fd, folder_.c_str(), what);
    if (watch >= 0) stream_.assign(fd, error);
    if (watch < 0 || error) {
        ::close(fd);
        return;
    }
    wait();
}

void NodeWatch::stop() {
    boost::system::error_code ignored;
    stream_.close(ignored);
}

void NodeWatch::wait() {
    stream_.async_read_some(boost::asio::buffer(events_),
                            [this](const boost::system::error_code& error, std::size_t size) {
                                if (error) return;
                                if (names_it(size)) appeared_();
                                if (stream_.is_open()) wait();
                            });
}

bool NodeWatch::names_it(std::size_t size) const {
    if (file_.empty()) return true;
    for (std::size_t at = 0; at + sizeof(inotify_event) <= size;) {
        inotify_event event{};
        std::memcpy(&event, events_.data() + at, sizeof event);
        at += sizeof event;
        // Filled up with zeros to its length.
        const auto room = std::min<std::size_t>(event.len, size - at);
        const std::string_view name(events_.data() + at, ::strnlen(events_.data() + at, room));
        if (name == file_) return true;
        at += room;
    }
    return false;
}

}  // namespace aisle
