// SPDX-License-Identifier: Apache-2.0
// The counter thread: an io_context of its own that only serves devices, so that nothing else the
// program does can make a scan wait or be lost in a kernel buffer.
// Promise: each scan is handed out once, or refused aloud when captures_pending_max of them are
// still unsettled. A device that cannot work does not keep the others from working.
// start, stop and states are called on the owner's thread; the events are called on the counter
// thread, and only post.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/base/pulse.hpp"
#include "agent/base/time.hpp"
#include "drivers/device.hpp"
#include "drivers/device_options.hpp"
#include "drivers/pending.hpp"
#include "drivers/printer.hpp"
#include "drivers/tap_door.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace aisle {

struct CaptureEvents {
    // The scan is unsettled until its place is destroyed: keep it until the commit has answered.
    Function<void(Scan, Place)> scanned;
    Function<void(DeviceState)> changed;
    // A code was not whole, or refused: who stands at this device has to scan again.
    Function<void(const std::string& device)> lost = {};
    // What a tap tells, by its place in the list. The word is unread until its place is destroyed.
    Function<void(std::size_t tap, TapWord, Place)> tapped = {};
    // Whether one is there, by its place in the list.
    Function<void(std::size_t tap, const TapState&)> tap_changed = {};
    // How a printer is, by its place in the list.
    Function<void(std::size_t printer, const PrinterState&)> printer_changed = {};
};

class Capture {
public:
    // Clock and metrics outlive the capture and may be used from any thread.
    // `taps`: the sockets that taps call.
    Capture(std::vector<DeviceOptions> devices, const Clock& clock, Log log, Metrics& metrics,
            const std::vector<std::string>& taps = {});
    ~Capture();

    // Before the start.
    void add_printers(const std::vector<PrinterOptions>& printers);
    // Once. Errors: unavailable, when the system gives no thread.
    Result<void> start(CaptureEvents events);
    // Closes the devices and ends the thread; no event comes after it returns. Again: nothing.
    void stop();
    // How every device is, in the order of the configuration; answered on the counter thread, or
    // at once when that does not run.
    void states(Function<void(std::vector<DeviceState>)> reply);
    // To a printer of the list; `done` is called on the counter thread, or never if that ends.
    void print(std::size_t printer, std::string slip, PrintDone done);
    void expect(std::size_t printer, bool waits);
    // Whether the thread still turns: each call asks it to beat once more.
    Pulse pulse();

private:
    void make_devices(const std::vector<DeviceOptions>& options);
    void refuse_device(const DeviceOptions& options, const Error& error);
    void start_devices();
    void start_printers();
    void hand_out(Scan scan);
    void refuse(const Scan& scan);
    std::vector<DeviceState> collect() const;

    // A device that could not be made, or was closed for good, has only its last state.
    struct Entry {
        std::unique_ptr<Device> device;
        DeviceState last;
    };

    // The context is destroyed last: what is queued in it may point at the devices.
    boost::asio::io_context io_{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    const Clock& clock_;
    Log log_;
    Metrics& metrics_;
    CaptureEvents events_;
    Pending pending_;
    std::uint64_t refused_in_a_row_ = 0;
    std::atomic<std::uint64_t> beats_ = 0;
    std::vector<Entry> entries_;
    std::vector<std::unique_ptr<TapDoor>> taps_;
    std::vector<std::unique_ptr<Printer>> printers_;
    std::thread thread_;
};

}  // namespace aisle
