// SPDX-License-Identifier: Apache-2.0
// The way to a server, step by step: its name, a connection, and what it shows when TLS is opened.
// Each step says what the system said, in its words. Blocks, each step for some seconds at most but
// for a name server that does not answer.
#pragma once

#include "agent/base/crypto/tls_dialogue.hpp"

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <vector>

namespace aisle {

struct NetworkAddress {
    sockaddr_storage bytes{};
    socklen_t size = 0;
    std::string text;  // "192.0.2.1"
};

struct NameFacts {
    std::vector<NetworkAddress> addresses;
    std::string error;  // empty: it has the addresses above
};

struct ReachFacts {
    std::string address;  // the first that answered
    std::string error;    // empty: it did
};

struct TlsFacts {
    TlsView view;
    std::string error;  // empty: the view is what was shown
};

NameFacts resolve_name(const std::string& host, std::uint16_t port);
ReachFacts reach(const NameFacts& name);
TlsFacts look_at_tls(const NameFacts& name, const TlsWish& wish);

}  // namespace aisle
