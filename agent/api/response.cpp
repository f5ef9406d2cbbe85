// SPDX-License-Identifier: Apache-2.0
#include "agent/api/response.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

struct Phrase {
    int status;
    std::string_view text;
};

constexpr std::array phrases{
    Phrase{200, "OK"},
    Phrase{201, "Created"},
    Phrase{204, "No Content"},
    Phrase{400, "Bad Request"},
    Phrase{403, "Forbidden"},
    Phrase{404, "Not Found"},
    Phrase{405, "Method Not Allowed"},
    Phrase{408, "Request Timeout"},
    Phrase{409, "Conflict"},
    Phrase{413, "Content Too Large"},
    Phrase{414, "URI Too Long"},
    Phrase{415, "Unsupported Media Type"},
    Phrase{417, "Expectation Failed"},
    Phrase{421, "Misdirected Request"},
    Phrase{423, "Locked"},
    Phrase{431, "Request Header Fields Too Large"},
    Phrase{500, "Internal Server Error"},
    Phrase{501, "Not Implemented"},
    Phrase{503, "Service Unavailable"},
    Phrase{505, "HTTP Version Not Supported"},
    Phrase{507, "Insufficient Storage"},
};

// A till's clock may be wrong, so there is no Date: RFC 9110 leaves it out without a clock.
constexpr std::string_view fields_of_all =
    "Cache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: no-referrer\r\n";

}  // namespace

std::string_view reason_phrase(int status) {
    const auto found = std::find_if(phrases.begin(), phrases.end(), [status](const Phrase& phrase) {
        return phrase.status == status;
    });
    return found == phrases.end() ? std::string_view("Unknown") : found->text;
}

void append_head(std::string& out, const Response& response, HeadShape shape) {
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\nContent-Type: ";
    out += response.content_type;
    out += "\r\n";
    out += fields_of_all;
    for (const auto& field : response.fields) {
        out += field.name;
        out += ": ";
        out += field.value;
        out += "\r\n";
    }
    if (!response.stream) {
        out += "Content-Length: ";
        out += std::to_string(response.body.size());
        out += "\r\n";
    }
    if (!shape.keep_alive) {
        out += "Connection: close\r\n";
    } else if (!shape.http_1_1) {
        out += "Connection: keep-alive\r\n";
    }
    out += "\r\n";
}

}  // namespace aisle
