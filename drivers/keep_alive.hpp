// SPDX-License-Identifier: Apache-2.0
// Lets the kernel notice who is called over TCP and lost its power without a word. Any thread.
#pragma once

namespace aisle {

// A socket that cannot is still a socket; a loss is then noticed later.
void keep_alive(int socket);

}  // namespace aisle
