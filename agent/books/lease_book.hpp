// SPDX-License-Identifier: Apache-2.0
// The leases of this device: what it may spend of which campaign without asking. What is taken for
// a hold is spent or given back at its end, once; a lease that was recalled gives nothing more, and
// is returned when its last hold has ended. The database itself refuses to spend more than was
// granted. Inside a Txn on the store thread.
#pragma once

#include "agent/domain/coupon/lease.hpp"
#include "agent/store/committer.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class LeaseBook {
public:
    explicit LeaseBook(Database& db);

    // Whether it is new: a grant that comes again changes nothing. Never one that was returned.
    Result<bool> accept(Txn& txn, const Lease& lease);
    Result<std::optional<Lease>> find(std::string_view id);
    // Of one campaign, the ones that end first first.
    Result<std::vector<Lease>> of_campaign(std::uint32_t campaign);
    // Those that central may still count with, from `after` on in the order of their ids.
    Result<std::vector<Lease>> page(std::string_view after, std::size_t rows_max);
    // How many those are.
    Result<std::int64_t> count();

    Result<void> hold(Txn& txn, std::string_view id, std::int64_t units);
    // A hold's end: `spent` of what was held is gone, the rest is there again.
    Result<void> settle(Txn& txn, std::string_view id, std::int64_t held, std::int64_t spent);
    Result<void> recall(Txn& txn, std::string_view id);
    // Central says that it is this device's no more.
    Result<void> close(Txn& txn, std::string_view id);
    // Those of which something has to be said: after so many changes, or however many there were.
    Result<std::vector<Lease>> unreported(std::int64_t changes_min, std::size_t rows_max);
    // Recalled, or over, and nothing of it is held.
    Result<std::vector<Lease>> to_return(WallTime now, std::size_t rows_max);
    // Gives the lease as it is said of now, under its next number.
    Result<Lease> next_report(Txn& txn, const Lease& lease, LeaseState state);
    Result<void> forget(Txn& txn, WallTime ended_before, std::size_t rows_max);

private:
    Result<std::vector<Lease>> all(Query row);

    Statement insert_;
    Statement find_;
    Statement of_campaign_;
    Statement page_;
    Statement count_;
    Statement hold_;
    Statement settle_;
    Statement recall_;
    Statement close_;
    Statement unreported_;
    Statement to_return_;
    Statement report_;
    Statement forget_;
};

}  // namespace aisle
