// SPDX-License-Identifier: Apache-2.0
#include "agent/base/cached_pages.hpp"

#include "agent/base/descriptor.hpp"
#include "agent/base/file_failure.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace aisle {

Result<void> drop_cached_pages(const std::string& path) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open() && errno == ENOENT) return {};
    // That a write of an earlier process was lost, which nobody waited for, is told once and to
    // whoever comes first.
    const bool synced = file.open() && (::fsync(file.get()) == 0 || ::fsync(file.get()) == 0);
    if (!synced) return file_failure("syncing", path, errno);
    // A kernel may be built without it; then there is nothing better to do.
    static_cast<void>(::posix_fadvise(file.get(), 0, 0, POSIX_FADV_DONTNEED));
    return {};
}

}  // namespace aisle
