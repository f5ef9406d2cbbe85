// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/console.hpp"

#include "agent/base/shown_text.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string>

namespace aisle {
namespace {

void write(std::FILE* stream, std::string_view text) {
    std::fwrite(text.data(), 1, text.size(), stream);
    std::fflush(stream);
}

constexpr std::string_view colours_off = "\x1b[0m";
constexpr std::string_view clear_screen = "\x1b[H\x1b[2J";
constexpr std::array own_codes{colours_off, std::string_view("\x1b[31m"),
                               std::string_view("\x1b[32m"), std::string_view("\x1b[33m")};

// What may stand there as it is: nothing but our own colours. What strangers wrote has had its
// escapes taken off where it was painted or read (daemon_answer.hpp).
std::string without_strange_codes(std::string_view text) {
    std::string out;
    while (true) {
        const auto escape = std::min(text.find('\x1b'), text.size());
        const auto own = std::ranges::find_if(own_codes, [&](std::string_view code) {
            return text.substr(escape).starts_with(code);
        });
        const auto end = own == own_codes.end() ? std::min(escape + 1, text.size()) : escape;
        out += shown_text(text.substr(0, end));
        if (escape == text.size()) return out;
        text.remove_prefix(end);
        if (own == own_codes.end()) continue;
        out += *own;
        text.remove_prefix(own->size());
    }
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
    write(results, coloured ? without_strange_codes(text) : shown_text(text));
}

void Console::say(std::string_view text) const {
    write(messages, "aisle: " + shown_text(text) + "\n");
}

void Console::clear() const {
    if (coloured) write(results, clear_screen);
}

std::string Console::painted(std::string_view text, Colour colour) const {
    if (!coloured || colour == Colour::none) return shown_text(text);
    return std::string(code_of(colour)) + shown_text(text) + std::string(colours_off);
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
