// SPDX-License-Identifier: Apache-2.0
// Who may ask at all, decided from the header before a body is read. The interface has no
// passwords, so it must be certain that no web page can use a browser on this machine to reach it:
// an exact list of hosts defeats DNS rebinding, and nothing of another origin changes anything.
// Pure; any thread.
#pragma once

#include "agent/api/problem.hpp"
#include "agent/api/request.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

class Gate {
public:
    // Loopback names with the port, and the further hosts exactly as a browser sends them.
    Gate(std::uint16_t port, const std::vector<std::string>& further_hosts);

    // The refusal, or nothing. An origin is that of a page of one of the hosts; on the Unix socket
    // names of hosts mean nothing.
    std::optional<Problem> refuse(const Request& request, Door door) const;

private:
    bool knows(std::string_view host) const;
    std::optional<Problem> refuse_host(const Request& request) const;
    std::optional<Problem> refuse_origin(const Request& request) const;

    std::vector<std::string> hosts_;
};

}  // namespace aisle
