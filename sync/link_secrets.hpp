// SPDX-License-Identifier: Apache-2.0
// The secrets of a connection that stand in files: read anew each time, so that a password that is
// exchanged or was missing counts from the next connection on, and a file that cannot be read keeps
// no till from starting. It blocks for as long as a small file takes. Any thread.
#pragma once

#include "agent/base/files.hpp"
#include "sync/link.hpp"

namespace aisle {

// The first line of a file. Errors: those of Files::read, with the file's name.
Result<std::string> read_secret(const std::string& path, Files& files);
// Fills in what the target's files hold. Errors: those of Files::read, with the file's name.
Result<void> read_secrets(LinkTarget& target, Files& files);

}  // namespace aisle
