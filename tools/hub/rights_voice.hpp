// SPDX-License-Identifier: Apache-2.0
// What devices are told about rights. A command is a row of the books put into words: it is said
// when the row changes and again at every hello, until the ledger shows what became of it. Its id
// comes from what it says, so that saying it again is the same command.
// Called within a transaction of the hub's database; what is to be sent waits in a list.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/store/sqlite.hpp"
#include "tools/hub/rights_shelf.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aisle {

struct RightsCommand {
    std::string device;
    EventId id;
    std::string kind;
    std::string body;
};

class RightsVoice {
public:
    RightsVoice(Database& db, RightsShelf& books);

    Result<void> grant(const GrantRow& row);
    Result<void> recall(const GrantRow& row);
    Result<void> right(const HolderRow& row);  // granted, or called back
    Result<void> ask_inventory(const ComparisonRow& row);
    // All that an inventory named and is its device's no longer, in as many parts as it needs.
    Result<void> acknowledge(const ComparisonRow& row);
    // Everything that a device has not shown to know.
    Result<void> all_for(std::int64_t device);
    // What was asked back and has not come: of a device that is there, and says hello seldom.
    Result<void> remind(std::int64_t device);

    Result<bool> is_online(std::int64_t device);

    // A message that is refused takes back what it had said.
    std::size_t said() const { return waiting_.size(); }
    void unsay(std::size_t said) { waiting_.resize(said); }
    std::vector<RightsCommand> take() { return std::exchange(waiting_, {}); }
    // For who cannot send: who there is to tell. With a welcome each is told everything.
    std::set<std::string> take_devices();

private:
    Result<void> say(std::int64_t device, std::string_view kind, std::string body);
    void keep_once(std::size_t from);

    RightsShelf& books_;
    Statement name_;
    std::vector<RightsCommand> waiting_;
};

}  // namespace aisle
