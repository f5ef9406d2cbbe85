// SPDX-License-Identifier: Apache-2.0
// A file's pages in the system's memory, which may be more than what the disk holds: after a sync
// that failed Linux takes the lost pages for clean and serves them as if they were saved.
#pragma once

#include "agent/base/result.hpp"

#include <string>

namespace aisle {

// Syncs the file and lets go of its pages, so that what is read next comes from the disk; as far as
// the file system knows such a thing (one in memory does not) and nobody has the file mapped. A
// file that is not there has no pages. Errors: those of file_failure(). Any thread; blocks.
Result<void> drop_cached_pages(const std::string& path);

}  // namespace aisle
