// SPDX-License-Identifier: Apache-2.0
// The real splice, what stands for a printer behind it, and a till in front of it.
#pragma once

#include "agent/base/entropy.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <sys/socket.h>

#include <cstdint>
#include <mutex>
#include <string>

namespace aisle {

// A printer that keeps what it was sent and answers each status request with a byte.
class Printer {
public:
    Printer() : server_([this](Stream& stream) { serve(stream); }) {}
    std::uint16_t port() const { return server_.port(); }
    std::string got() {
        const std::lock_guard lock(mutex_);
        return got_;
    }

private:
    void serve(Stream& stream) {
        while (true) {
            const auto bytes = stream.read_some();
            if (bytes.empty()) return;
            if (bytes.find("\x10\x04") != std::string::npos) stream.write("\x16");
            const std::lock_guard lock(mutex_);
            got_ += bytes;
        }
    }
    std::mutex mutex_;
    std::string got_;
    LoopbackServer server_;
};

class Tap {
public:
    Tap(std::uint16_t printer, const std::string& copy)
        : Tap("tcp:127.0.0.1:" + std::to_string(printer), copy) {}
    Tap(const std::string& printer, const std::string& copy)
        : Tap("tcp:127.0.0.1:0", printer, copy) {
        EXPECT_TRUE(soon([this] { return port() != 0; }));
    }
    Tap(const std::string& till, const std::string& printer, const std::string& copy)
        : process_({AISLE_BINARY_DIR "/aisle-tap", "--from", till, "--to", printer, "--copy", copy},
                   folder_.file("said")) {}
    std::uint16_t port() const {
        const auto said = read_whole(folder_.file("said"));
        const auto at = said.find("port ");
        if (at == std::string::npos || !said.ends_with('\n')) return 0;
        return static_cast<std::uint16_t>(std::stoi(said.substr(at + 5)));
    }
    ChildProcess& process() { return process_; }
    std::string said() const { return read_whole(folder_.file("said")); }

private:
    ScratchFolder folder_;
    ChildProcess process_;
};

inline std::string noise(std::size_t size) {
    SeededEntropy chance(42);
    std::string bytes(size, '\0');
    for (auto& byte : bytes) byte = static_cast<char>(chance.below(256));
    return bytes;
}

inline void print(std::uint16_t port, const std::string& bytes) {
    auto till = Stream::connect_to(port);
    ASSERT_TRUE(till.open());
    ASSERT_TRUE(till.write(bytes));
    ::shutdown(till.fd(), SHUT_WR);
    while (!till.read_some().empty()) {
    }
}

}  // namespace aisle
