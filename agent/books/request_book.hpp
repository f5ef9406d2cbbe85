// SPDX-License-Identifier: Apache-2.0
// What callers' own ids were answered with, so that a repeat is safe: the same id and body give the
// first answer again, the same id with another body is a conflict. Kept for request_memory.
//
// Age needs a clock that is true. An answer given while nobody vouches for the clock has no date;
// it is dated when forget() first meets it with the true time in hand, and so kept for at least
// request_memory from then. (Rejected: the wall clock as it stands: a boot in the year 2000 whose
// clock is then set would lose its answers at once, and a till repeat its purchases. The newest
// date seen before: a device that was off for months would lose them as well.) A date far
// after the true time came from a clock that was ahead; it is treated the same. Inside a Txn, store
// thread.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/time.hpp"
#include "agent/books/accepted.hpp"
#include "agent/store/committer.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace aisle {

class RequestBook {
public:
    explicit RequestBook(Database& db);

    // The answer given before, if any, marked as repeated. Errors: conflict ("id_conflict").
    Result<std::optional<Accepted>> recall(Txn& txn, std::string_view name, const Digest& body);
    // The first of these that was answered, whatever its body; marked as repeated.
    Result<std::optional<Accepted>> recall_any(Txn& txn, std::span<const std::string> names);
    Result<void> remember(Txn& txn, std::string_view name, const Digest& body,
                          const Accepted& accepted, std::optional<WallTime> at);
    // Looks at the next `rows_max` answers, in the order of their names and round again: dates
    // those without a date and deletes those older than request_memory. `now` is the true time.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max);

    // Answers that named a member are given again without her, and whatever the body: its digest
    // would tell her number to whoever tries them all. Returns how many they are.
    Result<std::size_t> forget_member(Txn& txn, std::string_view member);

private:
    Statement find_;
    Statement insert_;
    Statement date_;
    Statement forget_;
    Statement slice_end_;
    Statement forget_member_;
    std::string looked_at_;  // the last name that forget() has looked at
};

}  // namespace aisle
