// SPDX-License-Identifier: Apache-2.0
// A real RabbitMQ with its MQTT plugin, on free loopback ports, with folders, a node name and a
// port mapper (epmd) of its own; both are stopped by their process ids. It speaks MQTT 3.1.1 only,
// and hangs up on anything else without a word. It knows one user. Starting takes some 14 s: once
// for each program, and once more where its memory is to be lost.
#pragma once

#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class Rabbitmq {
public:
    static constexpr std::string_view user = "shop";
    static constexpr std::string_view password = "not-guest";

    Rabbitmq();

    void kill();
    // On the same port, with nothing of what it knew. Returns when it answers.
    void start_without_memory();

    std::uint16_t port() const { return port_; }
    std::string log() const { return read_whole(folder_.file("log")); }

private:
    void start();
    void start_mapper();
    bool runs();
    std::vector<std::string> words() const;

    ScratchFolder folder_;
    std::uint16_t port_ = 0;
    std::uint16_t mapper_port_ = 0;
    std::uint16_t node_port_ = 0;
    std::size_t starts_ = 0;
    ChildProcess mapper_;
    ChildProcess node_;
};

}  // namespace aisle
