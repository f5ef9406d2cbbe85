// SPDX-License-Identifier: Apache-2.0
// How the desks ask central: a question that is answered, or not, within the patience a customer
// has. The wiring puts the conversation behind it. Owner's thread.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/result.hpp"
#include "agent/base/time.hpp"

#include <optional>
#include <string>

namespace aisle {

struct CentralLine {
    // Whether a question asked now would leave.
    Function<bool()> listens;
    // For how long nothing was heard of central; nothing: never yet.
    Function<std::optional<Micros>()> unheard;
    // The answer comes once. Errors: "no_answer", "offline", or what central says.
    Function<void(std::string kind, std::string body, Function<void(Result<std::string>)>)> ask;
};

}  // namespace aisle
