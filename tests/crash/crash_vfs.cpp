// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_vfs.hpp"

#include "agent/base/check.hpp"
#include "agent/store/sqlite.hpp"
#include "tests/crash/power_cut.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

namespace aisle {
namespace {

// 2026-07-01T08:00:00Z in milliseconds of the Julian calendar.
constexpr sqlite3_int64 julian_now = 210'866'760'000'000 + 1'782'892'800'000;
constexpr int linux_sector_bytes = 4096;

struct CrashFile;

// What the connections to one file share, beside its bytes.
struct Meeting {
    std::vector<CrashFile*> present;
    std::vector<std::unique_ptr<char[]>> shared_memory;
};

struct Shop {
    CrashDisk& disk;
    std::mutex mutex;
    std::map<DiskFile, Meeting> meetings;
};

struct CrashFile : sqlite3_file {
    Shop* shop = nullptr;
    DiskFile file = 0;
    const char* name = "";
    bool read_only = false;
    bool name_needs_sync = false;  // a fresh journal: its first sync saves its name too
    int persist_wal = 0;
    bool shm_mapped = false;
    int lock = SQLITE_LOCK_NONE;
    unsigned shm_shared = 0;  // one bit a slot
    unsigned shm_exclusive = 0;
};

CrashFile& of(sqlite3_file* file) {
    return *static_cast<CrashFile*>(file);
}
CrashDisk& disk_of(sqlite3_vfs* vfs) {
    return static_cast<Shop*>(vfs->pAppData)->disk;
}

int code(DiskAnswer answer, int when_failed) {
    switch (answer) {
        case DiskAnswer::done:
        case DiskAnswer::lied:
            return SQLITE_OK;
        case DiskAnswer::short_read:
            return SQLITE_IOERR_SHORT_READ;
        case DiskAnswer::full:
        case DiskAnswer::torn:
            return SQLITE_FULL;
        case DiskAnswer::missing:
        case DiskAnswer::failed:
            break;
    }
    return when_failed;
}

bool fails(const CrashFile& file, DiskCall call) {
    return file.shop->disk.ask(call) != DiskAnswer::done;
}

// ---- One file ----

int close_file(sqlite3_file* raw) {
    CrashFile& file = of(raw);
    {
        const std::lock_guard lock(file.shop->mutex);
        const auto meeting = file.shop->meetings.find(file.file);
        std::erase(meeting->second.present, &file);
        if (meeting->second.present.empty()) file.shop->meetings.erase(meeting);
    }
    std::destroy_at(&file);
    return SQLITE_OK;
}

int read_file(sqlite3_file* raw, void* into, int size, sqlite3_int64 offset) {
    const std::span bytes(static_cast<char*>(into), static_cast<std::size_t>(size));
    const auto at = static_cast<std::uint64_t>(offset);
    return code(of(raw).shop->disk.read(of(raw).file, at, bytes), SQLITE_IOERR_READ);
}

int write_file(sqlite3_file* raw, const void* from, int size, sqlite3_int64 offset) {
    if (of(raw).read_only) return SQLITE_IOERR_WRITE;
    const std::string_view bytes(static_cast<const char*>(from), static_cast<std::size_t>(size));
    const auto at = static_cast<std::uint64_t>(offset);
    return code(of(raw).shop->disk.write(of(raw).file, at, bytes), SQLITE_IOERR_WRITE);
}

int truncate_file(sqlite3_file* raw, sqlite3_int64 size) {
    if (of(raw).read_only) return SQLITE_IOERR_TRUNCATE;
    const auto left = static_cast<std::uint64_t>(size);
    return code(of(raw).shop->disk.truncate(of(raw).file, left), SQLITE_IOERR_TRUNCATE);
}

int sync_file(sqlite3_file* raw, int) {
    CrashFile& file = of(raw);
    // A sync fails as a sync whatever errno says.
    if (file.shop->disk.sync(file.file) != DiskAnswer::done) return SQLITE_IOERR_FSYNC;
    if (!std::exchange(file.name_needs_sync, false)) return SQLITE_OK;
    const auto said = file.shop->disk.sync_directory();
    return said == DiskAnswer::done ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
}

int file_size(sqlite3_file* raw, sqlite3_int64* size) {
    if (fails(of(raw), DiskCall::look)) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>(of(raw).shop->disk.size(of(raw).file));
    return SQLITE_OK;
}

// The log of a database, as a new process finds it.
int drop_cached_log(const CrashFile& database) {
    CrashDisk& disk = database.shop->disk;
    const auto name = std::string(database.name) + "-wal";
    if (!disk.size_of(name)) return SQLITE_OK;
    const auto log = disk.open(name);
    if (!log) return SQLITE_CANTOPEN;
    const auto syncs = [&] { return disk.sync(*log) == DiskAnswer::done; };
    if (!syncs() && !syncs()) return SQLITE_IOERR_FSYNC;
    if (!disk.doubtful(*log) || disk.trusts_cache()) return SQLITE_OK;
    PowerCut cut(disk);
    while (cut.step()) continue;
    disk.show_what_it_holds(*log, cut.safe(*log));
    return SQLITE_OK;
}

int control_file(sqlite3_file* raw, int what, void* argument) {
    if (what == control_drop_cached_log) return drop_cached_log(of(raw));
    if (what != SQLITE_FCNTL_PERSIST_WAL) return SQLITE_NOTFOUND;
    int& asked = *static_cast<int*>(argument);
    if (asked >= 0) of(raw).persist_wal = asked;
    asked = of(raw).persist_wal;
    return SQLITE_OK;
}

int sector_size(sqlite3_file*) {
    return linux_sector_bytes;
}
int device_characteristics(sqlite3_file*) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

// ---- Locks: each connection's level is seen by the others ----

template <class Wanted>
bool any_other(const CrashFile& self, Wanted wanted) {
    const auto& present = self.shop->meetings[self.file].present;
    return std::any_of(present.begin(), present.end(),
                       [&](const CrashFile* other) { return other != &self && wanted(*other); });
}

bool other_holds(const CrashFile& self, int level) {
    return any_other(self, [level](const CrashFile& other) { return other.lock >= level; });
}

int lock_file(sqlite3_file* raw, int level) {
    CrashFile& file = of(raw);
    const std::lock_guard lock(file.shop->mutex);
    if (file.lock >= level) return SQLITE_OK;
    if (fails(file, DiskCall::lock)) return SQLITE_IOERR_LOCK;
    if (level == SQLITE_LOCK_SHARED && other_holds(file, SQLITE_LOCK_PENDING)) return SQLITE_BUSY;
    if (level >= SQLITE_LOCK_RESERVED && other_holds(file, SQLITE_LOCK_RESERVED)) {
        return SQLITE_BUSY;
    }
    if (level == SQLITE_LOCK_EXCLUSIVE && other_holds(file, SQLITE_LOCK_SHARED)) {
        file.lock = SQLITE_LOCK_PENDING;  // lets nobody else in while the readers leave
        return SQLITE_BUSY;
    }
    file.lock = level;
    return SQLITE_OK;
}

int unlock_file(sqlite3_file* raw, int level) {
    CrashFile& file = of(raw);
    const std::lock_guard lock(file.shop->mutex);
    file.lock = std::min(file.lock, level);
    return SQLITE_OK;
}

int is_reserved(sqlite3_file* raw, int* answer) {
    CrashFile& file = of(raw);
    if (fails(file, DiskCall::lock)) return SQLITE_IOERR_CHECKRESERVEDLOCK;
    const std::lock_guard lock(file.shop->mutex);
    *answer = file.lock >= SQLITE_LOCK_RESERVED || other_holds(file, SQLITE_LOCK_RESERVED);
    return SQLITE_OK;
}

// ---- The WAL's shared memory ----

int map_shared(sqlite3_file* raw, int region, int size, int extend, void volatile** memory) {
    CrashFile& file = of(raw);
    const std::lock_guard lock(file.shop->mutex);
    if (const auto said = file.shop->disk.ask(DiskCall::map); said != DiskAnswer::done) {
        return said == DiskAnswer::full ? SQLITE_IOERR_SHMSIZE : SQLITE_IOERR_SHMMAP;
    }
    auto& regions = file.shop->meetings[file.file].shared_memory;
    const auto wanted = static_cast<std::size_t>(region);
    while (extend != 0 && regions.size() <= wanted) {
        regions.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    }
    file.shm_mapped = true;
    *memory = wanted < regions.size() ? regions[wanted].get() : nullptr;
    return SQLITE_OK;
}

int lock_shared(sqlite3_file* raw, int first, int count, int flags) {
    CrashFile& file = of(raw);
    const std::lock_guard lock(file.shop->mutex);
    const unsigned slots = ((1U << count) - 1U) << first;
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        file.shm_shared &= ~slots;
        file.shm_exclusive &= ~slots;
        return SQLITE_OK;
    }
    if (fails(file, DiskCall::lock)) return SQLITE_BUSY;
    const bool exclusive = (flags & SQLITE_SHM_EXCLUSIVE) != 0;
    const bool taken = any_other(file, [&](const CrashFile& other) {
        return (slots & (other.shm_exclusive | (exclusive ? other.shm_shared : 0U))) != 0;
    });
    if (taken) return SQLITE_BUSY;
    (exclusive ? file.shm_exclusive : file.shm_shared) |= slots;
    return SQLITE_OK;
}

void shared_barrier(sqlite3_file* raw) {
    const std::lock_guard lock(of(raw).shop->mutex);
    std::atomic_thread_fence(std::memory_order_seq_cst);
}

int unmap_shared(sqlite3_file* raw, int) {
    CrashFile& file = of(raw);
    const std::lock_guard lock(file.shop->mutex);
    file.shm_shared = 0;
    file.shm_exclusive = 0;
    file.shm_mapped = false;
    if (!any_other(file, [](const CrashFile& other) { return other.shm_mapped; })) {
        file.shop->meetings[file.file].shared_memory.clear();
    }
    return SQLITE_OK;
}

constexpr sqlite3_io_methods io_methods = {
    .iVersion = 2,
    .xClose = close_file,
    .xRead = read_file,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = file_size,
    .xLock = lock_file,
    .xUnlock = unlock_file,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control_file,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = device_characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = shared_barrier,
    .xShmUnmap = unmap_shared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

// ---- The directory ----

int open_file(sqlite3_vfs* vfs, const char* name, sqlite3_file* raw, int flags, int* flags_out) {
    CrashDisk& disk = disk_of(vfs);
    raw->pMethods = nullptr;
    std::optional<DiskFile> opened;
    bool created = false;
    if (name == nullptr) {
        opened = disk.create_temporary();
    } else {
        opened = disk.open(name);
        if (!opened && (flags & SQLITE_OPEN_CREATE) != 0) {
            opened = disk.create(name);
            created = opened.has_value();
        }
    }
    if (!opened) return SQLITE_CANTOPEN;
    CrashFile& file = *std::construct_at(static_cast<CrashFile*>(raw));
    file.pMethods = &io_methods;
    file.shop = static_cast<Shop*>(vfs->pAppData);
    file.file = *opened;
    file.name = name == nullptr ? "" : name;
    file.read_only = (flags & SQLITE_OPEN_READONLY) != 0;
    constexpr int journals = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL | SQLITE_OPEN_WAL;
    file.name_needs_sync = created && (flags & journals) != 0;
    const std::lock_guard lock(file.shop->mutex);
    file.shop->meetings[file.file].present.push_back(&file);
    if (flags_out != nullptr) *flags_out = flags;
    return SQLITE_OK;
}

int remove_file(sqlite3_vfs* vfs, const char* name, int sync_directory) {
    const auto said = disk_of(vfs).remove(name);
    if (said == DiskAnswer::missing) return SQLITE_IOERR_DELETE_NOENT;
    if (said != DiskAnswer::done || sync_directory == 0) return code(said, SQLITE_IOERR_DELETE);
    return disk_of(vfs).sync_directory() == DiskAnswer::done ? SQLITE_OK : SQLITE_IOERR_DIR_FSYNC;
}

// As in the unix VFS, an empty file does not exist when only its existence is asked for.
int access_file(sqlite3_vfs* vfs, const char* name, int how, int* answer) {
    const bool seen = disk_of(vfs).ask(DiskCall::look) == DiskAnswer::done;
    const auto size = seen ? disk_of(vfs).size_of(name) : std::nullopt;
    *answer = size.has_value() && (how != SQLITE_ACCESS_EXISTS || *size > 0);
    return SQLITE_OK;
}

int full_name(sqlite3_vfs*, const char* name, int size, char* out) {
    if (std::strlen(name) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::strcpy(out, name);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out) {
    std::memset(out, 0, static_cast<std::size_t>(size));
    return size;
}

int wait_a_moment(sqlite3_vfs*, int microseconds) {
    std::this_thread::yield();  // whoever holds the lock is a thread of this process
    return microseconds;
}

int julian_time(sqlite3_vfs*, sqlite3_int64* now) {
    *now = julian_now;
    return SQLITE_OK;
}

int julian_days(sqlite3_vfs*, double* now) {
    *now = static_cast<double>(julian_now) / 86'400'000.0;
    return SQLITE_OK;
}

int last_errno(sqlite3_vfs* vfs, int, char*) {
    return disk_of(vfs).refused_for_room() ? ENOSPC : EIO;
}

std::string unique_name() {
    static std::atomic<unsigned> count{0};
    return "crash-" + std::to_string(++count);
}

}  // namespace

struct CrashVfs::Registration {
    explicit Registration(CrashDisk& disk) : shop{disk, {}, {}}, name(unique_name()) {}

    Shop shop;
    std::string name;
    sqlite3_vfs vfs{};
};

CrashVfs::CrashVfs(CrashDisk& disk) : registration_(std::make_unique<Registration>(disk)) {
    sqlite3_vfs& vfs = registration_->vfs;
    vfs.iVersion = 2;
    vfs.szOsFile = sizeof(CrashFile);
    vfs.mxPathname = 512;
    vfs.zName = registration_->name.c_str();
    vfs.pAppData = &registration_->shop;
    vfs.xOpen = open_file;
    vfs.xDelete = remove_file;
    vfs.xAccess = access_file;
    vfs.xFullPathname = full_name;
    vfs.xRandomness = randomness;
    vfs.xSleep = wait_a_moment;
    vfs.xCurrentTime = julian_days;
    vfs.xGetLastError = last_errno;
    vfs.xCurrentTimeInt64 = julian_time;
    CHECK(sqlite3_vfs_register(&vfs, 0) == SQLITE_OK, "SQLite takes any VFS");
}

CrashVfs::~CrashVfs() {
    CHECK(registration_->shop.meetings.empty(), "a connection outlived its VFS");
    sqlite3_vfs_unregister(&registration_->vfs);
}

const std::string& CrashVfs::name() const {
    return registration_->name;
}

}  // namespace aisle
