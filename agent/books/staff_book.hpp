// SPDX-License-Identifier: Apache-2.0
// The staff, as central put them into the feed `staff`; what wrong PINs have cost so far; and who
// is signed in. Of one operator the most specific scope speaks. Promise: a wrong PIN that was
// answered is counted, whatever happens to the power afterwards.
// The book inside a Txn on the store thread; the list on the read thread.
#pragma once

#include "agent/domain/sign_in.hpp"
#include "agent/domain/staff.hpp"
#include "agent/store/committer.hpp"
#include "sync/feeds.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

// Whom there is, on either connection.
class StaffLookup {
public:
    explicit StaffLookup(Database& db);

    Result<std::optional<StaffEntry>> find(std::string_view operator_id);
    // Whose badge it is; nobody's when several have it.
    Result<std::optional<std::string>> find_badge(std::uint64_t serial);
    // What somebody's PIN costs here, so that nobody's costs as much.
    Result<ScryptCost> usual_cost();
    Result<PinTrial> trial(std::string_view operator_id);
    // Who is signed in.
    Result<std::optional<OperatorSession>> session();
    // Whether anybody works here, as far as central has said.
    Result<bool> anybody();

private:
    Statement entries_;
    Statement badge_;
    Statement any_pin_;
    Statement trial_;
    Statement session_;
    Statement anybody_;
};

class StaffBook final : public FeedFold {
public:
    explicit StaffBook(Database& db);

    std::string_view feed() const override { return "staff"; }
    Result<void> check(const PageEntry& entry) const override;
    // One that is over the bound of a store's staff is left out, and cannot sign in here.
    Result<void> put(Txn& txn, std::string_view scope, const PageEntry& entry) override;
    Result<void> remove(Txn& txn, std::string_view scope, std::string_view key) override;
    Result<void> clear(Txn& txn, std::string_view scope) override;

    StaffLookup& lookup() { return lookup_; }

    // `known`: whether there is such an operator. Those of nobody make room for others first.
    Result<void> remember(Txn& txn, std::string_view operator_id, bool known,
                          const PinTrial& trial);
    Result<void> forgive(Txn& txn, std::string_view operator_id);

    Result<void> save(Txn& txn, const OperatorSession& session);
    Result<void> end_session(Txn& txn);

private:
    Result<bool> has_room(std::string_view scope, std::string_view key);

    StaffLookup lookup_;
    Statement put_;
    Statement remove_;
    Statement clear_;
    Statement known_;
    Statement count_;
    Statement put_badge_;
    Statement remove_badges_;
    Statement clear_badges_;
    Statement remember_;
    Statement forgive_;
    Statement trials_;
    Statement forget_oldest_;
    Statement save_;
    Statement end_;
};

}  // namespace aisle
