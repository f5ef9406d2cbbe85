// SPDX-License-Identifier: Apache-2.0
// A counter that is never empty: callers whose connections stay open, and of whom each asks again
// as soon as it is answered. One thread.
#pragma once

#include "tests/support/loopback.hpp"

#include <poll.h>

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

class Callers {
public:
    explicit Callers(std::uint16_t port, std::size_t count = 32) : port_(port) {
        for (std::size_t i = 0; i < count; ++i) calls_.push_back({Stream::connect_to(port), {}});
    }

    // How many answers there were of each status. Fewer than bodies when a connection broke.
    std::map<int, std::size_t> post(const std::string& path,
                                    const std::vector<std::string>& bodies) {
        std::map<int, std::size_t> statuses;
        std::size_t asked = 0;
        std::size_t answered = 0;
        for (auto& call : calls_) {
            if (asked < bodies.size()) ask(call, path, bodies[asked++]);
        }
        while (answered < bodies.size()) {
            std::vector<pollfd> looks;
            for (const auto& call : calls_) looks.push_back({call.stream.fd(), POLLIN, 0});
            if (::poll(looks.data(), looks.size(), patience_ms) <= 0) break;
            for (std::size_t i = 0; i < looks.size(); ++i) {
                if (looks[i].revents == 0) continue;
                const auto part = calls_[i].stream.read_some();
                if (part.empty()) return statuses;
                calls_[i].heard += part;
                if (!is_whole(calls_[i].heard)) continue;
                ++statuses[std::stoi(calls_[i].heard.substr(9, 3))];
                answers_ += std::exchange(calls_[i].heard, {});
                ++answered;
                if (asked < bodies.size()) ask(calls_[i], path, bodies[asked++]);
            }
        }
        return statuses;
    }
    // All that was ever answered, heads too.
    const std::string& answers() const { return answers_; }

private:
    static constexpr int patience_ms = 20000;

    struct Call {
        Stream stream;
        std::string heard;
    };

    void ask(Call& call, const std::string& path, const std::string& body) const {
        call.stream.write("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port_) +
                          "\r\nContent-Type: application/json\r\nContent-Length: " +
                          std::to_string(body.size()) + "\r\n\r\n" + body);
    }
    static bool is_whole(const std::string& heard) {
        const std::string length = "Content-Length: ";
        const auto head = heard.find("\r\n\r\n");
        const auto named = heard.find(length);
        if (head == std::string::npos || named == std::string::npos) return false;
        return heard.size() >= head + 4 + std::stoul(heard.substr(named + length.size()));
    }

    std::uint16_t port_;
    std::vector<Call> calls_;
    std::string answers_;
};

}  // namespace aisle
