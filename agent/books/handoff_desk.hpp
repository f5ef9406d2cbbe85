// SPDX-License-Identifier: Apache-2.0
// Hand-offs from a landing page at the counter: a code that central signed is taken once, with the
// line down, too. That its session was seen and the event that says so stand in one transaction,
// and the answer leaves after it. A code that is refused moves nothing, and stands in no event, no
// log and no error. Owner's thread.
#pragma once

#include "agent/books/handoff_book.hpp"
#include "agent/books/ratchet_book.hpp"
#include "agent/books/recorder.hpp"
#include "agent/books/sure_time.hpp"
#include "agent/domain/scan/code.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace aisle {

struct HandoffDeskParts {
    Recorder& recorder;
    HandoffBook& handoffs;
    RatchetBook& ratchet;
    SureTime& time;
    const CodeReader& codes;
    Function<std::uint32_t()> holder;  // the number by which tokens name this device
};

class HandoffDesk {
public:
    explicit HandoffDesk(HandoffDeskParts parts) : parts_(std::move(parts)) {}

    // Answers with handoff_accepted_json or handoff_rejected_json. Errors: invalid (placed),
    // conflict ("id_conflict"), full.
    void present(std::string_view body, Answer answer);

private:
    struct Case;
    // The token, if central signed it; else why it is not believed.
    std::optional<Token> read(const HandoffPresentation& shown, HandoffDecision& objection);
    Result<void> take(Pen& pen, Case& open);

    HandoffDeskParts parts_;
};

}  // namespace aisle
