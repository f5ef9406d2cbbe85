// SPDX-License-Identifier: Apache-2.0
// The whole examination, in the order in which a fault would show: what the device needs to work at
// all, then the way to central, then the counter. Gathers the facts, has them judged, changes
// nothing. Blocks.
//
// Whose connection it is: while the daemon is connected, its word stands for MQTT and central's
// welcome, and no connection is made that could throw it off. While it runs and is not connected,
// one is tried under a name of the doctor's. When it does not run, under the device's own. A hello
// is never said: central would take the doctor for the device's session.
#pragma once

#include "agent/base/function.hpp"
#include "config/parse.hpp"
#include "tools/doctor/daemon_word.hpp"
#include "tools/doctor/diagnosis.hpp"

namespace aisle {

struct ExaminationWish {
    const ConfigOutcome& config;
    DaemonWord daemon;
    const Clock& clock;
    bool network = true;  // false: nothing that leaves this machine
};

// Each diagnosis is handed out as soon as it is made: some take seconds.
Diagnoses examine(const ExaminationWish& wish, Function<void(const Diagnosis&)> made);

// The one about the configuration; with problems, there is no other.
Diagnosis judge_config(const ConfigOutcome& outcome);
Diagnosis judge_daemon(const DaemonWord& daemon);
// Central's welcome, as far as the daemon can tell.
Diagnosis judge_welcome(const DaemonWord& daemon);
// As whom MQTT is tried: a name that throws nobody off.
std::string probing_id(const std::string& client_id, const DaemonWord& daemon);

}  // namespace aisle
