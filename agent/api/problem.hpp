// SPDX-License-Identifier: Apache-2.0
// What is said when a request cannot be done: application/problem+json (RFC 9457) with a stable
// `code` for programs and, where a member of the body is at fault, a JSON pointer to it. The
// detail names the thing and what to do next.
#pragma once

#include "agent/api/response.hpp"
#include "agent/base/result.hpp"

#include <span>
#include <string>
#include <string_view>

namespace aisle {

// The refusals of the interface itself. What is wrong inside a body has the code of its reader.
struct ProblemKind {
    std::string_view code;
    int status;
    std::string_view title;
};
std::span<const ProblemKind> problem_kinds();

struct Problem {
    std::string_view code;  // one of problem_kinds()
    std::string detail;
    int status = 0;  // the code's own, unless another is said here
};

Response respond_with(const Problem& problem);
Response respond_with(const Error& error);

}  // namespace aisle
