// SPDX-License-Identifier: Apache-2.0
// With which devices central has compared what they hold. It must, before it gives a device
// anything, when it has never done so, when the device's journal forked or began anew or lost
// something, and when central itself was set back. What counts is an inventory that stands in the
// ledger behind the place where it was demanded; an older one, however late, does not.
// Called within a transaction of the hub's database.
//
// A hub that was set back does not know what it lent since: it gives nothing to anybody until every
// device that it knew has been compared, or was written off.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/strong.hpp"
#include "agent/store/sqlite.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

// Why it must be compared, the worse the later. From `epoch` on what it did may be lost, forked:
// its disk may be an older one, so what it says of what it has spent is not the whole. What one
// that was written off held went on to others.
enum class Demand { none, fresh, set_back, epoch, gap, written_off, forked };
std::string_view to_string(Demand demand);

struct ComparisonRow {
    std::int64_t device = 0;
    Demand demand = Demand::fresh;
    bool of_this_life = true;  // of central: false until it was compared in it
    bool greeted = true;       // it has said hello in this life
    // The place in the ledger from which on an inventory counts.
    Epoch epoch;
    Seq from;
    // The inventory under way, or the last one: its number, and the journal in which it stands.
    std::int64_t inventory = 0;
    Epoch told;
    std::int64_t parts_seen = 0;  // of the one under way; 0: it is whole

    bool compared() const { return demand == Demand::none && of_this_life; }
    // Whether there is an inventory to answer.
    bool answers() const { return compared() && inventory > 0 && parts_seen == 0; }
};

struct ComparisonItem {
    std::string_view kind;  // "lease", "right"
    std::string name;
    bool closed = false;
};

class ComparisonBook {
public:
    static const char* const tables;
    explicit ComparisonBook(Database& db);

    Result<ComparisonRow> meet(std::int64_t device);
    // Whether nothing may be given to anybody.
    Result<bool> all_wait();

    // A device says which journal it writes; `next` is the number that its next event there gets.
    // True when it has to be compared because of it.
    Result<bool> greet(std::int64_t device, const Epoch& epoch, Seq next);
    // What it tells gives cause. Of this life, what stands from `from` on counts; a hub that was
    // set back hears again what is old, and only a hello of its own life says what is not.
    Result<void> doubt(const ComparisonRow& row, Demand why, const Epoch& epoch, Seq from);
    Result<void> count_part(const ComparisonRow& row);
    Result<void> compared(std::int64_t device);
    Result<void> write_off(std::int64_t device);

    // What the inventory under way names, and of that what is the device's no longer.
    Result<void> name(std::int64_t device, const ComparisonItem& item);
    Result<bool> is_named(std::int64_t device, std::string_view kind, std::string_view name);
    Result<std::vector<std::string>> closed(std::int64_t device, std::string_view kind);
    Result<void> forget_items(std::int64_t device);

private:
    Result<bool> meet_epoch(std::int64_t device, const Epoch& epoch);
    Result<void> demand(const ComparisonRow& row, Demand why, const Epoch& epoch, Seq from);

    Database& db_;
    Statement find_;
    Statement insert_;
    Statement all_wait_;
    Statement epoch_;
    Statement greeted_;
    Statement demand_;
    Statement part_;
    Statement compared_;
    Statement write_off_;
    Statement item_;
    Statement named_;
    Statement closed_;
    Statement forget_items_;
};

}  // namespace aisle
