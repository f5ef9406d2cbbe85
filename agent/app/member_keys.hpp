// SPDX-License-Identifier: Apache-2.0
// The files of the configuration that keep members apart from their data. It blocks; at start.
#pragma once

#include "agent/base/files.hpp"
#include "agent/base/log.hpp"
#include "agent/domain/identifier.hpp"
#include "config/config.hpp"

namespace aisle {

// A till without them sells all the same: what cannot be read is told in the log, and then contact
// data is refused, or nobody is known again by a number.
MemberKeys read_member_keys(const CentralConfig& config, Files& files, Log log);

}  // namespace aisle
