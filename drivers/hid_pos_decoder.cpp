// SPDX-License-Identifier: Apache-2.0
#include "drivers/hid_pos_decoder.hpp"

#include "agent/base/wipe.hpp"
#include "agent/domain/scan.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

// Between two reports of one code; they come a few milliseconds apart.
constexpr Millis pause_max{500};

std::size_t bits_of(std::string_view report, const HidField& field) {
    std::size_t value = 0;
    for (std::size_t i = std::min<std::size_t>(field.bits, 16); i > 0; --i) {
        const auto bit = field.at + i - 1;
        if (bit / 8 >= report.size()) return 0;
        value = value << 1 | (static_cast<unsigned char>(report[bit / 8]) >> bit % 8 & 1U);
    }
    return value;
}

std::string_view bytes_of(std::string_view report, const HidField& field) {
    const auto at = std::min(field.at / 8, report.size());
    return report.substr(at, field.bits / 8);
}

bool is_aim(std::string_view bytes) {
    return bytes.size() == 3 && aim_size(std::string(bytes) + '.') != 0;
}

// Some put it a byte later than they say, and the data that follows it as well.
HidPosLayout as_sent(std::string_view report, HidPosLayout layout) {
    if (!layout.aim || is_aim(bytes_of(report, *layout.aim))) return layout;
    const bool adjacent = layout.aim->at + layout.aim->bits == layout.data.at;
    layout.aim->at += 8;
    if (!is_aim(bytes_of(report, *layout.aim))) {
        layout.aim.reset();
    } else if (adjacent) {
        layout.data.at += 8;
    }
    return layout;
}

}  // namespace

HidPosDecoder::HidPosDecoder(std::shared_ptr<const HidPosLayout> layout)
    : layout_(std::move(layout)) {
    gathered_.reserve(room_outside);
}

Decoded HidPosDecoder::feed(std::string_view report, MonoTime now) {
    Decoded out;
    const bool numbered = layout_->report != 0;
    const bool ours =
        !report.empty() && (!numbered || static_cast<unsigned char>(report[0]) == layout_->report);
    if (!ours) return reset();
    last_ = now;
    const auto layout = as_sent(report, *layout_);
    auto data = bytes_of(report, layout.data);
    if (layout.count) {
        const auto count = bits_of(report, *layout.count);
        // More than there is room for is no count; all of it is taken then, but for the padding.
        data = count <= data.size() ? data.substr(0, count)
                                    : data.substr(0, data.find_last_not_of('\0') + 1);
    } else {
        data = data.substr(0, data.find_last_not_of('\0') + 1);
    }
    if (!under_way_ && layout.aim) aim_ = bytes_of(report, *layout.aim);
    under_way_ = true;
    if (gathered_.size() <= scan_bytes_max + 2) gathered_.append(data);
    const bool more = layout.continued && bits_of(report, *layout.continued) != 0;
    if (!more) finish(out);
    return out;
}

Decoded HidPosDecoder::tick(MonoTime now) {
    const auto due = deadline();
    return due && now >= *due ? reset() : Decoded{};
}

std::optional<MonoTime> HidPosDecoder::deadline() const {
    if (!under_way_) return std::nullopt;
    return last_ + pause_max;
}

Decoded HidPosDecoder::reset() {
    Decoded out;
    if (std::exchange(under_way_, false)) ++out.torn;
    wipe(gathered_);
    wipe(aim_);
    return out;
}

void HidPosDecoder::finish(Decoded& out) {
    under_way_ = false;
    std::string_view code = gathered_;
    // CR or CR LF: a suffix that was set for serial lines. Everything else is the code's own, a
    // line feed alone too.
    if (code.ends_with("\r\n")) code.remove_suffix(1);
    if (code.ends_with('\r')) code.remove_suffix(1);
    if (code.size() > scan_bytes_max) {
        ++out.overlong;
    } else if (!code.empty()) {
        out.frames.push_back(aim_ + std::string(code));
    }
    wipe(gathered_);
    wipe(aim_);
}

}  // namespace aisle
