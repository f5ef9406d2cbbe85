// SPDX-License-Identifier: Apache-2.0
// Where a command speaks: results on one stream, messages on the other, colours only where a
// person looks and has not asked for none (NO_COLOR). What strangers wrote (codes, receipts, names)
// is shown and never obeyed: shown_text.hpp. What it returns is what the shell sees.
#pragma once

#include "agent/base/result.hpp"

#include <cstdio>
#include <string>
#include <string_view>

namespace aisle {

// The daemon's and the command's exit codes are one list.
enum class Exit {
    fine = 0,
    failed = 1,
    usage = 2,
    not_running = 3,
    degraded = 4,
    bad_configuration = 78,
};

enum class Colour { none, green, yellow, red };

struct Console {
    std::FILE* results = stdout;
    std::FILE* messages = stderr;
    bool coloured = false;

    void print(std::string_view text) const;
    void say(std::string_view text) const;
    void clear() const;  // the screen of a person who looks
    std::string painted(std::string_view text, Colour colour) const;
};

// Colours for a terminal, unless the environment says otherwise.
Console console_of_this_process();

// Says the error and gives the code that belongs to it.
Exit report(const Console& console, const Error& error);

}  // namespace aisle
