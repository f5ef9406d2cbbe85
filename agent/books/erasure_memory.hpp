// SPDX-License-Identifier: Apache-2.0
// Whom central has had forgotten, so that a card, coupon or task that was on its way does not bring
// her back. Kept as digests, for erasure_memory. Somebody who joins again is no late card: what
// central wrote after the erasure names a number that is not below it. Inside a Txn on the store
// thread.
#pragma once

#include "agent/base/crypto/sha256.hpp"
#include "agent/base/json.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/member_card.hpp"
#include "agent/store/committer.hpp"

#include <cstdint>
#include <string_view>

namespace aisle {

class ErasureMemory {
public:
    explicit ErasureMemory(Database& db);

    Result<void> remember(Txn& txn, const Digest& subject, std::int64_t erase_seq);
    // Whether the card was written before one whom it names was erased.
    Result<bool> refuses(Txn& txn, std::string_view member, const MemberCard& card);
    // The same of what else is about a member: a coupon or a task. `body` may say which erasure
    // central had seen when it wrote it; nothing is as if it had seen none.
    Result<bool> refuses_about(Txn& txn, std::string_view member, const Json& body);
    // `now` is the true time.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max);

    static Digest subject_of(std::string_view member_id) { return sha256({member_id}); }

private:
    Result<bool> knows(const Digest& subject, std::int64_t erase_seq);

    Statement remember_;
    Statement knows_;
    Statement date_;
    Statement forget_;
};

}  // namespace aisle
