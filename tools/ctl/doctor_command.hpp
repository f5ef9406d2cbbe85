// SPDX-License-Identifier: Apache-2.0
// `aisle doctor`: what is wrong with this device and what to do about it, check by check. The
// checks are in tools/doctor; here the daemon is asked and the answers are shown.
#pragma once

#include "config/parse.hpp"
#include "tools/ctl/console.hpp"
#include "tools/ctl/local_client.hpp"
#include "tools/doctor/daemon_word.hpp"
#include "tools/doctor/diagnosis.hpp"

#include <string>

namespace aisle {

// Nobody there is an answer too.
DaemonWord ask_word(const LocalClient& client);

std::string diagnosis_text(const Diagnosis& diagnosis, const Console& console);

// Exit::fine when all is well, Exit::degraded when something warns or fails,
// Exit::bad_configuration.
Exit run_doctor(const Console& console, const ConfigOutcome& config, const LocalClient& client,
                bool as_json);

}  // namespace aisle
