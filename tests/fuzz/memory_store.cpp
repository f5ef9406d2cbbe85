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
    const auto emptied = db.run(
        "DELETE FROM setting; DELETE FROM lane; DELETE FROM entry; DELETE FROM gap;"
        "DELETE FROM ack_mark; DELETE FROM quarantine; DELETE FROM request; DELETE FROM feed;"
        "DELETE FROM feed_stage; DELETE FROM task; DELETE FROM task_outcome; DELETE FROM coupon;"
        "DELETE FROM task_mark; DELETE FROM task_credit; DELETE FROM pickup_done;"
        "DELETE FROM handoff_seen;");
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
