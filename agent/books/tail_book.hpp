// SPDX-License-Identifier: Apache-2.0
// How far journal files were read. A mark moves in the transaction that saves what was read, so
// after any end of the program nothing is read twice and nothing is left out. Files that are gone
// are forgotten when there are too many. A mark goes back only where it is told to: a file that
// came back with another end is read again. The anchor stands behind the file's key in one column,
// "@" between them; marks of earlier versions have none. Inside a Txn on the store thread; the list
// on the read thread.
#pragma once

#include "agent/domain/dialect/tail_mark.hpp"
#include "agent/store/committer.hpp"

#include <string>

namespace aisle {

class TailBook {
public:
    explicit TailBook(Database& db);

    // Done twice it is done once.
    Result<void> move(Txn& txn, const std::string& journal, const TailMark& before,
                      const TailMark& after, WallTime changed);

private:
    Statement forget_;
    Statement touch_;
    Statement keep_;
    Statement prune_;
};

class TailList {
public:
    explicit TailList(Database& read_only);
    Result<KeptMarks> all();

private:
    Statement all_;
};

}  // namespace aisle
