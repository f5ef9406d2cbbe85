// SPDX-License-Identifier: Apache-2.0
#include "tests/network/day_on_a_line.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/loopback.hpp"

namespace aisle {
namespace {

std::string tls_listener(std::uint16_t port) {
    const Certificates& made = test_certificates();
    return "listener " + std::to_string(port) + " 127.0.0.1\ncafile " + made.ca + "\ncertfile " +
           made.server_cert + "\nkeyfile " + made.server_key + "\n";
}

ShopOptions shop_options(const LineOptions& line, std::uint16_t proxy, std::uint16_t tls_port) {
    ShopOptions options;
    options.hub_fault = line.hub_fault;
    options.settings = line.settings;
    options.before_daemon = line.before_daemon;
    options.broker_lines = line.broker_lines;
    options.url = (line.tls ? "mqtts://" : "mqtt://") + line.host + ":" + std::to_string(proxy);
    options.line = "version = \"" + line.version + "\"\nkeep_alive = \"5s\"\n";
    if (!line.tls) return options;
    options.broker_lines += tls_listener(tls_port);
    options.line += "ca_file = \"" + test_certificates().ca + "\"\n";
    return options;
}

}  // namespace

DayOnALine::DayOnALine(const LineOptions& options, std::uint64_t seed)
    : proxy(0, seed),
      tls_port(options.tls ? free_port() : std::uint16_t{0}),
      day(shop_options(options, proxy.port(), tls_port)) {
    proxy.lead_to(broker_port());
}

std::uint16_t DayOnALine::broker_port() const {
    return tls_port == 0 ? day.shop.broker.port() : tls_port;
}

std::string DayOnALine::trouble() const {
    const Json& status = day.shop.get("/v1/status");
    const Json* problems = status.find("problems");
    std::string all;
    if (problems == nullptr) return all;
    for (const auto& problem : problems->items()) {
        all += std::string(problem.string().value_or("")) + "\n";
    }
    return all;
}

bool DayOnALine::says(std::string_view words) const {
    return soon([&] { return trouble().find(words) != std::string::npos; }, patient);
}

}  // namespace aisle
