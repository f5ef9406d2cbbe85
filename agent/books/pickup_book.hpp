// SPDX-License-Identifier: Apache-2.0
// Orders that wait here for who ordered them: what central put into the feed `pickups`, and which
// of them this device has handed over. That an order was handed over stays known whatever the feed
// says after it: put again, taken away, put as another generation or under another scope; for
// pickup_memory, and for as long as an entry of it is here.
// Of one order the most specific scope wins: device over store. At most pickups_max entries are
// kept; what comes over that is passed over. Who was erased has none, and no late entry brings one
// back. Inside a Txn on the store thread.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/books/erasure_memory.hpp"
#include "agent/domain/pickup.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"
#include "sync/journal.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// An order may be put again long after it was handed over, by a mistake or out of a backup.
inline constexpr std::chrono::hours pickup_memory{400 * 24};

struct KnownPickup {
    std::string order;
    Pickup pickup;
    std::optional<WallTime> handed_over;  // by this device
};

class PickupBook final : public FeedFold {
public:
    // The third is for tests; a device keeps pickups_max.
    PickupBook(Database& db, ErasureMemory& erased,
               std::int64_t entries_max = std::int64_t{pickups_max});

    std::string_view feed() const override { return "pickups"; }
    Result<void> check(const PageEntry& entry) const override;
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

    Result<std::optional<KnownPickup>> find(std::string_view order);
    // All that one code or one token opens; of a code that is short, more than one order may.
    Result<std::vector<KnownPickup>> by_code(const Digest& code);
    Result<std::vector<KnownPickup>> by_token(std::uint64_t serial);

    // `truth`: nothing while nobody knows what time it is. Errors: conflict, if it was before.
    Result<void> hand_over(Txn& txn, std::string_view order, WallTime at,
                           std::optional<WallTime> truth);

    // The entries about a member. Returns how many there were.
    Result<std::size_t> forget_member(Txn& txn, std::string_view member);
    // Dates what has no date, forgets what is past its time, `rows_max` each. `now` is the true
    // time.
    Result<void> forget(Txn& txn, WallTime now, std::size_t rows_max);

private:
    Result<bool> has_room(Txn& txn, std::string_view scope, std::string_view key);
    // The cached count, counted again after a rollback.
    Result<std::int64_t*> count(Txn& txn);
    Result<std::vector<std::string>> orders(Query row);
    // Those of which the entry that counts says so too.
    template <class Says>
    Result<std::vector<KnownPickup>> known(const std::vector<std::string>& orders, Says says);

    ErasureMemory& erased_;
    std::int64_t entries_max_;
    std::optional<std::int64_t> count_;
    std::uint64_t undone_by_ = 0;
    Statement put_;
    Statement is_here_;
    Statement remove_;
    Statement clear_;
    Statement all_;
    Statement bodies_;
    Statement of_code_;
    Statement of_token_;
    Statement done_;
    Statement hand_over_;
    Statement forget_member_;
    Statement date_;
    Statement forget_;
};

}  // namespace aisle
