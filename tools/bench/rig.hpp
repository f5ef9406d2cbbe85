// SPDX-License-Identifier: Apache-2.0
// The real programs on loopback ports: mosquitto with TLS for the device and without for central,
// the hub on SQLite, the daemon. Each ends with the object that started it.
#pragma once

#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tools/bench/samples.hpp"
#include "tools/hub/hub_database.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace aisle {

// Looks every millisecond; stops the bench with `what` when it does not come true.
void wait_until(const std::function<bool()>& so, const char* what);

class Broker {
public:
    Broker();
    std::uint16_t tls_port() const { return tls_port_; }
    std::uint16_t plain_port() const { return plain_port_; }

private:
    ScratchFolder folder_;
    std::uint16_t tls_port_;
    std::uint16_t plain_port_;
    ChildProcess process_;
};

// What the hub has committed, seen by a reader of its database.
class HubWatch {
public:
    explicit HubWatch(const std::string& database);
    std::uint64_t events();
    bool has(const std::string& event_id);

private:
    std::unique_ptr<HubDatabase> database_;
    Statement last_;
    Statement find_;
};

class HubProcess {
public:
    HubProcess(const std::string& programs, const Broker& broker);
    HubWatch watch() const { return HubWatch(database()); }

private:
    std::string database() const { return folder_.file("hub.db"); }

    ScratchFolder folder_;
    ChildProcess process_;
};

struct DaemonOptions {
    std::string programs;
    std::string state;              // a folder
    std::uint16_t broker_port = 0;  // 0: nobody listens
    bool tls = true;
    std::string more{};  // tables of its configuration
};

class Daemon {
public:
    // Returns when a capture could be made.
    explicit Daemon(const DaemonOptions& options);
    ~Daemon();

    std::uint16_t port() const { return port_; }
    pid_t pid() const { return process_.pid(); }
    // From its start to the first good answer of /readyz.
    double ready_ms() const { return ready_ms_; }
    std::string log() const { return read_whole(folder_.file("log")); }

private:
    ScratchFolder folder_;
    std::uint16_t port_;
    ChildProcess process_;
    double ready_ms_ = 0;
};

}  // namespace aisle
