// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/byte_relay.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>

namespace aisle {
namespace {

constexpr int look_ms = 100;  // how soon the end is noticed

// What came at once leaves at once: the relay adds no delay of Nagle's to those there are.
void send_at_once(const Stream& stream) {
    const int on = 1;
    setsockopt(stream.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

// False at its end.
bool pass_on(Stream& from, Stream& to, std::atomic<std::uint64_t>& count) {
    const auto bytes = from.read_some();
    count += bytes.size();
    return !bytes.empty() && to.write(bytes);
}

}  // namespace

ByteRelay::ByteRelay(std::uint16_t behind) : thread_([this, behind] { run(behind); }) {}

ByteRelay::~ByteRelay() {
    ended_ = true;
    listener_.cut();
    thread_.join();
}

void ByteRelay::run(std::uint16_t behind) {
    while (!ended_) {
        Stream device = listener_.accept();
        if (!device.open()) return;
        Stream broker = Stream::connect_to(behind);
        send_at_once(device);
        send_at_once(broker);
        if (broker.open()) relay(device, broker);
    }
}

void ByteRelay::relay(Stream& device, Stream& broker) {
    std::array<pollfd, 2> ready{pollfd{device.fd(), POLLIN, 0}, pollfd{broker.fd(), POLLIN, 0}};
    while (!ended_) {
        if (poll(ready.data(), ready.size(), look_ms) <= 0) continue;
        if (ready[0].revents != 0 && !pass_on(device, broker, up_)) return;
        if (ready[1].revents != 0 && !pass_on(broker, device, down_)) return;
    }
}

}  // namespace aisle
