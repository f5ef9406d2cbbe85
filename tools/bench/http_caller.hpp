// SPDX-License-Identifier: Apache-2.0
// The caller's end of the local interface: one request at a time on a connection that is kept, and
// many connections that each ask again as soon as they are answered. Blocking; one thread.
#pragma once

#include "tests/support/loopback.hpp"
#include "tools/bench/samples.hpp"
#include "tools/bench/shop.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

std::string post_request(std::uint16_t port, const Occasion& occasion);

// Of the answer that stands at the beginning of `bytes`: its size with the header, and its status.
// Nothing while it is not whole.
struct HttpAnswer {
    int status = 0;
    std::size_t size = 0;
    std::string_view body;
};
std::optional<HttpAnswer> answer_in(std::string_view bytes);

class HttpCaller {
public:
    explicit HttpCaller(std::uint16_t port);

    // The status; 0 when nobody answers.
    int get(const std::string& path);
    // The id of the event that was saved.
    std::string post(const Occasion& occasion);

private:
    int ask(const std::string& request);

    std::uint16_t port_;
    Stream stream_;
    std::string answer_;
    std::string body_;
};

struct HttpLoad {
    double seconds = 0;
    Samples latency_ms;
};
// Every occasion is posted once and must be answered with 201.
HttpLoad post_all(std::uint16_t port, const std::vector<Occasion>& occasions,
                  std::size_t connections);

}  // namespace aisle
