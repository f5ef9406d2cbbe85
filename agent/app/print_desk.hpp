// SPDX-License-Identifier: Apache-2.0
// Slips, from who asks for one to the printer: judged, written down, answered, and then printed one
// after another on each printer, as soon as it can print.
// Promise: a slip is written down as going before a byte of it is handed to the printer, so that
// none is printed twice by itself, whenever the program ends. Owner's thread.
#pragma once

#include "agent/api/print_routes.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/books/print_book.hpp"
#include "agent/domain/print/slip.hpp"
#include "agent/store/store.hpp"
#include "config/config.hpp"
#include "drivers/escpos_writer.hpp"
#include "drivers/printer.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct PrintDeskParts {
    Store& store;
    PrintBook& book;
    PrintList& list;
    // On the store thread: room on the disk for so many bytes, or Errc::full.
    Function<Result<void>(Txn&, std::size_t)> admit;
    Function<std::string()> store_name;
    const Clock& clock;
    Metrics& metrics;
    Log log;
};

// To the printers, by their place in the configuration.
struct PrinterDoor {
    // `done` comes back on the owner's thread, or never if the printers are stopped first.
    Function<void(std::size_t printer, std::string slip, PrintDone done)> print;
    Function<void(std::size_t printer, bool waits)> expect;
};

class PrintDesk {
public:
    PrintDesk(const Config& config, PrinterDoor door, PrintDeskParts parts);

    // What was left by the program before this one is settled first.
    void start();
    // Begins nothing more: what is not on its way to a printer waits for the next start. `quiet` is
    // called when nothing of it is under way to the store any more, perhaps at once.
    void stop() { stopped_ = true; }
    void when_quiet(Function<void()> quiet);
    // Writes down what could not be written, and begins what could not be begun.
    void again();
    void printer_changed(std::size_t printer, const PrinterState& state);
    Printing printing();

private:
    using Answer = Function<void(Result<PrintAnswer>)>;
    struct Seat {
        PrinterProfile profile;
        bool chinese = false;
        PrinterState state;
        bool busy = false;
        // What came of a slip and could not be written down yet: a function that tries again.
        Function<void()> unsettled{};
    };
    using Kept = Function<Result<PrintJob>(Txn&)>;

    void print(std::string_view body, Answer answer);
    void copy(std::string_view number, std::string_view body, Answer answer);
    void list(Function<void(Result<std::string>)> answer);
    Result<PrintJob> judged(std::string_view body) const;
    Result<std::size_t> seat_for(const SlipRequest& request) const;
    // Its place; as many as there are when it has none.
    std::size_t place_of(std::string_view printer) const;
    void keep(Kept kept, Answer answer);
    void write(Job job, Done done);
    void serve(std::size_t place);
    void send(std::size_t place, const PrintJob& job);
    Result<std::string> bytes_of(const Seat& seat, const PrintJob& job);
    void came_back(std::size_t place, const PrintJob& job, const PrintOutcome& outcome);
    void settle(std::size_t place, PrintNumber number, PrintJobState state, std::string why);

    PrinterDoor door_;
    PrintDeskParts parts_;
    std::string device_;
    std::chrono::minutes utc_offset_;
    std::vector<Seat> seats_;
    bool started_ = false;
    bool stopped_ = false;
    std::size_t writing_ = 0;
    Function<void()> quiet_;
};

}  // namespace aisle
