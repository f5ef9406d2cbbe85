// SPDX-License-Identifier: Apache-2.0
// What callers' own ids were answered with, so that a repeat is safe: the same id and body give the
// first answer again, the same id with another body is a conflict. Kept for request_memory.
// Inside a Txn, store thread.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/time.hpp"
#include "agent/books/accepted.hpp"
#include "agent/store/committer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

class RequestBook {
public:
    explicit RequestBook(Database& db);

    // The answer given before, if any, marked as repeated. Errors: conflict ("id_conflict").
    Result<std::optional<Accepted>> recall(Txn& txn, std::string_view name, const Digest& body);
    Result<void> remember(Txn& txn, std::string_view name, const Digest& body,
                          const Accepted& accepted, WallTime now);
    // Looks at the next `rows_max` answers, in the order of their names and round again, and
    // deletes those older than `before`.
    Result<void> forget(Txn& txn, WallTime before, std::size_t rows_max);

private:
    Statement find_;
    Statement insert_;
    Statement forget_;
    Statement slice_end_;
    std::string looked_at_;  // the last name that forget() has looked at
};

}  // namespace aisle
