// SPDX-License-Identifier: Apache-2.0
// The taps, the printers and the tills' journal files of this counter: whether each is there, and
// what the daemon says of it where it runs. Looks, and disturbs nobody: no tap's socket is called,
// and no printer that a daemon looks after.
#pragma once

#include "config/config.hpp"
#include "tools/doctor/daemon_word.hpp"
#include "tools/doctor/diagnosis.hpp"
#include "tools/doctor/tap_processes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

// What of them can be seen from outside, and what the daemon says.
struct CounterFacts {
    std::string name;
    std::string where;               // the socket, address, node, file or folder
    std::string trouble{};           // what the system said; empty: it is there and may be used
    std::string template_trouble{};  // why the file of its template is none; empty: it is good
    std::optional<PeripheralWord> word{};
    bool asked = false;  // the daemon runs and has answered: without a word it does not know it
};

struct TapFacts {
    CounterFacts seen;
    std::vector<std::string> copying;  // "aisle-tap (812)": to this socket
    std::vector<TapProcess> astray;    // to a socket that no [[tap]] names
};

TapFacts tap_facts(const TapConfig& tap, const Config& config, const DaemonWord& daemon);
CounterFacts printer_facts(const PrinterConfig& printer, const DaemonWord& daemon);
CounterFacts till_files_facts(const JournalConfig& journal, const DaemonWord& daemon);

Diagnosis judge_tap(const TapFacts& facts);
Diagnosis judge_printer(const CounterFacts& facts);
Diagnosis judge_till_files(const CounterFacts& facts);

}  // namespace aisle
