// SPDX-License-Identifier: Apache-2.0
#include "agent/api/gate.hpp"

#include "agent/base/ascii.hpp"

#include <algorithm>

namespace aisle {
namespace {

bool is_json(std::string_view content_type) {
    auto kind = content_type.substr(0, content_type.find(';'));
    while (kind.ends_with(' ') || kind.ends_with('\t')) kind.remove_suffix(1);
    if (!same_word(kind, "application/json")) return false;
    if (kind.data() + kind.size() == content_type.data() + content_type.size()) return true;
    auto rest = content_type.substr(content_type.find(';') + 1);
    while (rest.starts_with(' ') || rest.starts_with('\t')) rest.remove_prefix(1);
    return rest.empty() || same_word(rest, "charset=utf-8") || same_word(rest, "charset=\"utf-8\"");
}

bool only_reads(const Request& request) {
    return request.method == "GET" || request.method == "HEAD";
}

}  // namespace

Gate::Gate(std::uint16_t port, const std::vector<std::string>& further_hosts)
    : hosts_(further_hosts) {
    for (const std::string name : {"127.0.0.1:", "localhost:", "[::1]:"}) {
        hosts_.push_back(name + std::to_string(port));
    }
}

bool Gate::knows(std::string_view host) const {
    return std::any_of(hosts_.begin(), hosts_.end(),
                       [host](const std::string& known) { return same_word(known, host); });
}

std::optional<Problem> Gate::refuse(const Request& request, Door door) const {
    if (door == Door::network) {
        if (auto problem = refuse_host(request)) return problem;
    }
    if (!only_reads(request)) {
        if (auto problem = refuse_origin(request)) return problem;
    }
    if (request.method == "POST" && !is_json(request.content_type)) {
        return Problem{"not_json", "send the body with Content-Type: application/json"};
    }
    if (request.http_1_1 && !request.expect.empty() && !same_word(request.expect, "100-continue")) {
        return Problem{"bad_expectation", "leave Expect out, or say 100-continue"};
    }
    return std::nullopt;
}

std::optional<Problem> Gate::refuse_host(const Request& request) const {
    if (!request.host && request.http_1_1) {
        return Problem{"bad_request", "an HTTP/1.1 request needs a Host"};
    }
    const bool host_known = request.host && knows(*request.host);
    const bool authority_known = request.authority.empty() || knows(request.authority);
    if (host_known && authority_known) return std::nullopt;
    return Problem{"wrong_host",
                   "use http://" + hosts_.back() +
                       ", or add the name to http.allowed_hosts in the configuration"};
}

std::optional<Problem> Gate::refuse_origin(const Request& request) const {
    constexpr std::string_view scheme = "http://";
    const bool origin_fits = !request.origin || (request.origin->starts_with(scheme) &&
                                                 knows(request.origin->substr(scheme.size())));
    const bool site_fits = !request.fetch_site || *request.fetch_site == "same-origin" ||
                           *request.fetch_site == "none";
    if (origin_fits && site_fits) return std::nullopt;
    return Problem{"cross_origin",
                   "only pages of this server may do this; programs leave Origin and "
                   "Sec-Fetch-Site out"};
}

}  // namespace aisle
