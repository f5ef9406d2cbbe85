// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/power_checker.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

namespace aisle {
namespace {

std::uint64_t mix(std::uint64_t into, std::uint64_t value) {
    const std::uint64_t mixed = ((into + 1) ^ value) * 0x9E3779B97F4A7C15U;
    return mixed ^ (mixed >> 29);
}

// One number of a lane as the tables explain it: a row, or a gap that covers it.
struct Place {
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    bool gap = false;
    std::string reason;  // of a gap
    std::string id;      // of the row; of what stood at the end of the gap
    std::string bytes;
    std::string chain;
};

struct LaneRow {
    std::uint64_t first, next, acked;
    std::string acked_id, anchor_id, anchor_chain, chain, last_id;
};

constexpr std::uint64_t seq_mask = (std::uint64_t{1} << 60) - 1;
const std::string nothing_16(16, '\0');
const std::string nothing_32(32, '\0');

class LaneCheck {
public:
    LaneCheck(BareDatabase& db, Lane lane) : lane_(lane) {
        const std::string which = std::to_string(static_cast<int>(lane));
        const std::string here = " WHERE place >> 60 = " + which + " ORDER BY place";
        whole_ = db.each(
            "SELECT first, next, acked, acked_id, anchor_id, anchor_chain, chain,"
            " last_id FROM lane WHERE lane = " +
                which,
            [this](const BareRow& row) {
                state_ = {row.number(0),
                          row.number(1),
                          row.number(2),
                          std::string(row.bytes(3)),
                          std::string(row.bytes(4)),
                          std::string(row.bytes(5)),
                          std::string(row.bytes(6)),
                          std::string(row.bytes(7))};
            });
        whole_ &=
            db.each("SELECT place, id, event, chain FROM entry" + here, [this](const BareRow& row) {
                const std::uint64_t seq = row.number(0) & seq_mask;
                places_.push_back({seq, seq, false, "", std::string(row.bytes(1)),
                                   std::string(row.bytes(2)), std::string(row.bytes(3))});
            });
        whole_ &= db.each(
            "SELECT place, last, reason, id, chain FROM gap" + here, [this](const BareRow& row) {
                places_.push_back({row.number(0) & seq_mask, row.number(1), true,
                                   std::string(row.bytes(2)), std::string(row.bytes(3)), "",
                                   std::string(row.bytes(4))});
            });
        std::sort(places_.begin(), places_.end(),
                  [](const Place& a, const Place& b) { return a.first < b.first; });
    }

    std::string untruth() const {
        if (!whole_ || !state_) return "the lane cannot be read";
        if (state_->first < 1 || state_->next < state_->first || state_->acked >= state_->next) {
            return "the counters disagree with each other";
        }
        std::uint64_t expected = state_->first;
        std::string id = state_->anchor_id;
        std::string chain = state_->anchor_chain;
        for (const Place& place : places_) {
            if (place.first != expected || place.last < place.first) {
                return "number " + std::to_string(expected) + " is neither a row nor a gap, once";
            }
            expected = place.last + 1;
            if (!place.gap && lane_ == Lane::ledger && chain != nothing_32 &&
                sha256({chain, place.bytes}).view() != place.chain) {
                return "the chain breaks at " + std::to_string(place.first);
            }
            id = place.id;
            chain = place.chain;
            if (place.last == state_->acked && id != nothing_16 && id != state_->acked_id) {
                return "the acknowledged event is another one";
            }
        }
        if (expected != state_->next) return "the counter is ahead of the rows";
        if (state_->next > 1 && id != state_->last_id) return "the last id is another one";
        if (lane_ == Lane::ledger && chain != state_->chain) return "the head of the chain differs";
        return "";
    }

