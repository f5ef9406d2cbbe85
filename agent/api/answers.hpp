// SPDX-License-Identifier: Apache-2.0
// How what a desk answers becomes a response: a text as it is, a capture with 201 or, of a repeat,
// 200, an error as a problem. Owner's thread.
#pragma once

#include "agent/api/problem.hpp"
#include "agent/api/router.hpp"
#include "agent/books/recorder.hpp"

#include <string>
#include <utility>

namespace aisle {

inline Response json_response(std::string body, int status = 200) {
    Response response;
    response.status = status;
    response.body = std::move(body);
    return response;
}

inline Answer answer_json(Respond respond) {
    return [respond = std::move(respond)](Result<std::string> text) mutable {
        respond(text ? json_response(std::move(*text)) : respond_with(text.error()));
    };
}

// Given when its commit is durable.
inline Accept answer_capture(Respond respond) {
    return [respond = std::move(respond)](const Result<Accepted>& outcome) mutable {
        if (!outcome) return respond(respond_with(outcome.error()));
        respond(json_response(to_json(*outcome), outcome->repeated ? 200 : 201));
    };
}

}  // namespace aisle
