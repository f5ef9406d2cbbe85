// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/hub_database.hpp"

#include "tools/hub/bounds.hpp"
#include "tools/hub/clock_book.hpp"
#include "tools/hub/comparison_book.hpp"
#include "tools/hub/decision_log.hpp"
#include "tools/hub/deed_book.hpp"
#include "tools/hub/device_registry.hpp"
#include "tools/hub/event_ledger.hpp"
#include "tools/hub/finding_book.hpp"
#include "tools/hub/gap_book.hpp"
#include "tools/hub/grant_book.hpp"
#include "tools/hub/holder_book.hpp"
#include "tools/hub/incarnation.hpp"
#include "tools/hub/lane_book.hpp"
#include "tools/hub/pool_book.hpp"
#include "tools/hub/reservation_book.hpp"
#include "tools/hub/run_book.hpp"
#include "tools/hub/use_book.hpp"
#include "tools/hub/watermark_book.hpp"
#include "tools/hub/wish_book.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace aisle {

class HubDatabase::Turn {
public:
    // No lock when the database has no file.
    static Result<std::unique_ptr<Turn>> at(const std::string& path) {
        auto turn = std::make_unique<Turn>();
        if (path == ":memory:") return turn;
        const auto lock = path + ".lock";
        turn->file_ = ::open(lock.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (turn->file_ >= 0) return turn;
        return Error(Errc::io, "opening " + lock + ": " + std::system_category().message(errno));
    }
    Turn() = default;
    ~Turn() {
        if (file_ >= 0) ::close(file_);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    void take() { set(LOCK_EX); }
    void give_back() { set(LOCK_UN); }

private:
    void set(int operation) const {
        while (file_ >= 0 && ::flock(file_, operation) != 0 && errno == EINTR) continue;
    }

    int file_ = -1;
};

HubDatabase::HubDatabase(Key, Database db, std::unique_ptr<Turn> turn)
    : db_(std::move(db)),
      turn_(std::move(turn)),
      begin_(db_.prepare("BEGIN IMMEDIATE")),
      commit_(db_.prepare("COMMIT")),
      rollback_(db_.prepare("ROLLBACK")),
      mark_(db_.prepare("SAVEPOINT message")),
      undo_to_mark_(db_.prepare("ROLLBACK TO message")),
      drop_mark_(db_.prepare("RELEASE message")) {}

HubDatabase::~HubDatabase() {
    if (in_transaction()) rollback();
}

Result<std::unique_ptr<HubDatabase>> HubDatabase::open(const std::string& path, const char* vfs) {
    TRY(auto turn, Turn::at(vfs == nullptr ? path : ":memory:"));
    // Opening may recover a write-ahead log: that too is done in turn.
    turn->take();
    // Hundreds of events a commit: 8 KiB took a sixth less time than the 2 KiB of a device.
    auto opened = Database::open({.path = path, .vfs = vfs, .page_bytes_made = 8192});
    if (opened) opened->bound_log(hub_wal_pages);
    turn->give_back();
    if (!opened) return opened.error();
    auto hub = std::make_unique<HubDatabase>(Key{}, std::move(*opened), std::move(turn));
    // 64 MiB: the ends of the events and of the index by id stay in memory.
    TRY(hub->db_.run("PRAGMA cache_size = -65536"));
    TRY(hub->make_tables());
    return hub;
}

Result<std::unique_ptr<HubDatabase>> HubDatabase::open_to_read(const std::string& path) {
    auto opened = Database::open({.path = path, .read_only = true});
    if (!opened) return opened.error().at("a hub makes its database when it first runs");
    auto hub = std::make_unique<HubDatabase>(Key{}, std::move(*opened), std::make_unique<Turn>());
    TRY(hub->check_version());
    return hub;
}

Result<void> HubDatabase::check_version() {
    TRY(const auto version, db_.user_version());
    if (version == hub_schema_version) return {};
    if (version > hub_schema_version) {
        return Error(Errc::newer, db_.path() + " was written by a newer hub (tables " +
                                      std::to_string(version) + ", this one knows " +
                                      std::to_string(hub_schema_version) + ")");
    }
    if (version > 0) {
        return Error(Errc::invalid, db_.path() +
                                        " was written by an older hub; run this one, or"
                                        " give an order, and it is brought up to date");
    }
    return Error(Errc::corrupt, db_.path() + " is not a database of a hub");
}

Result<void> HubDatabase::make_tables() {
    HubTransaction transaction(*this);
    TRY(transaction.begin());
    TRY(const auto version, db_.user_version());
    TRY(const auto tables, db_.schema_text());
    if (version > 0 && version < hub_schema_version) {
        TRY(migrate());
        return transaction.commit();
    }
    if (version != 0 || !tables.empty()) return check_version();
    for (const char* script : {incarnation_tables, DeviceRegistry::tables, EventLedger::tables,
                               LaneBook::tables, RunBook::tables, GapBook::tables,
                               ClockBook::tables, FindingBook::tables, DecisionLog::tables}) {
        TRY(db_.run_script(script));
    }
    TRY(migrate());
    return transaction.commit();
}

// From 1 to 2: the tables of rights. Nothing that stood before changes.
Result<void> HubDatabase::migrate() {
    for (const char* script : {PoolBook::tables, GrantBook::tables, HolderBook::tables,
                               ReservationBook::tables, UseBook::tables, WatermarkBook::tables,
                               ComparisonBook::tables, WishBook::tables, DeedBook::tables}) {
        TRY(db_.run_script(script));
    }
    return db_.set_user_version(hub_schema_version);
}

Result<void> HubDatabase::begin() {
    turn_->take();
    auto begun = begin_.bind().run();
    if (!begun) turn_->give_back();
    return begun;
}

Result<void> HubDatabase::commit() {
    auto outcome = commit_.bind().run();
    if (!outcome) {
        rollback();
        return outcome.error().at("saving");
    }
    // A reader in the way makes the copy shorter, and for room one waits. Anything else is the end
    // of the disk's word: tried again, a copy would pass over what this one may have lost.
    if (db_.log_is_full()) outcome = db_.checkpoint(false);
    turn_->give_back();
    const bool passes = !outcome && (outcome.error().kind() == Errc::full ||
                                     outcome.error().kind() == Errc::unavailable);
    return passes ? Result<void>() : outcome;
}

Result<void> HubDatabase::mark() {
    return mark_.bind().run();
}

Result<void> HubDatabase::undo_to_mark() {
    return undo_to_mark_.bind().run();
}

Result<void> HubDatabase::drop_mark() {
    return drop_mark_.bind().run();
}

void HubDatabase::rollback() {
    if (in_transaction()) {
        [[maybe_unused]] const auto rolled_back = rollback_.bind().run();
    }
    turn_->give_back();
}

}  // namespace aisle
