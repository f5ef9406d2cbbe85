// SPDX-License-Identifier: Apache-2.0
// The state folder, the room on its disk, and whether the journal in it is whole.
#pragma once

#include "agent/base/result.hpp"
#include "tools/doctor/daemon_word.hpp"
#include "tools/doctor/diagnosis.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace aisle {

struct StateFacts {
    std::string path;
    bool there = false;
    bool folder = false;
    bool writable = false;        // by whoever runs this
    bool open_to_others = false;  // everybody on this machine may look into it
    std::string owner;
    std::string looker;  // who runs this
};

struct RoomFacts {
    std::uint64_t used_bytes = 0;  // by the folder
    std::uint64_t free_bytes = 0;  // of the file system
    std::uint64_t free_inodes = 0;
    std::uint64_t inodes = 0;  // 0: it does not count them
    std::uint64_t budget_bytes = 0;
};

struct JournalFacts {
    std::string file;              // empty: none was begun yet
    Result<void> checked;          // the few things that take milliseconds
    std::uint64_t rows_aside = 0;  // set aside
};

StateFacts state_facts(const std::string& path);
RoomFacts room_facts(const std::string& path, std::uint64_t budget_bytes);
// At rest: nobody may be writing.
JournalFacts journal_facts(const std::string& path);

Diagnosis judge_state(const StateFacts& facts);
Diagnosis judge_room(const RoomFacts& facts);
// The daemon's own word where it runs, for it looks closer; what it found is said by judge_daemon.
Diagnosis judge_journal(const JournalFacts& facts);
Diagnosis judge_journal(const DaemonWord& daemon);

}  // namespace aisle
