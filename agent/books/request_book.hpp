// SPDX-License-Identifier: Apache-2.0
// What callers' own ids were answered with, so that a repeat is safe: the same id and body give the
// first answer again, the same id with another body is a conflict. Kept for request_memory.
// Inside a Txn, store thread.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/time.hpp"
#include "agent/store/committer.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

class RequestBook {
public:
    explicit RequestBook(Database& db);

    // The answer given before, if any. Errors: conflict ("id_conflict").
    Result<std::optional<std::string>> recall(Txn& txn, std::string_view name, const Digest& body);
    Result<void> remember(Txn& txn, std::string_view name, const Digest& body,
                          std::string_view answer, WallTime now);
    // Deletes at most `rows_max` answers older than `before`; says how many.
    Result<std::size_t> forget(Txn& txn, WallTime before, std::size_t rows_max);

private:
    Statement find_;
    Statement insert_;
    Statement forget_;
};

}  // namespace aisle
