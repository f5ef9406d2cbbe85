// SPDX-License-Identifier: Apache-2.0
// A relay between a device and its broker that counts what passes: the bytes of TCP's payload, so
// with TLS and MQTT and without the headers of IP and TCP. One connection at a time.
#pragma once

#include "tests/support/loopback.hpp"

#include <atomic>
#include <cstdint>
#include <thread>

namespace aisle {

class ByteRelay {
public:
    explicit ByteRelay(std::uint16_t behind);
    ~ByteRelay();
    ByteRelay(const ByteRelay&) = delete;
    ByteRelay& operator=(const ByteRelay&) = delete;

    std::uint16_t port() const { return listener_.port(); }
    std::uint64_t bytes_up() const { return up_; }
    std::uint64_t bytes_down() const { return down_; }

private:
    void run(std::uint16_t behind);
    void relay(Stream& device, Stream& broker);

    Listener listener_;
    std::atomic<std::uint64_t> up_ = 0;
    std::atomic<std::uint64_t> down_ = 0;
    std::atomic<bool> ended_ = false;
    std::thread thread_;
};

}  // namespace aisle
