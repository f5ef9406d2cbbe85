// SPDX-License-Identifier: Apache-2.0
// Why a connection did not come about. Paho reports almost every failure with the same words and
// tells the reason only in its trace and in OpenSSL's error lines, so those are listened to while a
// connection is being made, and nothing is kept of a line but the few facts below: a trace line may
// hold a proxy's password or a message's first bytes. Pure; one per thread that reports failures.
#pragma once

#include "sync/link.hpp"

#include <string>
#include <string_view>

namespace aisle {

// How Paho reports that a connection did not come about.
struct ConnectFailure {
    int code = 0;  // above 0 the broker's own, from CONNACK
    std::string message;
};

class ConnectClue {
public:
    void hear_trace(std::string_view line);
    void hear_tls(std::string_view line);
    LinkDown explain(const LinkTarget& target, const ConnectFailure& failure) const;

private:
    LinkDown explain_silence(const LinkTarget& target, const ConnectFailure& failure) const;

    bool proxy_asked_ = false;
    bool tls_begun_ = false;
    bool name_mismatch_ = false;
    bool unsent_ = false;  // CONNECT was ready, and there was nobody left to read it
    std::string tls_;      // OpenSSL's reason, or the alert the broker sent
    std::string name_;     // what the resolver said
};

// "certificate verify failed" from a line of OpenSSL's error queue; empty if there is none in it.
std::string openssl_reason(std::string_view line);

}  // namespace aisle
