// SPDX-License-Identifier: Apache-2.0
// One request of the local interface, taken apart and checked. It belongs to its connection, which
// uses its memory again: an endpoint that answers later copies what it needs before it returns.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct QueryItem {
    std::string name;
    std::string value;
};

// How the caller came in: a socket of the machine's network, the Unix socket, which files guard, or
// the program that runs the agent as its library.
enum class Door { network, local_socket, library };

struct Request {
    Door door = Door::network;
    std::string method;
    // From an absolute target, else empty.
    std::string authority;
    // Decoded, without empty, "." and ".." segments: none can escape from anywhere.
    std::vector<std::string> path;
    std::vector<QueryItem> query;
    // What stood at {key} in the template of the route, set by the router.
    std::string_view key;

    // The header fields that mean something here; others are read past. Absent ones are empty.
    std::optional<std::string> host;
    std::optional<std::string> origin;
    std::optional<std::string> fetch_site;
    std::string content_type;
    std::string last_event_id;
    std::string expect;
    bool http_1_1 = true;

    std::string body;

    std::optional<std::string_view> asked(std::string_view name) const {
        for (const auto& item : query) {
            if (item.name == name) return item.value;
        }
        return std::nullopt;
    }
};

}  // namespace aisle
