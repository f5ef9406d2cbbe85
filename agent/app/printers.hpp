// SPDX-License-Identifier: Apache-2.0
// The printers of this counter with all that belongs to them: the desk where slips are asked for,
// what the local interface says of it, and the way to the counter thread and back. Owner's thread.
#pragma once

#include "agent/api/print_routes.hpp"
#include "agent/app/print_desk.hpp"
#include "config/config.hpp"
#include "drivers/capture.hpp"

#include <string>

namespace aisle {

class Printers {
public:
    // Before the capture starts, which outlives this. `post`: to the owner's thread.
    Printers(const Config& config, Capture& capture, Post post, PrintDeskParts parts);

    void add_to(Router& router) { routes_.add_to(router); }
    void start() { desk_.start(); }
    void stop() { desk_.stop(); }
    void when_quiet(Function<void()> quiet) { desk_.when_quiet(std::move(quiet)); }
    void again() { desk_.again(); }
    void changed(std::size_t printer, const PrinterState& state) {
        desk_.printer_changed(printer, state);
    }
    // A sentence with the next step; empty while it prints.
    static std::string trouble_of(const PrinterState& state);

private:
    PrinterDoor door(Capture& capture);

    Post post_;
    PrintDesk desk_;
    PrintRoutes routes_;
};

}  // namespace aisle
