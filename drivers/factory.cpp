// SPDX-License-Identifier: Apache-2.0
#include "drivers/factory.hpp"

#include "drivers/evdev_decoder.hpp"
#include "drivers/evdev_source.hpp"
#include "drivers/fd_source.hpp"
#include "drivers/hid_pos_decoder.hpp"
#include "drivers/hidraw_source.hpp"
#include "drivers/line_decoder.hpp"
#include "drivers/serial_source.hpp"
#include "drivers/tcp_door.hpp"
#include "drivers/tcp_source.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace aisle {
namespace {

using Lines = std::vector<Line>;

Lines one(std::unique_ptr<ByteSource> source, std::unique_ptr<Decoder> decoder) {
    Lines lines;
    lines.push_back({std::move(source), std::move(decoder)});
    return lines;
}

Lines framed(std::unique_ptr<ByteSource> source, const DeviceOptions& options) {
    return one(std::move(source), std::make_unique<LineDecoder>(options.framing));
}

Lines places_behind(const std::shared_ptr<TcpDoor>& door, const DeviceOptions& options,
                    boost::asio::io_context& io) {
    Lines lines;
    for (std::size_t i = 0; i < network_scanners_max; ++i) {
        lines.push_back(
            {std::make_unique<TcpPlace>(io, door), std::make_unique<LineDecoder>(options.framing)});
    }
    return lines;
}

Lines hid_pos(const DeviceOptions& options, boost::asio::io_context& io) {
    const auto layout = std::make_shared<HidPosLayout>(usual_hid_pos_layout());
    return one(std::make_unique<HidrawSource>(io, options.path, layout),
               std::make_unique<HidPosDecoder>(layout));
}

Lines lines_of(const DeviceOptions& options, const Surroundings& around) {
    auto& io = around.io;
    switch (options.kind) {
        case SourceKind::serial:
            return framed(std::make_unique<SerialSource>(io, options.path, options.speed), options);
        case SourceKind::fd:
            return framed(std::make_unique<FdSource>(io, options.path), options);
        case SourceKind::tcp_connect:
            return framed(std::make_unique<TcpSource>(io, options.host, options.port), options);
        case SourceKind::tcp_listen:
            return places_behind(
                std::make_shared<TcpDoor>(io, options.host, options.port, around.log), options, io);
        case SourceKind::evdev:
            return one(std::make_unique<EvdevSource>(io, options.path, options.claim),
                       std::make_unique<EvdevDecoder>(options.keys));
        case SourceKind::hid_pos:
            return hid_pos(options, io);
    }
    return {};
}

}  // namespace

Result<std::unique_ptr<Device>> make_device(DeviceOptions options, const Surroundings& around) {
    TRY(check_options(options));
    const bool network =
        options.kind == SourceKind::tcp_connect || options.kind == SourceKind::tcp_listen;
    if (network && options.framing.idle > Millis(0)) {
        options.framing.idle = std::max<Millis>(options.framing.idle, scan_idle_network_min);
    }
    auto lines = lines_of(options, around);
    return std::make_unique<Device>(options, std::move(lines), around);
}

}  // namespace aisle
