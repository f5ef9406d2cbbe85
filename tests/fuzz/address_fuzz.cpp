// SPDX-License-Identifier: Apache-2.0
// Whatever stands where an address should: what the configuration lets through is understood by
// whoever opens the line, what was understood reads back as the same, and nothing of it could end a
// request line or a header.
#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "config/address.hpp"
#include "sync/broker_url.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {
namespace {

bool is_visible(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

void read_broker(std::string_view text) {
    const auto fine = check_broker_url(text);
    const auto url = parse_broker_url(text);
    if (fine) {
        CHECK(url, "what may be configured can be opened");
        CHECK(url->encrypted() == is_encrypted(text), "and is as secret as it looked");
    }
    if (!url) return;
    CHECK(is_visible(url->text()) && !url->host.empty() && url->port != 0, "nothing can hide");
    if (url->text().size() > broker_url_bytes_max) return;  // a port and a path were added
    const auto again = parse_broker_url(url->text());
    CHECK(again && *again == *url, "it reads back as the same");
}

void read_proxy(std::string_view text) {
    const auto url = parse_proxy_url(text);
    if (check_proxy_url(text)) CHECK(url, "what may be configured can be opened");
    if (!url) return;
    CHECK(is_visible(url->text() + url->credentials) && url->port != 0, "nothing can hide");
    const auto shown = parse_proxy_url(url->text());
    CHECK(shown && shown->credentials.empty(), "what is shown holds no password");
    const auto sign = url->credentials.empty() ? "" : "@";
    const auto again = parse_proxy_url("http://" + url->credentials + sign + url->authority());
    CHECK(again && *again == *url, "it reads back as the same");
}

void read_host_port(std::string_view text) {
    const auto address = parse_host_port(text);
    if (!address) return;
    CHECK(is_visible(address->host), "nothing can hide");
    const auto again = parse_host_port(to_string(*address));
    CHECK(again && *again == *address, "it reads back as the same");
    if (is_loopback(*address)) CHECK(is_ip_address(address->host), "loopback is an address");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    aisle::read_broker(text);
    aisle::read_proxy(text);
    aisle::read_host_port(text);
    aisle::is_ip_address(std::string(text));
    return 0;
}
