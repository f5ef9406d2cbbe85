// SPDX-License-Identifier: Apache-2.0
// A hub on a file of its own that two tills speak to, and that can come back as an older copy of
// itself: for the tests of what has to be compared then.
#pragma once

#include "tests/hub/rights_bench.hpp"
#include "tests/support/scratch_folder.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace aisle {

class ComparedHub : public testing::Test {
protected:
    void SetUp() override { start(); }
    void start() {
        hub_.reset();
        hub_ = std::make_unique<RightsBench>(path_);
    }
    void fund() { ASSERT_TRUE(hub_->rights.fund(offer, LeaseUnit::count, 600)); }
    void issue(const CouponRef& ref) {
        ASSERT_TRUE(hub_->orders.decide({"coupons", "fleet"}, {to_string(ref), "{}"}, hub_->now));
    }
    static Lease forgotten(std::int64_t granted) {
        Lease lease;
        lease.id = "l-forgotten";
        lease.campaign = offer;
        lease.term = 3;
        lease.granted = granted;
        lease.spent = 7;
        lease.report = 4;
        return lease;
    }
    static ReserveQuestion question(const Redemption& redemption) {
        return {to_string(redemption.id), redemption.ref, 500};
    }
    // Of the till's ledger; central asks what it holds.
    void lose_an_event() {
        till_.capture(Lane::ledger);
        const Seq at(till_.events[0].size());
        till_.sent = at.value();
        const auto batch = till_.batch_with_gap(Lane::ledger, {at, at}, {at, at}, "damaged");
        hub_->hear(hub_->tell(till_.name, UpKind::journal, encode(batch)));
    }
    void copy() {
        ASSERT_TRUE(hub_->database().db().checkpoint(true));
        std::filesystem::copy_file(path_, folder_.file("copy.db"),
                                   std::filesystem::copy_options::overwrite_existing);
    }
    // An older copy comes back, and the hub notices.
    void set_back() {
        hub_.reset();
        for (const char* rest : {"-wal", "-shm"}) std::filesystem::remove(path_ + rest);
        std::filesystem::copy_file(folder_.file("copy.db"), path_,
                                   std::filesystem::copy_options::overwrite_existing);
        start();
        ASSERT_TRUE(
            hub_->database().db().run("INSERT OR REPLACE INTO incarnation(one, incarnation, mark)"
                                      " VALUES(1, randomblob(16), 1)"));
    }

    ScratchFolder folder_;
    std::string path_ = folder_.file("hub.db");
    std::unique_ptr<RightsBench> hub_;
    RightsTill till_;
    RightsTill other_{"s0043-pos1", 2};
};

}  // namespace aisle
