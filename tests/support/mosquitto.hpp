// SPDX-License-Identifier: Apache-2.0
// A real mosquitto on a free loopback port, with a configuration of its own, stopped by its process
// id. It may be killed and started again on the same port, with or without its memory.
#pragma once

#include "sync/broker_url.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

struct MosquittoOptions {
    bool tls = false;
    bool require_certificate = false;  // and the user name is then the certificate's CN
    bool elsewhere = false;            // shows a certificate for another host
    bool waits = false;                // does not start before it is asked to
    bool expired = false;              // shows one that was good until yesterday
    bool keep_memory = false;          // persistence, written at an orderly stop
    std::string acl{};                 // the ACL file's text; empty: everything is allowed
    std::vector<std::pair<std::string, std::string>> passwords{};  // user, password
    std::string lines{};                                           // more of mosquitto.conf
};

class Mosquitto {
public:
    explicit Mosquitto(MosquittoOptions options = {});

    void stop();  // in order
    void kill();  // not
    // On the same port. Returns when it answers.
    void start();
    // Reads its files again: access lists, passwords.
    void reload();

    BrokerUrl url() const;
    std::uint16_t port() const { return port_; }
    std::string log() const { return read_whole(folder_.file("log")); }
    // Words for mosquitto_pub and mosquitto_sub: address, port and authority.
    std::vector<std::string> client_words() const;

private:
    void configure();
    bool runs();

    MosquittoOptions options_;
    ScratchFolder folder_;
    std::uint16_t port_ = 0;
    std::size_t starts_ = 0;
    ChildProcess process_;
};

}  // namespace aisle
