// SPDX-License-Identifier: Apache-2.0
// Whose next visit or purchase is to a task's credit, and until when. A visit shows it and leaves
// it; a purchase takes it, so that one sale is credited once. What is here is a member's: it goes
// with her, and to her new id when two become one. Within a transaction, store thread; of() on any
// connection's thread.
#pragma once

#include "agent/base/time.hpp"
#include "agent/store/committer.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class TaskCreditBook {
public:
    explicit TaskCreditBook(Database& db);

    Result<void> owe(Txn& txn, std::string_view member, std::string_view task, WallTime until);
    // The tasks that what this member does now is to the credit of, the latest first.
    Result<std::vector<std::string>> of(std::string_view member, WallTime now);
    // The same, for the last time.
    Result<std::vector<std::string>> take(Txn& txn, std::string_view member, WallTime now);

    Result<void> rename(Txn& txn, std::string_view from, std::string_view to);
    Result<void> forget(Txn& txn, std::string_view member);

private:
    Statement owe_;
    Statement bound_;
    Statement of_;
    Statement rename_;
    Statement forget_;
};

}  // namespace aisle
