// SPDX-License-Identifier: Apache-2.0
// How an open tty is set: 8 data bits, no parity, one stop bit, and nothing translated on the way
// (a CR stays a CR). Nothing here but POSIX: any thread, any open descriptor.
#pragma once

#include "agent/base/result.hpp"

#include <array>

namespace aisle {

// What Linux can set without tricks, in bits a second.
inline constexpr std::array<unsigned, 11> serial_speeds{1200,  2400,   4800,   9600,   19200, 38400,
                                                        57600, 115200, 230400, 460800, 921600};
bool is_serial_speed(unsigned speed);

// How who is slower keeps the other waiting. XOFF goes one way: `xon_sent` says it to who writes
// faster than we read, `xon_heeded` hears it from who reads slower than we write. What goes the
// other way is data, and a 0x13 in it is none of ours.
enum class SerialFlow { none, xon_sent, xon_heeded, rts_cts };

// DTR and RTS are raised where they exist, because many USB scanners send only then.
// Errors: invalid, when it is no tty or has no such speed; io, when it refuses.
Result<void> set_line(int tty, unsigned speed, SerialFlow flow);

// What waits in the kernel, in both directions. What is no tty keeps it.
void drop_bytes(int tty);
// What came and was not read; what goes is left to whom it belongs.
void drop_heard(int tty);

}  // namespace aisle
