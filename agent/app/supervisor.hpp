// SPDX-License-Identifier: Apache-2.0
// The service manager that started this program, told how it goes: the datagrams of sd_notify(3)
// over the socket that the environment names, without systemd's library. Without that socket
// nothing is told and nothing is wrong. One thread.
#pragma once

#include "agent/base/time.hpp"

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class Supervisor {
public:
    // `environment` is of "NAME=value"; `process` is our own id.
    Supervisor(const std::vector<std::string>& environment, pid_t process);

    // What was asked for may be sent now: it is started.
    void ready(std::string_view status);
    // One line for people: systemctl status shows it.
    void status(std::string_view text);
    void stopping();
    void feed();
    // It kills us when it was not fed for so long; nothing when it does not watch this process.
    std::optional<Micros> patience() const { return patience_; }

private:
    void send(std::string_view message, int flags);

    std::string socket_;  // as sun_path: an abstract one begins with a zero byte
    std::optional<Micros> patience_;
};

}  // namespace aisle
