// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/console.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace aisle {
namespace {

void write(std::FILE* stream, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

std::string_view code_of(Colour colour) {
    switch (colour) {
        case Colour::green:
            return "\x1b[32m";
        case Colour::yellow:
            return "\x1b[33m";
        case Colour::red:
            return "\x1b[31m";
        case Colour::none:
            break;
    }
    return "";
}

}  // namespace

void Console::print(std::string_view text) const {
    write(results, text);
}

void Console::say(std::string_view text) const {
    write(messages, "aisle: " + std::string(text) + "\n");
}

std::string Console::painted(std::string_view text, Colour colour) const {
    if (!coloured || colour == Colour::none) return std::string(text);
    return std::string(code_of(colour)) + std::string(text) + "\x1b[0m";
}

Console console_of_this_process() {
    const char* no_color = std::getenv("NO_COLOR");
    const bool wanted = no_color == nullptr || *no_color == '\0';
    return {stdout, stderr, wanted && ::isatty(STDOUT_FILENO) == 1};
}

Exit report(const Console& console, const Error& error) {
    console.say(error.what());
    if (error.kind() != Errc::unavailable) return Exit::failed;
    console.say("is aisled running? Its socket is named in [http] of its configuration");
    return Exit::not_running;
}

}  // namespace aisle
