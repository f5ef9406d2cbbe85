// SPDX-License-Identifier: Apache-2.0
// Asks the daemon on this machine, over its Unix socket or over TCP: one connection a question,
// HTTP/1.1, with a deadline for the whole of it. Blocks; for the operator's command only.
#pragma once

#include "agent/base/result.hpp"
#include "agent/base/time.hpp"
#include "tools/ctl/answer_reader.hpp"

#include <string>

namespace aisle {

inline constexpr std::string_view daemon_socket_default = "/run/aisle/aisled.sock";
// A capture waits for one commit, a page of the journal for a few reads.
inline constexpr std::chrono::seconds answer_patience{30};

struct Question {
    std::string method = "GET";
    std::string target;
    std::string body;  // JSON; only what is not a GET has one
};

class LocalClient {
public:
    // Exactly one of the two: the path of a socket, or "http://host:port".
    static Result<LocalClient> over_socket(std::string path, const Clock& clock);
    static Result<LocalClient> over_tcp(std::string_view url, const Clock& clock);

    // Errors: unavailable (nobody listens there), denied, timeout, io, corrupt, too_large.
    Result<HttpAnswer> ask(const Question& question) const;

private:
    LocalClient(std::string host, std::string path, const Clock& clock)
        : host_(std::move(host)), path_(std::move(path)), clock_(&clock) {}

    std::string host_;  // "host:port"; for a socket the name that stands in Host
    std::string path_;  // of the socket; empty: over TCP
    const Clock* clock_;
};

}  // namespace aisle
