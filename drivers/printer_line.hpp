// SPDX-License-Identifier: Apache-2.0
// Seam: the line to a printer, both ways: a TCP connection, a serial line, a node such as
// /dev/usb/lp0. It is open only while it is used, for a till may want the printer too. The rules of
// ByteSource hold: at most one open, one read and one write under way, answered later; destroyed
// when its io_context no longer runs. Counter thread only.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"
#include "drivers/byte_source.hpp"
#include "drivers/stream_write.hpp"

#include <boost/asio/io_context.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace aisle {

enum class PrinterPort { tcp, serial, node };

struct PrinterOptions {
    std::string name;
    PrinterPort port_kind = PrinterPort::tcp;
    std::string host{};
    std::uint16_t port = 0;
    std::string path{};
    unsigned speed = 9600;
    bool hardware_flow = false;
    bool asks = true;  // it answers when it is asked how it is
    Micros reply_patience = printer_reply_patience;
    Micros write_patience = printer_write_patience;
    Micros retry = printer_retry;
    Micros look_interval = printer_look_interval;
};

class PrinterLine {
public:
    virtual ~PrinterLine() = default;
    virtual void open(OpenDone done) = 0;
    // Errc::denied: nothing can be heard on this line.
    virtual void read_some(std::span<char> into, ReadDone done) = 0;
    virtual void write_some(std::string_view bytes, WriteDone done) = 0;
    // Of the written bytes, how many have not left this machine.
    virtual std::size_t unsent() = 0;
    // Bytes that have not left never will: what is told as failed must not come out later.
    virtual void close() = 0;
};

std::unique_ptr<PrinterLine> make_printer_line(boost::asio::io_context& io,
                                               const PrinterOptions& options);

}  // namespace aisle
