// SPDX-License-Identifier: Apache-2.0
// A real nats-server on free loopback ports, with JetStream and MQTT and a folder of its own,
// stopped by its process id. It speaks MQTT 3.1.1 only, and says so in its words
// (CONNACK 1).
#pragma once

#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <cstdint>
#include <string>

namespace aisle {

class Nats {
public:
    Nats();

    void kill();
    // On the same port, with nothing of what it knew. Returns when it answers.
    void start_without_memory();

    std::uint16_t port() const { return port_; }
    std::string log() const { return read_whole(folder_.file("log")); }

private:
    void start();
    bool runs();

    ScratchFolder folder_;
    std::uint16_t port_ = 0;
    std::size_t starts_ = 0;
    ChildProcess process_;
};

}  // namespace aisle
