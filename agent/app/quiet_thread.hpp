// SPDX-License-Identifier: Apache-2.0
// A thread that no signal interrupts: signals belong to the program around us, and it alone decides
// on which of its threads they arrive. What such a thread starts in turn (the store's threads, the
// link's, Paho's) is as quiet, for a thread begins with the mask of the one that made it. With
// SIGPIPE blocked, a write to a peer that has gone is an error here whatever the program does about
// that signal.
#pragma once

#include "agent/base/function.hpp"

#include <thread>

namespace aisle {

// `name` has at most 15 characters. Where the system gives no thread, std::system_error leaves it,
// as it leaves std::thread.
std::thread quiet_thread(const char* name, Function<void()> body);

}  // namespace aisle
