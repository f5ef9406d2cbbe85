// SPDX-License-Identifier: Apache-2.0
// Where the rest of the program asks central while a person waits. Every question is answered
// exactly once: by central, with its body or its error; or here, when it could not be asked, when
// its moment is over, or at the end. What comes after that is told as late, once. No question is
// asked twice: it may have been heard. Owner's thread; sees neither link nor timer.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/time.hpp"
#include "sync/open_asks.hpp"
#include "sync/wire.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct AskDeskParts {
    const Clock& clock;
    Entropy& entropy;
    Metrics& metrics;
    Log log;
};

struct AskDeskEvents {
    Function<void(std::string message)> publish;  // on the topic of questions
    // An answer after its moment: what was asked, and what central has said to it.
    Function<void(std::string_view kind, const std::string& asked, const std::string& body)> late;
};

struct CentralQuestion {
    std::string kind;
    std::string body;  // a JSON object
    Millis patience;   // 1 ms to ask_deadline_max, or the nearer of them
};

class AskDesk {
public:
    AskDesk(AskDeskParts parts, AskDeskEvents events);

    // Errors: unavailable "offline", full "busy", too_large "too_large", timeout "no_answer";
    // and denied, with the code that central gave. The first three come before this returns.
    void ask(CentralQuestion question, bool connected, AskReply reply);
    void answered(const AskAnswer& answer);
    void tick();
    // Answers all that are under way with "offline".
    void stop();
    // When to call tick() next.
    std::optional<MonoTime> due() const { return asks_.due(); }

private:
    void answered_late(const AskAnswer& answer);

    AskDeskParts parts_;
    AskDeskEvents events_;
    OpenAsks asks_;
};

}  // namespace aisle
