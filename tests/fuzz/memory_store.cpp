// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/memory_store.hpp"

#include "agent/base/check.hpp"
#include "agent/store/schema.hpp"

namespace aisle {
namespace {

Database open_in_memory() {
    auto db = Database::open({.path = ":memory:"});
    CHECK(db.has_value(), "memory is always there");
    CHECK(migrate(*db).has_value(), "and takes the schema");
    return std::move(*db);
}

}  // namespace

MemoryStore::MemoryStore() : db(open_in_memory()), committer(db, log(), metrics), journal(db) {
    committer.before_commit([this] { return journal.flush(); });
}

void MemoryStore::make_new() {
    // All of them but the ratchet, which has its one row from the beginning.
    const auto emptied = db.run(
        "DELETE FROM setting; DELETE FROM lane; DELETE FROM entry; DELETE FROM gap;"
        "DELETE FROM ack_mark; DELETE FROM quarantine; DELETE FROM request; DELETE FROM feed;"
        "DELETE FROM feed_stage; DELETE FROM task; DELETE FROM task_outcome; DELETE FROM task_mark;"
        "DELETE FROM task_credit; DELETE FROM receipt_template; DELETE FROM tail;"
        "DELETE FROM print_job; DELETE FROM campaign; DELETE FROM coupon; DELETE FROM lease;"
        "DELETE FROM coupon_right; DELETE FROM redemption; DELETE FROM seen_token;"
        "DELETE FROM place; DELETE FROM day_total; DELETE FROM day_stretch;"
        "DELETE FROM day_closing; DELETE FROM notice; DELETE FROM consent; DELETE FROM member;"
        "DELETE FROM member_identifier; DELETE FROM member_alias; DELETE FROM member_preference;"
        "DELETE FROM point_estimate; DELETE FROM erased; DELETE FROM erasure;"
        "DELETE FROM entry_subject; DELETE FROM entry_unindexed; DELETE FROM staff;"
        "DELETE FROM staff_badge; DELETE FROM pin_trial; DELETE FROM operator_session;"
        "DELETE FROM pickup; DELETE FROM pickup_done; DELETE FROM touchpoint;"
        "DELETE FROM touchpoint_display; DELETE FROM handoff_seen;");
    CHECK(emptied.has_value(), "a table can be emptied");
    const auto loaded = commit([this](Txn& txn) { return journal.load(txn, Epoch{{1, 2, 3}}); });
    CHECK(loaded.has_value(), "an empty journal begins");
}

Result<void> MemoryStore::commit(Job job) {
    std::vector<Write> group;
    group.push_back({std::move(job), {}});
    return committer.commit(group).front();
}

}  // namespace aisle
