// SPDX-License-Identifier: Apache-2.0
// Stands where the daemon would: a Unix socket that gives one canned answer, in as many pieces as
// it is given, to each caller, and keeps what was asked last.
#pragma once

#include <gtest/gtest.h>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

namespace aisle {

class CannedDaemon {
public:
    // Answers `callers` questions.
    explicit CannedDaemon(std::vector<std::string> pieces, int callers = 1)
        : pieces_(std::move(pieces)) {
        std::string name = std::filesystem::temp_directory_path() / "aisle-ctl-XXXXXX";
        folder_ = ::mkdtemp(name.data());
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path().data(), path().size());
        listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        EXPECT_EQ(::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address),
                  0);
        EXPECT_EQ(::listen(listener_, 8), 0);
        thread_ = std::thread([this, callers] {
            for (int i = 0; i < callers; ++i) serve();
        });
    }
    ~CannedDaemon() {
        // Frees a thread that waits for a caller who never came.
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
        std::filesystem::remove_all(folder_);
    }
    std::string path() const { return folder_ + "/socket"; }
    // Whole after the answer has come.
    const std::string& asked() const { return asked_; }

private:
    void serve() {
        const int caller = ::accept(listener_, nullptr, nullptr);
        if (caller < 0) return;
        asked_.clear();
        while (!is_whole()) {
            char block[4096];
            const auto n = ::read(caller, block, sizeof block);
            if (n <= 0) break;
            asked_.append(block, static_cast<std::size_t>(n));
        }
        for (const auto& piece : pieces_) {
            EXPECT_EQ(::send(caller, piece.data(), piece.size(), MSG_NOSIGNAL),
                      static_cast<ssize_t>(piece.size()));
        }
        ::close(caller);
    }
    bool is_whole() const {
        const auto end = asked_.find("\r\n\r\n");
        if (end == std::string::npos) return false;
        const auto field = asked_.find("Content-Length: ");
        if (field == std::string::npos) return true;
        return asked_.size() >= end + 4 + std::stoul(asked_.substr(field + 16));
    }

    std::vector<std::string> pieces_;
    std::string folder_;
    std::string asked_;
    int listener_ = -1;
    std::thread thread_;
};

inline std::string http_answer(int status, const std::string& body) {
    return "HTTP/1.1 " + std::to_string(status) +
           " X\r\nContent-Type: application/json\r\nContent-Length: " +
           std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace aisle
