// SPDX-License-Identifier: Apache-2.0
// A device as far as rights go, in memory: what it holds, what it spends without asking, its
// ledger, and a network that loses, repeats and delays. It keeps the device's side of the rules;
// whether central keeps its own is what is tested with it.
#pragma once

#include "tests/hub/rights_bench.hpp"

#include <deque>
#include <map>
#include <set>

namespace aisle {

// What was really given, whoever knows of it.
struct Truth {
    std::int64_t spent = 0;
    std::map<CouponRef, int> used_by_right;
};

class ModelTill {
public:
    ModelTill(std::string name, std::uint64_t seed, Truth& truth)
        : till_(std::move(name), seed), dice_(seed + 1000), truth_(truth) {}

    const std::string& name() const { return till_.name; }

    // ---- What a customer does ----

    void present(const CouponRef& ref, WallTime now);  // spends what is here, or asks
    void close_one(bool redeemed);
    void wish() { till_.write(lease_requested({.campaign = offer})); }
    void report();
    void watermark(WallTime now);

    // ---- What is sent, and what arrives ----

    Hello hello(WallTime now);
    void welcomed(const Welcome& welcome);
    // Some of what central has not acknowledged.
    std::optional<Batch> some_events(std::uint64_t count);
    void acked(const Ack& ack);
    std::optional<std::string> take_question();
    void command(const Command& command, WallTime now);
    void answered(const AskAnswer& answer, WallTime now);

    // ---- What goes wrong ----

    void restart();
    // Another disk: what it had not sent is gone.
    void wipe();

    bool all_acked() const { return acked_ == till_.events[0].size(); }
    bool holds_anything_open() const { return !open_.empty(); }
    // What happened here and central may not know: for who wants to know why.
    std::size_t unsent() const { return till_.events[0].size() - acked_; }

private:
    struct Right {
        std::int64_t term = 0;
        WallTime expires;
        std::string state;
        bool recalled = false;
    };
    struct Pending {
        Redemption redemption;
        EventId ask;
        WallTime until;
        bool waiting = true;
    };
    void hold(Redemption redemption);
    void give_back(const CouponRef& ref, Right& right, const std::string& redemption);
    void say_lease(Lease& lease, bool over);
    void inventory();
    WallTime clock(WallTime now);
    Redemption fresh(const CouponRef& ref, RedemptionMode mode);

    RightsTill till_;
    SeededEntropy dice_;
    Truth& truth_;
    Incarnation central_;
    std::uint64_t acked_ = 0;
    WallTime ratchet_{};
    bool frozen_ = false;
    std::int64_t inventories_ = 0;
    std::set<std::int64_t> parts_heard_;  // of the answer to the newest inventory
    std::map<std::string, Lease> leases_;
    std::map<CouponRef, Right> rights_;
    std::vector<Redemption> open_;
    std::set<CouponRef> seen_;
    std::map<EventId, Pending> asked_;  // memory only
    std::vector<EventId> to_ask_;
};

}  // namespace aisle
