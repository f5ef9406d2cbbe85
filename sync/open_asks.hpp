// SPDX-License-Identifier: Apache-2.0
// Questions to central that are under way, each with the moment until which somebody waits for it,
// and those that were given up: an answer to one of them may still come and may have promised
// something, which must be given back, so it is told apart from an answer to nothing of ours.
// Both are bounded, and the second is forgotten at a restart: what was promised then is central's
// to take back. Every question is taken out exactly once. Pure.
#pragma once

#include "agent/base/function.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/result.hpp"
#include "agent/base/time.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace aisle {

// The answer's body, or why there is none.
using AskReply = Function<void(Result<std::string>)>;

struct OpenAsk {
    EventId id;
    std::string kind;
    std::string body;
    MonoTime deadline;
    AskReply reply;
};

struct GivenUpAsk {
    std::string kind;
    std::string body;
};

class OpenAsks {
public:
    // Given up and remembered: a till that asks in vain for each of a day's sales.
    static constexpr std::size_t given_up_max = 1000;
    static constexpr std::size_t given_up_bytes_max = std::size_t{1} << 20;

    bool full() const;
    // Only while it is not full.
    void asked(OpenAsk ask);
    // Takes the question out that this answers; nothing if none is under way by that id.
    std::optional<OpenAsk> answered(const EventId& id);
    // Gives up those whose moment has come, and tells their replies in the order of asking.
    std::vector<AskReply> expired(MonoTime now);
    // What this answers too late, once.
    std::optional<GivenUpAsk> late(const EventId& id, MonoTime now);
    // All that are under way, at the end.
    std::vector<AskReply> drop();
    // When the next is given up; nothing when none is under way.
    std::optional<MonoTime> due() const;

private:
    struct Remembered {
        EventId id;
        GivenUpAsk ask;
        MonoTime until;
    };
    void remember(OpenAsk& ask, MonoTime now);
    void forget_oldest();

    std::vector<OpenAsk> open_;
    std::deque<Remembered> given_up_;  // oldest first
    std::size_t given_up_bytes_ = 0;
};

}  // namespace aisle
