// SPDX-License-Identifier: Apache-2.0
// Which life of central this is: 128 random bits that change when its database was wiped or set
// back. They stand in the database and, beside a rising mark, in a file next to it that no backup
// of the database brings back. The mark moves in both, in the database first; a database whose mark
// is behind the file's is an older copy.
// Stated limit: a copy younger than the last mark (a minute, an orderly stop) is not noticed, nor
// one that is put back together with the file.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/files.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/result.hpp"
#include "tools/hub/decision_log.hpp"
#include "tools/hub/hub_database.hpp"

#include <string>

namespace aisle {

extern const char* const incarnation_tables;

struct Life {
    Incarnation incarnation;
    bool fresh = false;  // another than before: what was told under the old one may be forgotten
};

class IncarnationMark {
public:
    // `file` is the path of the file.
    IncarnationMark(HubDatabase& database, Files& files, std::string file);

    // At start, before anything is sent. A fresh life begins every feed's generation anew: what
    // comes after the copy may have been told to devices under the same cursors.
    // Errors: corrupt (the file is not one of ours), io, full.
    Result<Life> confirm(DecisionLog& decisions, Entropy& entropy, WallTime now);
    // Every minute in which something was committed, and at an orderly stop.
    Result<void> move();

private:
    struct Mark {
        Incarnation incarnation;
        std::int64_t number = 0;
    };
    Result<Mark> read_file();
    Result<Mark> read_database();
    Result<void> write(const Mark& mark);

    HubDatabase& database_;
    Files& files_;
    std::string file_;
    Statement read_;
    Statement write_;
};

}  // namespace aisle
