// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/scanner_ear.hpp"

#include "config/address.hpp"
#include "drivers/evdev_decoder.hpp"
#include "drivers/evdev_source.hpp"
#include "drivers/fd_source.hpp"
#include "drivers/hidraw_source.hpp"
#include "drivers/serial_source.hpp"
#include "drivers/tcp_source.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

// Longer than any pause within a code, and not so long that a person waits.
constexpr Millis silence{300};
// A packet that was lost takes this long to come again.
constexpr Millis silence_network{1000};
constexpr Seconds longest_code{5};
// No code is longer; a device that never stops is cut off here.
constexpr std::size_t arrival_bytes_max = 64UL * 1024;

Millis between(MonoTime from, MonoTime to) {
    return std::chrono::duration_cast<Millis>(to - from);
}

}  // namespace

ScannerEar::ScannerEar(EarOptions options, const Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

ScannerEar::~ScannerEar() {
    if (source_) source_->close();
}

Result<void> ScannerEar::make_source() {
    const auto& place = options_.place;
    if (options_.source) {
        source_ = options_.source(io_);
        return {};
    }
    switch (options_.line) {
        case ScannerLine::evdev:
            source_ = std::make_unique<EvdevSource>(io_, place, true);
            return {};
        case ScannerLine::hid_pos:
            layout_ = std::make_shared<HidPosLayout>(usual_hid_pos_layout());
            reports_ = std::make_unique<HidPosDecoder>(layout_);
            source_ = std::make_unique<HidrawSource>(io_, place, layout_);
            return {};
        case ScannerLine::serial:
            source_ = std::make_unique<SerialSource>(io_, place, options_.speed);
            return {};
        case ScannerLine::fd:
            source_ = std::make_unique<FdSource>(io_, place);
            return {};
        case ScannerLine::tcp:
            break;
    }
    TRY(const auto address, parse_host_port(place));
    source_ = std::make_unique<TcpSource>(io_, address.host, address.port);
    return {};
}

Result<void> ScannerEar::open(Millis patience) {
    TRY(make_source());
    std::optional<Result<void>> opened;
    source_->open([&opened](Result<void> outcome) { opened = std::move(outcome); });
    const auto until = clock_.mono() + patience;
    io_.restart();
    while (!opened && clock_.mono() < until) io_.run_one_for(between(clock_.mono(), until));
    if (!opened) {
        // Its answer would go to what is gone.
        source_->close();
        source_.reset();
        return Error(Errc::timeout,
                     options_.place + " does not answer; see to its power and cable");
    }
    if (*opened) read();
    return *opened;
}

void ScannerEar::read() {
    source_->read_some(buffer_, [this](Result<std::size_t> size) {
        if (size && *size > 0) {
            take({buffer_.data(), *size});
            return read();
        }
        broken_ =
            size ? Error(Errc::io, options_.place + " has ended; connect it again") : size.error();
    });
}

void ScannerEar::take(std::string_view bytes) {
    if (bytes_ >= arrival_bytes_max) return;
    bytes_ += bytes.size();
    const auto now = clock_.mono();
    if (!reports_) return pieces_.push_back({std::string(bytes), now});
    for (auto& frame : reports_->feed(bytes, now).frames) {
        pieces_.push_back({std::move(frame), now});
    }
}

bool ScannerEar::wait(MonoTime until) {
    const auto before = pieces_.size();
    while (pieces_.size() == before && !broken_ && bytes_ < arrival_bytes_max) {
        const auto now = clock_.mono();
        if (now >= until) return false;
        io_.restart();
        io_.run_one_for(std::max(between(now, until), Millis(1)));
    }
    return pieces_.size() > before;
}

void ScannerEar::drain() {
    // Only what waits now: of a device that never stops there is always more.
    constexpr int reads_max = 64;
    io_.restart();
    for (int i = 0; i < reads_max && io_.poll_one() > 0; ++i) {
    }
    pieces_.clear();
    bytes_ = 0;
}

Result<Arrived> ScannerEar::listen(Millis patience) {
    if (pieces_.empty() && !wait(clock_.mono() + patience)) {
        if (broken_) return *broken_;
        return Error(Errc::timeout, "nothing came");
    }
    const auto quiet = options_.line == ScannerLine::tcp ? silence_network : silence;
    // A report of HID POS says itself where a code ends.
    // One that never stops is no scanner; what came of it is looked at.
    const auto end = clock_.mono() + longest_code;
    while (!reports_ && clock_.mono() < end && wait(std::min(clock_.mono() + quiet, end))) {
    }
    auto arrived = gather();
    pieces_.clear();
    bytes_ = 0;
    return arrived;
}

Arrived ScannerEar::gather() const {
    Arrived arrived;
    std::vector<MonoTime> times;
    for (const auto& piece : pieces_) {
        arrived.bytes += piece.bytes;
        times.push_back(piece.at);
    }
    if (options_.line == ScannerLine::evdev) {
        times.clear();
        for (const auto& key : keys_in(std::exchange(arrived.bytes, {}))) {
            arrived.keys.push_back(key.move);
            times.push_back(MonoTime(key.at));
        }
    }
    for (std::size_t i = 1; i < times.size(); ++i) {
        arrived.pause = std::max(arrived.pause, between(times[i - 1], times[i]));
    }
    if (!times.empty()) arrived.took = between(times.front(), times.back());
    return arrived;
}

}  // namespace aisle
