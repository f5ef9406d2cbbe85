// SPDX-License-Identifier: Apache-2.0
// A web address in a code, taken apart: views into its text, nothing decoded. It is only read; no
// code is ever followed. Source: RFC 3986. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct WebAddress {
    std::string_view scheme;  // "https", as it is written
    std::string_view host;    // without user and port; as it is written
    std::string_view path;    // from its first slash; may be empty
    std::string_view query;   // without its question mark; a fragment is in none of these
};

// Nothing when the text does not begin with http:// or https:// in any case, has a character that
// no address has, or no host.
std::optional<WebAddress> parse_web_address(std::string_view text);

// Nothing when an escape is none, or stands for a zero byte. In a query + is a space.
std::optional<std::string> percent_decoded(std::string_view text, bool in_query);
void append_percent_encoded(std::string& out, std::string_view value);

struct WebParameter {
    std::string_view key;
    std::string_view value;
};

// Takes the next parameter off the front of a query; nothing when there is none left.
std::optional<WebParameter> take_parameter(std::string_view& query);

}  // namespace aisle
