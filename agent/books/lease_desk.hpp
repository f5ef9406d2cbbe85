// SPDX-License-Identifier: Apache-2.0
// The device's half of the talk about rights: takes what central grants, gives back what it asks
// for, says what became of it, and stops spending when it has to be compared first. Commands may
// come twice or late; what one says is done once. Owner's thread.
#pragma once

#include "agent/books/recorder.hpp"
#include "agent/books/rights.hpp"
#include "agent/books/sure_time.hpp"
#include "agent/domain/coupon/grant.hpp"
#include "agent/domain/coupon/lease_event.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <string_view>
#include <vector>

namespace aisle {

struct LeaseDeskParts {
    Recorder& recorder;
    Rights& rights;
    SureTime& time;
};

class LeaseDesk {
public:
    explicit LeaseDesk(LeaseDeskParts parts) : parts_(parts) {}

    // Whether the command is one about rights.
    bool commanded(std::string_view kind, std::string_view body);
    // At the start: compares if the journal was renamed, or another life of central was met, and
    // that was not followed by compare(), because the power went.
    void begin();
    // Nothing is spent from here on until central has compared everything: this file may be an
    // older one, or central's.
    void compare();
    // Says what has changed, when it is time to. Called about twice a minute.
    void report();

private:
    using Move = Function<Result<void>(Pen&)>;
    void run(Move move);
    void refuse(std::string_view kind, const Error& why);
    Result<void> granted(Pen& pen, const Lease& lease);
    Result<void> recalled(Pen& pen, const LeaseRecall& recall, WallTime now);
    Result<void> right_granted(Pen& pen, const RightGrant& grant);
    Result<void> right_recalled(Pen& pen, RightGrant recall, WallTime now);
    Result<void> acknowledged(Pen& pen, const InventoryAck& ack);
    bool is_whole(Pen& pen, const InventoryAck& ack);
    Result<void> compare_in(Pen& pen);
    Result<void> tell_inventory(Pen& pen);
    Result<void> report_in(Pen& pen, WallTime now);
    Result<void> wish(Pen& pen, WallTime now);
    // Whether central may be waiting for a word of this device.
    Result<bool> has_business();
    void keep_for_undo(Pen& pen);

    LeaseDeskParts parts_;
    // What was said lately, so that an idle device says little.
    struct Spoken {
        std::optional<Watermark> said{};
        std::optional<MonoTime> said_at{};
        std::vector<std::pair<std::uint32_t, LeaseClass>> wished{};
        std::optional<MonoTime> wished_at{};
    };
    Spoken spoken_;  // on the store thread
    // What was heard of central's answer to an inventory. All of it is said again at every hello,
    // so that a restart loses nothing.
    struct Heard {
        std::int64_t inventory = 0;
        std::int64_t parts = 0;
        std::set<std::int64_t> numbers{};
    };
    Heard heard_;  // on the store thread
};

}  // namespace aisle
