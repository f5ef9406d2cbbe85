// SPDX-License-Identifier: Apache-2.0
#include "drivers/device.hpp"

#include "agent/base/check.hpp"

#include <algorithm>
#include <utility>

namespace aisle {

std::string_view to_string(DeviceCondition condition) {
    switch (condition) {
        case DeviceCondition::waiting:
            return "waiting";
        case DeviceCondition::open:
            return "open";
        case DeviceCondition::lost:
            return "lost";
        case DeviceCondition::refused:
            return "refused";
    }
    return "lost";
}

Device::Device(const DeviceOptions& options, std::vector<Line> lines, const Surroundings& around)
    : around_(around),
      dedup_(options.dedup),
      decode_data_(options.decode_data),
      watch_(around.io, options.path) {
    CHECK(!lines.empty(), "a device without a line");
    state_.name = options.name;
    state_.since = around_.clock.mono();
    for (auto& line : lines) {
        readers_.push_back(std::make_unique<Reader>(around_.io, around_.clock, std::move(line)));
    }
}

void Device::start(DeviceEvents events) {
    events_ = std::move(events);
    for (auto& line : readers_) {
        auto* reader = line.get();
        ReaderEvents heard;
        heard.decoded = [this](const Decoded& out) { decoded(out); };
        heard.changed = [this, reader](LineState, const std::string& trouble) {
            changed(*reader, trouble);
        };
        reader->start(std::move(heard));
    }
    watch_.start([this] {
        for (auto& reader : readers_) reader->try_again();
    });
}

void Device::stop() {
    watch_.stop();
    for (auto& reader : readers_) reader->stop();
}

DeviceState Device::state() const {
    auto state = state_;
    for (const auto& reader : readers_) {
        state.reads += reader->figures().reads;
        state.last_read = std::max(state.last_read, reader->figures().last_read);
    }
    return state;
}

void Device::decoded(const Decoded& decoded) {
    for (const auto& frame : decoded.frames) give_out(frame);
    count_lost(decoded);
}

void Device::give_out(const std::string& frame) {
    ++state_.scans;
    around_.metrics.add(Count::scans);
    const auto now = around_.clock.mono();
    auto scan = decode_data_ ? make_scan(frame, state_.name, now)
                             : Scan{.bytes = frame, .aim = {}, .source = state_.name, .at = now};
    if (dedup_.repeats(scan)) {
        around_.metrics.add(Count::scans_duplicate);
    } else {
        events_.scanned(std::move(scan));
    }
}

void Device::count_lost(const Decoded& decoded) {
    around_.metrics.add(Count::scans_overlong, decoded.overlong);
    around_.metrics.add(Count::scans_torn, decoded.torn);
    around_.metrics.add(Count::scans_dropped, decoded.dropped);
    if (decoded.overlong + decoded.torn + decoded.dropped == 0) return;
    if (events_.lost) events_.lost(state_.name);
    const auto now = around_.clock.mono();
    if (complained_ && now - *complained_ < device_complaint_interval) return;
    complained_ = now;
    around_.log.warn("device.scan_lost",
                     {{"device", state_.name},
                      {"overlong", decoded.overlong},
                      {"torn", decoded.torn},
                      {"dropped", decoded.dropped},
                      {"next",
                       "scan again; if it stays, compare prefix, suffix and speed with the "
                       "scanner's own settings"}});
}

void Device::changed(const Reader& reader, const std::string& trouble) {
    const bool reopened = reader.state() == LineState::open && reader.figures().openings > 1;
    if (reopened) around_.metrics.add(Count::scanner_reopened);
    const bool open = std::any_of(readers_.begin(), readers_.end(), [](const auto& line) {
        return line->state() == LineState::open;
    });
    if (open) {
        become(DeviceCondition::open, "");
    } else if (reader.state() == LineState::waiting) {
        become(DeviceCondition::waiting, "");
    } else {
        become(DeviceCondition::lost, trouble);
    }
}

void Device::become(DeviceCondition condition, const std::string& trouble) {
    // Every retry fails with the same words; said once, they are still true.
    if (state_.condition == condition && state_.trouble == trouble) return;
    const auto before = std::exchange(state_.condition, condition);
    if (condition != before) state_.since = around_.clock.mono();
    state_.trouble = trouble;
    tell(before);
    events_.changed(state());
}

void Device::tell(DeviceCondition before) const {
    auto log = around_.log;
    if (state_.condition == DeviceCondition::lost) {
        log.warn("device.lost", {{"device", state_.name}, {"why", state_.trouble}});
    } else if (state_.condition == DeviceCondition::waiting) {
        log.debug("device.waiting", {{"device", state_.name}});
    } else if (before == DeviceCondition::waiting && state().reads > 0) {
        // A scanner that calls for every code would fill the log.
        log.debug("device.opened", {{"device", state_.name}});
    } else {
        log.info("device.opened", {{"device", state_.name}});
    }
}

}  // namespace aisle
