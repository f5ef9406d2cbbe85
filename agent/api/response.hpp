// SPDX-License-Identifier: Apache-2.0
// One answer of the local interface, and how its head is written. Every answer carries the same
// security fields and no CORS field: a page of another origin may not read it.
#pragma once

#include "agent/base/function.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// A body without an end, pulled by the connection as fast as its reader takes it.
class BodyStream {
public:
    virtual ~BodyStream() = default;
    // The next bytes; empty when there are none now.
    virtual std::string take() = 0;
    // Nothing will follow what was taken.
    virtual bool over() const = 0;
    // Sent when the stream was quiet for a while, so that both ends notice a dead one.
    virtual std::string_view ping() const = 0;
    // Called each time there is something to take, or the stream is over.
    virtual void when_ready(Function<void()> ready) = 0;
};

struct ResponseField {
    std::string_view name;  // a literal
    std::string value;
};

struct Response {
    int status = 200;
    std::string body;
    std::string_view content_type = "application/json";  // a literal
    std::vector<ResponseField> fields{};
    std::shared_ptr<BodyStream> stream{};
};

struct HeadShape {
    bool keep_alive = true;
    bool http_1_1 = true;
};

std::string_view reason_phrase(int status);
// Status line, fields and the empty line.
void append_head(std::string& out, const Response& response, HeadShape shape);

}  // namespace aisle
