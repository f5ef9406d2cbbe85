// SPDX-License-Identifier: Apache-2.0
// `aisle scanner`: what may be a scanner on this machine, the test sheet, and the wizard that has
// it scanned, finds out how the scanner is set, and writes the [[device]] down. Without a daemon: a
// device is read by one program at a time, and the daemon is asked to let go first.
#pragma once

#include "agent/base/time.hpp"
#include "tools/ctl/console.hpp"
#include "tools/ctl/scanner_ear.hpp"

#include <istream>
#include <string>
#include <vector>

namespace aisle {

struct ScannerAsk {
    std::string candidate;  // a path, or host:port; empty: asked for
    std::string name;       // of the [[device]]; empty: asked for
    std::string kind;       // empty: by what the candidate is
    unsigned speed = 9600;
    std::string config_file;
    std::vector<std::string> environment;
    bool dry_run = false;   // write nothing
    bool anyway = false;    // write though something is in the way
    bool keyboard = false;  // claim it though it is most likely a keyboard
    bool as_json = false;
    Millis patience = Seconds{30};  // for each code
    std::string root{};             // before /dev and /sys; in tests
    SourceMaker source{};           // in tests
};

struct Technician {
    const Console& console;
    std::istream& answers;
    const Clock& clock;
};

// Asks only for what `ask` leaves open, so that a program can run it too.
Exit set_scanner_up(const Technician& technician, const ScannerAsk& ask);

Exit list_scanners(const Console& console, const ScannerAsk& ask);

// "-": on standard output. An existing file is replaced.
Exit write_sheet(const Console& console, const std::string& file);

}  // namespace aisle
