// SPDX-License-Identifier: Apache-2.0
#include "drivers/factory.hpp"

#include "drivers/fd_source.hpp"
#include "drivers/serial_source.hpp"
#include "drivers/tcp_door.hpp"
#include "drivers/tcp_source.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace aisle {
namespace {

using Lines = std::vector<std::unique_ptr<ByteSource>>;

template <class Source>
Lines one(std::unique_ptr<Source> source) {
    Lines lines;
    lines.push_back(std::move(source));
    return lines;
}

Lines places_behind(const std::shared_ptr<TcpDoor>& door, boost::asio::io_context& io) {
    Lines lines;
    for (std::size_t i = 0; i < network_scanners_max; ++i) {
        lines.push_back(std::make_unique<TcpPlace>(io, door));
    }
    return lines;
}

Lines lines_of(const DeviceOptions& options, const Surroundings& around) {
    auto& io = around.io;
    switch (options.kind) {
        case SourceKind::serial:
            return one(std::make_unique<SerialSource>(io, options.path, options.speed));
        case SourceKind::fd:
            return one(std::make_unique<FdSource>(io, options.path));
        case SourceKind::tcp_connect:
            return one(std::make_unique<TcpSource>(io, options.host, options.port));
        case SourceKind::tcp_listen:
            return places_behind(
                std::make_shared<TcpDoor>(io, options.host, options.port, around.log), io);
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
