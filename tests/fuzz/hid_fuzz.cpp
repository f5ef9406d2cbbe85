// SPDX-License-Identifier: Apache-2.0
// What a HID POS scanner says of itself, and then its reports. Two bytes are the size of the report
// descriptor, which follows; where it does not tell a layout, the usual one holds. Then reports: a
// byte with what happens after it and its size, and so many bytes; the two largest sizes stand for
// a whole report, as it is and with its number put right. Whatever they are: a layout fits its
// report, codes are whole and bounded, and what is thrown away is counted. And a code made of the
// same bytes, sent as scanners send it, comes out as it was.
#include "agent/base/check.hpp"
#include "agent/domain/scan.hpp"
#include "drivers/hid_pos_decoder.hpp"
#include "tests/drivers/hid_reports.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {
namespace {

constexpr Millis pause_max{500};

enum class After { nothing, silence, end, broken };

struct Report {
    std::string bytes;
    After after = After::nothing;
};

class Input {
public:
    explicit Input(std::string_view bytes) : rest_(bytes) {}

    bool over() const { return rest_.empty(); }
    std::string_view descriptor() {
        const auto low = byte();
        return take(low + std::size_t{256} * (byte() & 0x0fU));
    }
    Report report(const HidPosLayout& layout) {
        const auto how = byte();
        const std::size_t size = how & 63U;
        Report report{{}, static_cast<After>(how >> 6U)};
        if (size < 62) {
            report.bytes = take(size);
            return report;
        }
        if (size == 63 && layout.report != 0) report.bytes += static_cast<char>(layout.report);
        report.bytes += take(layout.report_bytes - report.bytes.size());
        report.bytes.resize(layout.report_bytes);
        return report;
    }
    std::uint8_t byte() { return static_cast<std::uint8_t>((std::string(take(1)) + '\0')[0]); }
    std::string_view rest() const { return rest_; }

private:
    std::string_view take(std::size_t count) {
        const auto taken = rest_.substr(0, count);
        rest_.remove_prefix(taken.size());
        return taken;
    }

    std::string_view rest_;
};

// A decoder, and all that came out of it.
class Line {
public:
    explicit Line(const HidPosLayout& layout) : decoder_(layout) {}

    bool under_way() const { return decoder_.deadline().has_value(); }
    void feed(std::string_view report, Millis later) {
        now_ += later;
        add(decoder_.feed(report, now_));
        const auto due = decoder_.deadline();
        CHECK(!due || *due == now_ + pause_max, "a pause is measured from the last report");
    }
    void happens(After after) {
        if (after == After::nothing) return;
        if (after == After::silence) {
            add(decoder_.tick(now_ + pause_max - Micros(1)));
            now_ += pause_max;
            add(decoder_.tick(now_));
        } else {
            add(after == After::end ? decoder_.end() : decoder_.reset());
        }
        CHECK(!under_way(), "and then nothing is under way");
    }
    // What follows an end is read as by one who begins there.
    void begin_again(const HidPosLayout& layout) { decoder_ = HidPosDecoder(layout); }

    Decoded all;

private:
    void add(Decoded decoded) {
        for (auto& frame : decoded.frames) all.frames.push_back(std::move(frame));
        all.overlong += decoded.overlong;
        all.torn += decoded.torn;
        all.dropped += decoded.dropped;
    }

    HidPosDecoder decoder_;
    MonoTime now_{Seconds{10}};
};

void expect_inside(const HidField& field, const HidPosLayout& layout) {
    CHECK(field.at + field.bits <= layout.report_bytes * 8, "a field is in its report");
    CHECK(layout.report == 0 || field.at >= 8, "behind the number");
}

HidPosLayout layout_of(std::string_view descriptor) {
    const auto found = find_hid_pos_layout(descriptor);
    const bool scanner = is_hid_pos_scanner(descriptor);
    if (!found) return usual_hid_pos_layout();
    CHECK(scanner, "only a scanner has a layout");
    CHECK(found->report_bytes <= 4096 && found->data.bits > 0, "of a bounded size");
    CHECK(found->data.at % 8 == 0, "whose data are bytes");
    expect_inside(found->data, *found);
    if (found->count) expect_inside(*found->count, *found);
    if (found->continued) expect_inside(*found->continued, *found);
    if (found->aim) CHECK(found->aim->at % 8 == 0 && found->aim->bits == 24, "three bytes");
    return *found;
}

// The second of two lines hears what means nothing, too: a report of another number and an empty
// one between two codes; and there our own thread wakes late for every report.
void disturb(Line& line, const HidPosLayout& layout) {
    if (line.under_way()) return;
    if (layout.report != 0) line.feed(std::string{static_cast<char>(layout.report + 1), 'x'}, {});
    line.feed("", {});
}

void run(std::string_view bytes) {
    Input input(bytes);
    const auto layout = layout_of(input.descriptor());
    Line line(layout);
    Line disturbed(layout);
    std::size_t reports = 0, size = 0;
    while (!input.over()) {
        const auto report = input.report(layout);
        ++reports;
        size += report.bytes.size() + 3;
        line.feed(report.bytes, Millis(4));
        disturb(disturbed, layout);
        disturbed.feed(report.bytes, Seconds(4));
        for (auto* one : {&line, &disturbed}) one->happens(report.after);
        if (report.after != After::nothing) disturbed.begin_again(layout);
    }
    for (auto* one : {&line, &disturbed}) one->happens(After::broken);
    CHECK(line.all.frames == disturbed.all.frames, "whatever else was heard, the same codes");
    CHECK(line.all.torn == disturbed.all.torn, "and the same was torn");
    CHECK(line.all.overlong == disturbed.all.overlong, "and the same was too long");
    CHECK(line.all.dropped == 0, "no report can be lost");
    std::size_t out = 0;
    for (const auto& frame : line.all.frames) {
        CHECK(!frame.empty() && frame.size() <= scan_bytes_max + aim_size(frame), "bounded");
        out += frame.size();
    }
    CHECK(out <= size, "codes are made of what came");
    CHECK(line.all.frames.size() + line.all.torn + line.all.overlong <= reports,
          "each out of a report of its own, at least");
}

void send(std::string_view bytes) {
    Input input(bytes);
    const auto how = input.byte();
    auto layout =
        how % 2 == 0 ? usual_hid_pos_layout() : *find_hid_pos_layout(short_hid_pos_descriptor());
    HidPosDecoder decoder(layout);
    if ((how & 2U) != 0) {
        layout.aim->at += 8;
        layout.data = {layout.data.at + 8, layout.data.bits - 8};
    }
    const std::string aim = (how & 4U) != 0 && (how & 2U) == 0 ? "" : "]Q3";
    std::string code(input.rest());
    if (code.empty() || code.size() > scan_bytes_max) return;
    // A line end is the scanner's; one more behind it is taken off alone.
    const std::string end = (how & 8U) != 0 ? "\r" : (how & 16U) != 0 ? "\r\n" : ".";
    Decoded out;
    for (const auto& report : hid_reports(layout, code + end, aim)) {
        CHECK(!out.decided(), "not before the last report");
        out = decoder.feed(report, MonoTime(Seconds(1)));
    }
    if (end == ".") code += end;
    const bool fits = code.size() <= scan_bytes_max;
    CHECK(out.overlong == (fits ? 0U : 1U) && out.torn == 0, "whole");
    CHECK(!fits || out.frames == std::vector<std::string>{aim + code}, "what was sent comes out");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view input{reinterpret_cast<const char*>(bytes), size};
    aisle::run(input);
    aisle::send(input);
    return 0;
}
