// SPDX-License-Identifier: Apache-2.0
// Says when a name in a folder of devices appears, or becomes readable: a scanner that was plugged
// in again is opened at once, and not when the next try is due. Of a folder of files: when any of
// them is written, too. Where nothing can be watched it says nothing, and the tries go on. Source:
// inotify(7). The thread of its io_context.
#pragma once

#include "agent/base/function.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <array>
#include <cstddef>
#include <string>

namespace aisle {

class NodeWatch {
public:
    // An empty path, or "-", is not watched; of a path with a slash at its end, all in that folder.
    NodeWatch(boost::asio::io_context& io, const std::string& path);

    void start(Function<void()> appeared);
    void stop();

private:
    void wait();
    bool names_it(std::size_t size) const;

    boost::asio::posix::stream_descriptor stream_;
    std::string folder_;
    std::string file_;
    Function<void()> appeared_;
    alignas(8) std::array<char, 4096> events_{};
};

}  // namespace aisle
