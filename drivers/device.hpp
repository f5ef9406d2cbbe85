// SPDX-License-Identifier: Apache-2.0
// One configured device: its lines of bytes (one; several behind a listening port), what it read a
// moment ago, and how it is. Gives out scans; says when it comes and when it goes.
// Promise: every whole code is given out once or counted as what it was (duplicate, overlong,
// torn, dropped by the kernel). Counter thread only; destroyed when the io_context no longer runs.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/domain/scan.hpp"
#include "drivers/dedup.hpp"
#include "drivers/device_options.hpp"
#include "drivers/node_watch.hpp"
#include "drivers/reader.hpp"

#include <boost/asio/io_context.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class DeviceCondition {
    waiting,  // nothing is wrong, and nobody is there: not yet, or not at present
    open,
    lost,     // see `trouble`; unless it has ended for good, it is tried again by itself
    refused,  // its settings cannot work; it is not tried again
};
std::string_view to_string(DeviceCondition condition);

struct DeviceState {
    std::string name;
    DeviceCondition condition = DeviceCondition::waiting;
    std::string trouble{};  // what is wrong and what to do; empty while nothing is
    MonoTime since{};       // of the condition
    std::optional<MonoTime> last_read{};
    std::uint64_t reads = 0;  // times that bytes came
    std::uint64_t scans = 0;  // whole codes, duplicates included
};

struct DeviceEvents {
    Function<void(Scan)> scanned;
    Function<void(const DeviceState&)> changed;
    // A code came and was not whole; who stands there has to scan again.
    Function<void(const std::string& device)> lost = {};
};

// What every device needs of the program round it. All of it outlives the device.
struct Surroundings {
    boost::asio::io_context& io;
    const Clock& clock;
    Log log;
    Metrics& metrics;
};

class Device {
public:
    Device(const DeviceOptions& options, std::vector<Line> lines, const Surroundings& around);

    void start(DeviceEvents events);
    void stop();
    DeviceState state() const;

private:
    void decoded(const Decoded& decoded);
    void give_out(const std::string& frame);
    void count_lost(const Decoded& decoded);
    void changed(const Reader& reader, const std::string& trouble);
    void become(DeviceCondition condition, const std::string& trouble);
    void tell(DeviceCondition before) const;

    Surroundings around_;
    DeviceState state_;
    Dedup dedup_;
    bool decode_data_;
    NodeWatch watch_;
    std::vector<std::unique_ptr<Reader>> readers_;
    DeviceEvents events_;
    std::optional<MonoTime> complained_;
};

}  // namespace aisle
