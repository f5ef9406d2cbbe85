// SPDX-License-Identifier: Apache-2.0
// An answer as the C interface shows it: the reply of the agent taken apart once, so that reading
// it needs no JSON, or a refusal of the library's own in the same shape. Pure; any thread.
#pragma once

#include "agent/app/hosted_agent.hpp"

#include <string>
#include <string_view>

// The name that aisle.h declares.
struct aisle_answer {
    int status = 0;
    std::string json;
    std::string code;
    std::string text;
    std::string pointer;
};

namespace aisle {

struct Refusal {
    int status;
    std::string_view code;
    std::string_view text;
};

aisle_answer answer_of(Reply reply);
aisle_answer answer_of(const Refusal& refusal);
// Why an agent could not be opened.
aisle_answer answer_of(const Error& error);

}  // namespace aisle
