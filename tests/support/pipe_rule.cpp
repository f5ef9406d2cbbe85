// SPDX-License-Identifier: Apache-2.0
// What every program of ours does first in main(): a peer that has gone is an error of the write,
// not a signal.
#include <csignal>

namespace {
[[maybe_unused]] const auto before = std::signal(SIGPIPE, SIG_IGN);
}
