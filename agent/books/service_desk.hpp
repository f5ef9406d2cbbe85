// SPDX-License-Identifier: Apache-2.0
// What a customer comes to the counter with beside buying: a complaint, goods to return or repair,
// a question; a wish for what the store has not. Each is written down and central takes it up; all
// of it works with the line down, and what is said again under its id is one. The answer leaves
// after the commit. Owner's thread.
#pragma once

#include "agent/books/recorder.hpp"

#include <string_view>

namespace aisle {

class ServiceDesk {
public:
    explicit ServiceDesk(Recorder& recorder) : recorder_(recorder) {}

    // The answer has the id under which the case is known from now on: the caller's own, or one
    // that is made here. Bodies are the JSON that came; errors are placed in it by JSON pointer.
    void open_case(std::string_view body, Accept accept);
    void note_intent(std::string_view body, Accept accept);

private:
    Recorder& recorder_;
};

}  // namespace aisle