    // Whether what was told is there, or why it is not is written down. In an epoch of its own
    // (a salvaged file) it stands under another number.
    bool explains(const Story::Told& told, bool same_epoch) const {
        if (!same_epoch) {
            return std::any_of(places_.begin(), places_.end(), [&told](const Place& place) {
                return !place.gap && place.id == told.receipt.id.view();
            });
        }
        const std::uint64_t seq = told.receipt.seq.value();
        if (seq >= state_->next) return false;
        if (seq < state_->first) return state_->acked >= seq;
        const auto place = std::find_if(places_.begin(), places_.end(), [seq](const Place& one) {
            return one.first <= seq && seq <= one.last;
        });
        if (place == places_.end()) return false;
        if (!place->gap) {
            return place->id == told.receipt.id.view() &&
                   (told.bytes.empty() || place->bytes == told.bytes);
        }
        return place->reason == "quarantined" || place->reason == "trimmed" ||
               (place->reason == "evicted" && lane_ == Lane::touch);
    }

private:
    Lane lane_;
    bool whole_ = false;
    std::optional<LaneRow> state_;
    std::vector<Place> places_;
};

// What is untrue about the journal's tables, or empty. `promises` were made so far.
std::string untruth_of(BareDatabase& db, const Story& story, std::size_t promises) {
    std::map<Lane, LaneCheck> lanes;
    for (const Lane lane : both_lanes) {
        const auto& check = lanes.try_emplace(lane, db, lane).first->second;
        const std::string untruth = check.untruth();
        if (!untruth.empty()) return std::string(to_string(lane)) + ": " + untruth;
    }
    const std::string epoch = db.ask("SELECT value FROM setting WHERE name = 'epoch'");
    const bool forked = db.count("SELECT count(*) FROM gap WHERE origin_epoch IS NOT NULL") > 0;
    for (const auto& told : story.told) {
        const auto& receipt = told.receipt;
        const bool same_epoch = forked || receipt.epoch.view() == epoch;
        if (told.promise > promises || lanes.at(receipt.lane).explains(told, same_epoch)) continue;
        return std::string(to_string(receipt.lane)) + " " + std::to_string(receipt.seq.value()) +
               " was told and is gone";
    }
    return "";
}

}  // namespace

std::uint64_t PowerChecker::digest(BareDatabase& db) {
    std::uint64_t all = db.count("PRAGMA user_version");
    const auto add = [&all](const BareRow& row) {
        for (int column = 0; column < row.columns(); ++column) {
            all = mix(all, static_cast<std::uint64_t>(row.type(column)));
            all = mix(all, std::hash<std::string_view>{}(row.bytes(column)));
        }
    };
    std::vector<std::string> tables;
    db.each("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name",
            [&](const BareRow& row) {
                add(row);
                tables.emplace_back(row.bytes(0));
            });
    for (const auto& table : tables) {
        if (!db.each("SELECT * FROM " + table, add)) all = mix(all, 0);
    }
    return all;
}

void PowerChecker::look(CrashState& state) {
    ++verdict_.states;
    CrashDisk disk(std::move(state.image));
    Till till(disk, {.birth_seed = 2, .event_seed = 2});
    if (const auto opened = till.open(); !opened) {
        return blame(verdict_.broken, state, "does not start: " + opened.error().what());
    }
    {
        BareDatabase db(till.vfs(), till.path().c_str());
        if (!holds(db, state)) return;
    }
    const Seq next = till.journal().lane(Lane::ledger).next;
    const auto receipt = till.capture_one(Lane::ledger);
    if (!receipt) {
        blame(verdict_.broken, state, "captures no more: " + receipt.error().what());
    } else if (receipt->seq != next) {
        blame(verdict_.untrue, state, "the next number is another one");
    }
}

void PowerChecker::look_at_tables(const CrashState& state, const std::string& path) {
    ++verdict_.states;
    CrashDisk disk(state.image);
    const CrashVfs vfs(disk);
    BareDatabase db(vfs, path.c_str());
    holds(db, state);
}

bool PowerChecker::holds(BareDatabase& db, const CrashState& state) {
    const std::string damage = db.ask("PRAGMA integrity_check");
    if (damage != "ok") {
        blame(verdict_.broken, state, damage);
        return false;
    }
    const std::uint64_t found = digest(db);
    if (exact_ && !tables_fit(state, found)) return false;
    if (proven_.insert({found, state.promises}).second) {
        const std::string untruth = untruth_of(db, story_, state.promises);
        if (!untruth.empty()) blame(verdict_.untrue, state, untruth);
    }
    return true;
}

bool PowerChecker::tables_fit(const CrashState& state, std::uint64_t found) {
    const auto& states = story_.states;
    const auto last = std::find(states.rbegin(), states.rend(), found);
    if (last == states.rend()) {
        blame(verdict_.halves, state, "no commit ever left the tables like this");
        return false;
    }
    const auto held = static_cast<std::size_t>(states.rend() - last) - 1;
    if (held < state.promises) {
        blame(verdict_.lost, state, "holds what promise " + std::to_string(held) + " left");
        return false;
    }
    // A state may come again later (nothing changed); the earliest is what counts here.
    const auto first = std::find(states.begin(), states.end(), found) - states.begin();
    if (static_cast<std::size_t>(first) > state.promises + 1) {
        blame(verdict_.halves, state, "holds a commit that had not begun");
        return false;
    }
    return true;
}

void PowerChecker::blame(std::size_t& count, const CrashState& state, const std::string& what) {
    ++count;
    if (verdict_.first_wrong.empty()) verdict_.first_wrong = state.describe() + ": " + what;
}

void PowerChecker::Verdict::add(const Verdict& other) {
    states += other.states;
    broken += other.broken;
    lost += other.lost;
    halves += other.halves;
    untrue += other.untrue;
    if (first_wrong.empty()) first_wrong = other.first_wrong;
}

std::string PowerChecker::Verdict::text() const {
    return std::to_string(states) + " states: " + std::to_string(broken) + " broken, " +
           std::to_string(lost) + " lost, " + std::to_string(halves) + " halves, " +
           std::to_string(untrue) + " untrue; first: " + first_wrong;
}

}  // namespace aisle
