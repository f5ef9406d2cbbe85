// SPDX-License-Identifier: Apache-2.0
// The system's VFS of SQLite with counters in front: how often a file was synced, how many bytes
// were written to it. It changes nothing. Register once; count on any thread.
#pragma once

#include <cstdint>

namespace aisle {

struct FileWork {
    std::uint64_t syncs = 0;
    std::uint64_t bytes_written = 0;  // to database, log and journal files
};

// The name to open databases with.
const char* counting_vfs();
FileWork file_work();

}  // namespace aisle
