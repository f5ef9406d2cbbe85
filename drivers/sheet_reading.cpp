// SPDX-License-Identifier: Apache-2.0
#include "drivers/sheet_reading.hpp"

#include "drivers/evdev_decoder.hpp"

#include <utility>

namespace aisle {
namespace {

constexpr char separator = '\x1d';

std::string swap_case(std::string_view text) {
    std::string swapped(text);
    for (char& c : swapped) {
        const bool letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (letter) c = static_cast<char>(static_cast<unsigned char>(c) ^ 0x20U);
    }
    return swapped;
}

struct Contents {
    std::string head;
    std::string tail;  // what stands behind the separator, if the code has one
};

Contents contents_of(const SheetCode& code) {
    const auto at = code.contents.find(separator);
    if (at == std::string_view::npos) return {std::string(code.contents), ""};
    return {std::string(code.contents.substr(0, at)), std::string(code.contents.substr(at + 1))};
}

std::optional<SheetReading> find_contents(std::string_view text, const Contents& wanted) {
    const auto at = text.find(wanted.head);
    if (at == std::string_view::npos) return std::nullopt;
    if (text.find(wanted.head, at + 1) != std::string_view::npos) return std::nullopt;
    auto rest = text.substr(at + wanted.head.size());
    SheetReading reading;
    reading.before = text.substr(0, at);
    if (!wanted.tail.empty()) {
        const auto tail = rest.find(wanted.tail);
        if (tail == std::string_view::npos) return std::nullopt;
        reading.separator = rest.substr(0, tail);
        rest.remove_prefix(tail + wanted.tail.size());
    }
    reading.after = rest;
    return reading;
}

}  // namespace

std::string typed_text(std::span<const KeyMove> keys, KeyboardLayout layout) {
    const MonoTime start{};
    EvdevDecoder decoder({.layout = layout});
    auto out = decoder.feed(events_of(keys), start);
    for (auto& frame : decoder.tick(start + scan_idle_default).frames) {
        out.frames.push_back(std::move(frame));
    }
    std::string text;
    for (const auto& frame : out.frames) text += (text.empty() ? "" : "\n") + frame;
    return text;
}

std::optional<SheetReading> find_in_text(const SheetCode& code, std::string_view text) {
    auto wanted = contents_of(code);
    auto found = find_contents(text, wanted);
    if (!found && code.symbology == SheetSymbology::ean_13) {
        wanted.head.pop_back();
        found = find_contents(text, wanted);
        if (found) found->cut = true;
    } else if (!found) {
        found = find_contents(text, {swap_case(wanted.head), swap_case(wanted.tail)});
        if (found) found->swapped = true;
    }
    if (found) found->code = &code;
    return found;
}

std::optional<SheetReading> read_sheet_code(const SheetCode& code, ScannerLine line,
                                            const Arrived& arrived, KeyboardLayout layout) {
    if (line != ScannerLine::evdev) return find_in_text(code, arrived.bytes);
    return find_in_text(code, typed_text(arrived.keys, layout));
}

}  // namespace aisle
