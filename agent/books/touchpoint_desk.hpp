// SPDX-License-Identifier: Apache-2.0
// Codes that lead from the store to channels online: which are to be shown now, and that one was
// shown, on a screen or on paper. Works with the line down. Owner's thread.
#pragma once

#include "agent/books/recorder.hpp"
#include "agent/books/touchpoint_book.hpp"

#include <string>
#include <string_view>

namespace aisle {

struct TouchpointDeskParts {
    Recorder& recorder;
    TouchpointBook& codes;
    TouchpointList& list;
    Function<EventContext()> context;  // where this stands, and who is signed in
};

class TouchpointDesk {
public:
    explicit TouchpointDesk(TouchpointDeskParts parts) : parts_(std::move(parts)) {}

    // `clerk`: for whom; empty: for who is signed in.
    void show(std::string_view clerk, Answer answer);
    // Errors beside those of the body: not_found ("unknown_touchpoint_code"), conflict
    // ("clerk_missing"): its link names a clerk, and nobody is signed in or named. That it is over
    // meanwhile is no error: it was shown.
    void exposed(std::string_view key, std::string_view body, Accept accept);

private:
    Result<void> write_exposed(Pen& pen, std::string_view key, const ExposedCode& exposed);

    TouchpointDeskParts parts_;
};

}  // namespace aisle
