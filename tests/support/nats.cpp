// SPDX-License-Identifier: Apache-2.0
#include "tests/support/nats.hpp"

#include "agent/base/check.hpp"
#include "tests/support/loopback.hpp"

#include <csignal>
#include <filesystem>

namespace aisle {

Nats::Nats() {
    start();
}

bool Nats::runs() {
    const auto said = [this] { return times_said("Server is ready\n", log()) > starts_; };
    if (!soon([&] { return !process_.running() || said(); }) || !process_.running()) return false;
    ++starts_;
    return true;
}

void Nats::start() {
    // Another program may take a port first; then other ports, but never a second time.
    for (int attempt = 0; attempt < 5; ++attempt) {
        const bool first = port_ == 0;
        if (first) port_ = free_port();
        // Its own protocol cannot be turned off, and nobody speaks it here.
        const auto own = std::to_string(free_port());
        folder_.write("nats.conf", "server_name: aisle\nlisten: \"127.0.0.1:" + own +
                                       "\"\njetstream { store_dir: \"" + folder_.file("memory") +
                                       "\" }\nmqtt { listen: \"127.0.0.1:" + std::to_string(port_) +
                                       "\" }\n");
        process_ =
            ChildProcess({"nats-server", "-c", folder_.file("nats.conf")}, folder_.file("log"));
        if (runs()) return;
        CHECK(first, log().c_str());
        port_ = 0;
    }
    CHECK(false, log().c_str());
}

void Nats::kill() {
    process_.signal(SIGKILL);
    process_.wait();
}

void Nats::start_without_memory() {
    kill();
    std::filesystem::remove_all(folder_.file("memory"));
    start();
}

}  // namespace aisle
