// SPDX-License-Identifier: Apache-2.0
// A disk in memory that remembers everything done to it, in order, so that afterwards one can ask
// what a power cut at any moment would have left (power_cut.hpp). One flat directory.
//
// Promise: a file's bytes count as safe only after sync(), its name only after sync_directory().
// It can also misbehave on demand: fail a call once or for ever, lie about a sync, run full.
// Any thread may call; the log is in the order in which the calls were let in.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// What a disk holds while nobody uses it: the bytes of each file by name.
using DiskImage = std::map<std::string, std::string>;

enum class DiskCall {
    open,
    read,
    write,
    truncate,
    sync,    // of a file, or of the directory
    remove,  // or rename
    look,    // at a size, at the names
    lock,
    map,  // of shared memory
    any,
};
enum class DiskAnswer {
    done,
    short_read,  // the file ends earlier; the rest of the buffer is zero
    missing,     // no file of this name
    failed,      // the device said no
    full,        // no room
    torn,        // of a write: room for half of it
    lied,        // planted only: a sync that says done and did nothing
};

// The n-th matching call from now on, counted from 1, gets this answer: once, or from then on.
struct DiskFault {
    DiskCall call = DiskCall::any;
    std::size_t nth = 1;
    bool for_ever = false;
    DiskAnswer answer = DiskAnswer::failed;
};

using DiskFile = std::size_t;  // a file whatever its name is, as an inode number

struct DiskOperation {
    enum class Kind {
        create,
        write,
        truncate,
        sync,
        sync_failed,
        remove,
        rename,
        sync_directory,
        promise,
    };
    Kind kind = Kind::promise;
    DiskFile file = 0;
    std::uint64_t offset = 0;  // of a write; of a truncate, the size that is left
    std::string bytes = {};    // of a write
    std::string name = {};     // of create, remove and rename
    std::string to = {};       // of rename
};

class CrashDisk {
public:
    explicit CrashDisk(DiskImage start = {});

    std::optional<DiskFile> open(std::string_view name);  // empty: missing, or it failed
    std::optional<DiskFile> create(std::string_view name);
    // A file without a name, gone with the process: nothing done to it is remembered.
    DiskFile create_temporary();
    DiskAnswer read(DiskFile file, std::uint64_t offset, std::span<char> into);
    DiskAnswer write(DiskFile file, std::uint64_t offset, std::string_view bytes);
    DiskAnswer truncate(DiskFile file, std::uint64_t size);
    DiskAnswer sync(DiskFile file);
    DiskAnswer remove(std::string_view name);
    // An existing file of that name is replaced.
    DiskAnswer rename(std::string_view from, std::string_view to);
    DiskAnswer sync_directory();
    // For what whoever uses the disk does by itself (a lock, a look): whether it goes wrong.
    DiskAnswer ask(DiskCall call);
    std::uint64_t size(DiskFile file) const;
    std::optional<std::uint64_t> size_of(std::string_view name) const;
    std::vector<std::string> names() const;

    // Marks the moment at which somebody was told "done". What was told is the caller's to know.
    void promise();

    void plant(DiskFault fault);
    void heal();
    // The process is killed: what its destructors still do is not done, nor remembered as tried.
    void leave();
    // Another process has come.
    void come_back();
    // Whether the planted fault has been met.
    bool tripped() const;
    // Calls of the planted kind since it was planted, the failed ones with them.
    std::size_t calls() const;
    // Whether it was one that changes what the disk holds.
    bool tripped_at_change() const;
    // Whether the last call that was refused found no room, as errno tells.
    bool refused_for_room() const;
    // Whether a sync of the file failed: its bytes here may be more than what the disk holds.
    bool doubtful(DiskFile file) const;
    // The system's cache lets go of a file that has been synced. All that a failed sync was to save
    // is gone then: the worst case, a disk may have saved some of it.
    void show_what_it_holds(DiskFile file, std::string bytes);
    // Planted: whoever comes next is served from the cache.
    void trust_cache() { trusts_cache_ = true; }
    bool trusts_cache() const { return trusts_cache_; }
    // Room for named files; a write that would need more is answered with full.
    void set_budget(std::uint64_t bytes);

    // What a process that was killed, on a machine that stayed up, leaves behind.
    DiskImage image() const;
    // The two sides of what happened. Only while nobody uses the disk any more.
    const DiskImage& start() const { return start_; }
    const std::vector<DiskOperation>& log() const { return log_; }

private:
    struct Content {
        std::string bytes = {};
        bool temporary = false;
        bool doubtful = false;
    };

    DiskAnswer answer(DiskCall call);
    std::uint64_t used() const;

    mutable std::mutex mutex_;
    DiskImage start_;
    std::map<std::string, DiskFile, std::less<>> names_;
    std::vector<Content> files_;
    std::vector<DiskOperation> log_;
    DiskFault fault_;
    bool trusts_cache_ = false;
    bool healed_ = true;
    std::size_t calls_ = 0;
    bool tripped_ = false;
    bool left_ = false;
    bool tripped_at_change_ = false;
    bool refused_for_room_ = false;
    std::uint64_t budget_ = UINT64_MAX;
};

// Writes the bytes at the offset; a hole before them reads as zeros.
void put_bytes(std::string& content, std::uint64_t offset, std::string_view bytes);

}  // namespace aisle
