// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/state_check.hpp"

#include "agent/base/files.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/text.hpp"
#include "agent/store/schema.hpp"
#include "sync/journal_walk.hpp"
#include "sync/state_folder.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

namespace aisle {
namespace {

// A journal is a handful of files; a file system that cannot make these can make nothing.
constexpr std::uint64_t inodes_min = 16;
constexpr std::uint64_t inodes_low = 1000;

std::string user_name(uid_t id) {
    const passwd* found = ::getpwuid(id);
    return found ? std::string(found->pw_name) : "user " + std::to_string(id);
}

// One decimal is enough, and whole units read best.
std::string spoken_size(std::uint64_t bytes) {
    constexpr std::string_view units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    std::size_t unit = 0;
    while (bytes >= 10 * 1024 && unit + 1 < std::size(units)) {
        bytes /= 1024;
        ++unit;
    }
    return std::to_string(bytes) + " " + std::string(units[unit]);
}

Result<void> check_quickly(const std::string& path, JournalFacts& facts) {
    DatabaseOptions options;
    options.path = path;
    options.read_only = true;
    TRY(auto db, Database::open(options));
    TRY(check_tables(db));
    JournalWalk walk(db);
    TRY(walk.quick());
    JournalReader reader(db);
    TRY(facts.rows_aside, reader.quarantined());
    return {};
}

}  // namespace

// ---- Facts ----

StateFacts state_facts(const std::string& path) {
    StateFacts facts;
    facts.path = path;
    facts.looker = user_name(::geteuid());
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return facts;
    facts.there = true;
    facts.folder = S_ISDIR(found.st_mode);
    facts.writable = ::access(path.c_str(), R_OK | W_OK | X_OK) == 0;
    facts.open_to_others = (found.st_mode & S_IRWXO) != 0;
    facts.owner = user_name(found.st_uid);
    return facts;
}

RoomFacts room_facts(const std::string& path, std::uint64_t budget_bytes) {
    RoomFacts facts;
    facts.budget_bytes = budget_bytes;
    SystemFiles files;
    const auto names = files.list(path);
    for (const auto& name : names ? *names : std::vector<std::string>()) {
        struct stat found {};
        if (::stat((path + "/" + name).c_str(), &found) != 0) continue;
        facts.used_bytes += static_cast<std::uint64_t>(found.st_size);
    }
    struct statvfs disk {};
    if (::statvfs(path.c_str(), &disk) != 0) return facts;
    facts.free_bytes = std::uint64_t{disk.f_bavail} * disk.f_frsize;
    facts.free_inodes = disk.f_favail;
    facts.inodes = disk.f_files;
    return facts;
}

JournalFacts journal_facts(const std::string& path) {
    SystemFiles files;
    JournalFacts facts;
    const auto current = current_journal(path, files);
    if (!current) {
        facts.checked = current.error();
        return facts;
    }
    const auto names = files.list(path);
    if (names && std::ranges::find(*names, *current) == names->end()) return facts;
    facts.file = *current;
    facts.checked = check_quickly(path + "/" + *current, facts);
    return facts;
}

// ---- Judgements ----

Diagnosis judge_state(const StateFacts& facts) {
    const std::string check = "state.folder";
    if (!facts.there) {
        return {
            check, Health::fail, facts.path + " is not there",
            "make it, and give it to the user that aisled runs as: install -d -m 0750 -o aisle " +
                facts.path};
    }
    if (!facts.folder) {
        return {check, Health::fail, facts.path + " is no folder",
                "move what stands there away, or set directory in [disk]"};
    }
    const auto seen = facts.path + " belongs to " + facts.owner;
    if (!facts.writable) {
        return {check, Health::fail, seen + ", and " + facts.looker + " may not write there",
                "run this as the user that aisled runs as, or chown the folder to that user"};
    }
    if (facts.open_to_others) {
        return {check, Health::warn, seen + ", and everybody on this machine may look into it",
                "chmod 0750 " + facts.path + ": it holds what people are called"};
    }
    return {check, Health::ok, seen, ""};
}

Diagnosis judge_room(const RoomFacts& facts) {
    const auto within = facts.budget_bytes - std::min(facts.used_bytes, facts.budget_bytes);
    const auto room = std::min(within, facts.free_bytes);
    const auto reserve =
        std::min(facts.budget_bytes, facts.used_bytes + facts.free_bytes) / ledger_reserve_divisor;
    Diagnosis found{"state.room", Health::ok, "", ""};
    found.seen = spoken_size(facts.used_bytes) + " of the budget of " +
                 format_size(facts.budget_bytes) + " used, " + spoken_size(facts.free_bytes) +
                 " free on the disk";
    if (facts.inodes > 0) found.seen += ", " + std::to_string(facts.free_inodes) + " inodes";
    const bool by_disk = facts.free_bytes < within;
    const std::string more =
        by_disk ? "make room on that disk" : "reach central, or raise budget in [disk]";
    if (facts.inodes > 0 && facts.free_inodes < inodes_min) {
        found.health = Health::fail;
        found.next = "remove small files from that disk: it cannot hold one more";
    } else if (room < reserve / 8) {
        found.health = Health::fail;
        found.next = more + ": captures are refused, or will be within the hour";
    } else if (room < reserve) {
        found.health = Health::warn;
        found.next = more + ": what is left is kept for sales and sign-ups";
    } else if (facts.inodes > 0 && facts.free_inodes < inodes_low) {
        found.health = Health::warn;
        found.next = "remove small files from that disk";
    } else if (by_disk) {
        found.health = Health::warn;
        found.next = "the disk ends before the budget does; make room, or lower budget in [disk]";
    }
    return found;
}

Diagnosis judge_journal(const JournalFacts& facts) {
    const std::string check = "state.journal";
    if (!facts.checked) {
        const bool newer = facts.checked.error().kind() == Errc::newer;
        return {check, Health::fail, facts.checked.error().what(),
                newer ? "start the newer aisled: this one keeps the file and begins another"
                      : "aisle verify says more; then start aisled, which keeps the file and"
                        " carries over what can be read"};
    }
    if (facts.file.empty()) return {check, Health::ok, "none yet; the first start begins it", ""};
    const auto seen = facts.file + " is whole, as far as a quick look goes";
    if (facts.rows_aside == 0) return {check, Health::ok, seen, ""};
    return {check, Health::warn,
            seen + "; " + std::to_string(facts.rows_aside) + " events set aside",
            "aisle events shows them with the reason"};
}

Diagnosis judge_journal(const DaemonWord& daemon) {
    return {"state.journal", Health::ok,
            "aisled has it open and checks it itself; " + std::to_string(daemon.waiting) +
                " events wait for central",
            ""};
}

}  // namespace aisle
