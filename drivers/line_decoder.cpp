// SPDX-License-Identifier: Apache-2.0
#include "drivers/line_decoder.hpp"

#include "agent/base/wipe.hpp"
#include "agent/domain/scan.hpp"

#include <utility>

namespace aisle {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t aim_room = 3;

std::string_view trim_line_end(std::string_view frame) {
    const auto last = frame.find_last_not_of(line_end);
    return last == std::string_view::npos ? std::string_view() : frame.substr(0, last + 1);
}

}  // namespace

LineDecoder::LineDecoder(Framing framing)
    : framing_(std::move(framing)),
      ends_lines_(framing_.suffix.find_first_not_of(line_end) == std::string::npos) {
    gathered_.reserve(room_outside);
}

Decoded LineDecoder::feed(std::string_view bytes, MonoTime now) {
    Decoded out;
    last_ = now;
    for (const char byte : bytes) take(byte, out);
    return out;
}

Decoded LineDecoder::tick(MonoTime now) {
    const auto due = deadline();
    return due && now >= *due ? end() : Decoded{};
}

std::optional<MonoTime> LineDecoder::deadline() const {
    if (framing_.idle <= Millis(0) || (gathered_.empty() && !overlong_)) return std::nullopt;
    return last_ + framing_.idle;
}

Decoded LineDecoder::end() {
    if (framing_.idle <= Millis(0)) return reset();
    Decoded out;
    finish(gathered_, out);
    wipe(gathered_);
    return out;
}

Decoded LineDecoder::reset() {
    Decoded out;
    if (overlong_) {
        ++out.overlong;
    } else if (!gathered_.empty()) {
        ++out.torn;
    }
    wipe(gathered_);
    overlong_ = false;
    return out;
}

void LineDecoder::take(char byte, Decoded& out) {
    // Empty frames are ignored, so the LF of a CR LF need not be waited for.
    if (ends_lines_ && gathered_.empty() && !overlong_ && line_end.find(byte) != line_end.npos) {
        return;
    }
    gathered_.push_back(byte);
    if (const auto size = suffix_size(); size > 0) {
        finish(std::string_view(gathered_).substr(0, gathered_.size() - size), out);
        wipe(gathered_);
        return;
    }
    const auto around = framing_.prefix.size() + framing_.suffix.size() + line_end.size();
    if (gathered_.size() <= aim_room + scan_bytes_max + around) return;
    overlong_ = true;
    // Only what may be the beginning of the suffix is still of use.
    gathered_.erase(0, gathered_.size() - framing_.suffix.size());
}

std::size_t LineDecoder::suffix_size() const {
    const auto& suffix = framing_.suffix;
    if (suffix.empty()) return line_end.find(gathered_.back()) != line_end.npos ? 1 : 0;
    return gathered_.ends_with(suffix) ? suffix.size() : 0;
}

void LineDecoder::finish(std::string_view frame, Decoded& out) {
    if (std::exchange(overlong_, false)) {
        ++out.overlong;
        return;
    }
    if (!framing_.prefix.empty()) {
        const auto at = frame.find(framing_.prefix);
        if (at == std::string_view::npos) {
            if (!frame.empty()) ++out.torn;
            return;
        }
        frame.remove_prefix(at + framing_.prefix.size());
    }
    if (ends_lines_) frame = trim_line_end(frame);
    if (frame.size() > scan_bytes_max + aim_size(frame)) {
        ++out.overlong;
    } else if (!frame.empty()) {
        out.frames.emplace_back(frame);
    }
}

}  // namespace aisle
