// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/counting_vfs.hpp"

#include "agent/base/check.hpp"

#include <sqlite3.h>

#include <atomic>

namespace aisle {
namespace {

struct Counts {
    std::atomic<std::uint64_t> syncs = 0;
    std::atomic<std::uint64_t> bytes = 0;
};
Counts counts;

// SQLite allocates this and, right behind it, what the system's VFS needs.
struct CountedFile {
    sqlite3_file base;
    sqlite3_file* real;
};

sqlite3_file* real_of(sqlite3_file* file) {
    return reinterpret_cast<CountedFile*>(file)->real;
}
sqlite3_vfs* system_vfs(sqlite3_vfs* vfs) {
    return static_cast<sqlite3_vfs*>(vfs->pAppData);
}

int close_file(sqlite3_file* file) {
    return real_of(file)->pMethods->xClose(real_of(file));
}
int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
    return real_of(file)->pMethods->xRead(real_of(file), bytes, size, at);
}
int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
    counts.bytes += static_cast<std::uint64_t>(size);
    return real_of(file)->pMethods->xWrite(real_of(file), bytes, size, at);
}
int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return real_of(file)->pMethods->xTruncate(real_of(file), size);
}
int sync_file(sqlite3_file* file, int flags) {
    ++counts.syncs;
    return real_of(file)->pMethods->xSync(real_of(file), flags);
}
int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real_of(file)->pMethods->xFileSize(real_of(file), size);
}
int lock_file(sqlite3_file* file, int level) {
    return real_of(file)->pMethods->xLock(real_of(file), level);
}
int unlock_file(sqlite3_file* file, int level) {
    return real_of(file)->pMethods->xUnlock(real_of(file), level);
}
int check_lock(sqlite3_file* file, int* answer) {
    return real_of(file)->pMethods->xCheckReservedLock(real_of(file), answer);
}
int control_file(sqlite3_file* file, int operation, void* argument) {
    return real_of(file)->pMethods->xFileControl(real_of(file), operation, argument);
}
int sector_size(sqlite3_file* file) {
    return real_of(file)->pMethods->xSectorSize(real_of(file));
}
int file_traits(sqlite3_file* file) {
    return real_of(file)->pMethods->xDeviceCharacteristics(real_of(file));
}
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
    return real_of(file)->pMethods->xShmMap(real_of(file), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
    return real_of(file)->pMethods->xShmLock(real_of(file), offset, count, flags);
}
void fence_shared(sqlite3_file* file) {
    real_of(file)->pMethods->xShmBarrier(real_of(file));
}
int unmap_shared(sqlite3_file* file, int remove) {
    return real_of(file)->pMethods->xShmUnmap(real_of(file), remove);
}

constexpr sqlite3_io_methods counted_methods{.iVersion = 2,
                                             .xClose = close_file,
                                             .xRead = read_file,
                                             .xWrite = write_file,
                                             .xTruncate = truncate_file,
                                             .xSync = sync_file,
                                             .xFileSize = file_size,
                                             .xLock = lock_file,
                                             .xUnlock = unlock_file,
                                             .xCheckReservedLock = check_lock,
                                             .xFileControl = control_file,
                                             .xSectorSize = sector_size,
                                             .xDeviceCharacteristics = file_traits,
                                             .xShmMap = map_shared,
                                             .xShmLock = lock_shared,
                                             .xShmBarrier = fence_shared,
                                             .xShmUnmap = unmap_shared,
                                             .xFetch = nullptr,
                                             .xUnfetch = nullptr};

int open_file(sqlite3_vfs* vfs, sqlite3_filename name, sqlite3_file* file, int flags, int* out) {
    auto* counted = reinterpret_cast<CountedFile*>(file);
    counted->real = reinterpret_cast<sqlite3_file*>(counted + 1);
    const int code = system_vfs(vfs)->xOpen(system_vfs(vfs), name, counted->real, flags, out);
    counted->base.pMethods = counted->real->pMethods != nullptr ? &counted_methods : nullptr;
    return code;
}

sqlite3_vfs make_vfs() {
    sqlite3_vfs* system = sqlite3_vfs_find(nullptr);
    CHECK(system != nullptr, "SQLite has a VFS of the system");
    // What is not about open files goes straight to the system's functions, which ask nothing of
    // the VFS they are called with.
    sqlite3_vfs vfs = *system;
    vfs.szOsFile = static_cast<int>(sizeof(CountedFile)) + system->szOsFile;
    vfs.zName = "counting";
    vfs.pNext = nullptr;
    vfs.pAppData = system;
    vfs.xOpen = open_file;
    return vfs;
}

}  // namespace

const char* counting_vfs() {
    static sqlite3_vfs vfs = make_vfs();
    static const int registered = sqlite3_vfs_register(&vfs, 0);
    CHECK(registered == SQLITE_OK, "SQLite takes another VFS");
    return vfs.zName;
}

FileWork file_work() {
    return {counts.syncs.load(), counts.bytes.load()};
}

}  // namespace aisle
