// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/rights_office.hpp"

#include "tools/hub/bounds.hpp"
#include "tools/hub/grant_size.hpp"

namespace aisle {
namespace {

// A place that no journal reaches.
constexpr std::uint64_t never = INT64_MAX - 1;

bool is_of(std::string_view kind, const EventKind& known) {
    return kind == known.name;
}

bool is_use(std::string_view kind) {
    return is_of(kind, EventKinds::coupon_held) || is_of(kind, EventKinds::coupon_redeemed) ||
           is_of(kind, EventKinds::coupon_overrun);
}

// Heard again by a hub that was set back, a watermark frees what it freed before: what stands
// before it in the same journal was heard before it. Of a disk that may be another one it frees
// nothing.
bool frees(const ComparisonRow& comparison, const LedgerPlace& place) {
    const bool again = comparison.demand == Demand::set_back && comparison.epoch == place.epoch;
    return comparison.compared() || again;
}

}  // namespace

RightsOffice::RightsOffice(Database& db, FindingBook& findings, RightsFaults faults)
    : findings_(findings),
      faults_(faults),
      books_(db),
      voice_(db, books_),
      deeds_(db),
      uses_({books_, voice_, findings}),
      stock_({books_, voice_, findings}, uses_),
      window_(db, {books_, voice_, findings}),
      devices_(db.prepare("SELECT count(*) FROM comparison")),
      mark_(db.prepare("SAVEPOINT deed")),
      undo_(db.prepare("ROLLBACK TO deed")),
      drop_(db.prepare("RELEASE deed")) {}

// ---- The ledger ----

Result<void> RightsOffice::place(const DeedPlace& place, const EventHeader& header, bool known) {
    if (!DeedBook::concerns(event_kind_name(header.type))) return {};
    return deeds_.keep(place, known);
}

Result<void> RightsOffice::follow(const LaneRow& before, const LaneRow& lane, WallTime now) {
    // Of a journal that forked nothing more is taken under that epoch; it goes on under another.
    if (lane.forked && lane.lane == Lane::ledger) TRY(take_strays(lane, now));
    if (lane.forked && !before.forked) {
        return demand({lane.device, {lane.epoch, Seq(never)}, now}, Demand::forked);
    }
    const bool moved = lane.committed > before.committed;
    if (lane.lane != Lane::ledger || lane.forked || !moved) return {};
    TRY(const auto loss, deeds_.last_loss(lane.number, before.committed, lane.committed));
    if (!loss.none()) TRY(demand({lane.device, {lane.epoch, loss}, now}, Demand::gap));
    TRY(const auto due, deeds_.due(lane.number, lane.committed));
    for (const auto& deed : due) {
        TRY(take({lane.device, {lane.epoch, deed.seq}, now}, deed));
        TRY(deeds_.done(lane.device, deed.event));
    }
    return {};
}

// What a fork leaves without a place: that something was used is a fact all the same. It is taken
// once, under whichever journal it comes.
Result<void> RightsOffice::take_strays(const LaneRow& lane, WallTime now) {
    TRY(const auto strays, deeds_.due(lane.number, Seq(never)));
    for (const auto& deed : strays) {
        const auto header = decode_event_header(deed.bytes);
        if (!header || !is_use(event_kind_name(header->type))) continue;
        TRY(take({lane.device, {lane.epoch, deed.seq}, now}, deed));
        TRY(deeds_.done(lane.device, deed.event));
    }
    return {};
}

// What cannot be taken changes nothing, and holds up nothing behind it: the fact itself is stored.
Result<void> RightsOffice::take(const Source& from, const Deed& deed) {
    const auto header = decode_event_header(deed.bytes);
    if (!header) return {};
    const auto data = Json::parse(header->data);
    const auto kind = event_kind_name(header->type);
    const auto said = voice_.said();
    TRY(mark_.bind().run());
    const auto taken = data ? heard(from, kind, *data) : Result<void>(data.error());
    if (!taken) {
        const auto why = taken.error().kind();
        if (why != Errc::invalid && why != Errc::conflict && why != Errc::not_found) return taken;
        TRY(undo_.bind().run());
        voice_.unsay(said);
        TRY(findings_.note(from.device,
                           {.kind = "rights_unread",
                            .text = std::string(kind) + ": " + taken.error().what(),
                            .epoch = from.place.epoch,
                            .lane = to_string(Lane::ledger),
                            .seq = from.place.seq,
                            .id = header->id},
                           from.now));
    }
    return drop_.bind().run();
}

Result<void> RightsOffice::heard(const Source& from, std::string_view kind, const Json& data) {
    if (is_of(kind, EventKinds::lease_state)) return heard_lease(from, data, false);
    if (is_of(kind, EventKinds::lease_returned)) return heard_lease(from, data, true);
    if (is_of(kind, EventKinds::lease_requested)) return heard_wish(from, data);
    if (is_of(kind, EventKinds::lease_inventory)) return heard_inventory(from, data);
    if (is_of(kind, EventKinds::device_watermark)) return heard_watermark(from, data);
    if (is_of(kind, EventKinds::right_accepted) || is_of(kind, EventKinds::right_returned)) {
        return heard_right(from, data);
    }
    if (is_of(kind, EventKinds::device_journal_forked) ||
        is_of(kind, EventKinds::device_journal_salvaged)) {
        return demand(from, Demand::forked);
    }
    TRY(auto use, parse_use(data));
    use.device = from.device;
    return uses_.heard(kind, use, from.now);
}

Result<void> RightsOffice::demand(const Source& from, Demand why) {
    TRY(const auto row, books_.comparisons.meet(from.device));
    TRY(books_.comparisons.doubt(row, why, from.place.epoch, from.place.seq.next()));
    TRY(const bool business, books_.pools.any());
    TRY(const auto demanded, books_.comparisons.meet(from.device));
    // Not yet, when nothing that it could answer would count: its hello is waited for.
    if (!business || demanded.epoch.none()) return {};
    return voice_.ask_inventory(demanded);
}

Result<void> RightsOffice::heard_lease(const Source& from, const Json& data, bool final_word) {
    TRY(const auto report, parse_lease_report(data));
    const auto told = stock_.lease(from.device, report, from.now);
    if (!told) return told.error();
    // What is not its device's any more, and is spoken of as if it were, is called back.
    const bool gone = told->state == GrantState::closed && told->device == from.device;
    if (!final_word && gone) return voice_.recall(*told);
    // A last word that says less than was known is an older disk's: what is left stays in doubt.
    const bool whole = report.held == 0 && report.spent >= told->lease.spent;
    if (!final_word || !told->alive() || told->device != from.device) return {};
    auto after = *told;
    after.state = whole ? GrantState::closed : GrantState::missing;
    return books_.grants.save(*told, after);
}

Result<void> RightsOffice::heard_right(const Source& from, const Json& data) {
    TRY(const auto report, parse_right_report(data));
    TRY(const auto row, books_.holders.find(report.ref));
    const bool ours = row && row->held() && row->device == from.device && row->term == report.term;
    if (!ours) return {};  // of an older term, or said again
    if (report.state == "returned") return uses_.free_right(*row);
    if (report.state == "used") {
        // Its redemption stands before it in the ledger and has ended the row; this one was lost.
        TRY(books_.holders.save(*row, used_by(*row, report.redemption, row->charged)));
        return uses_.close_undecided(report.ref, report.redemption);
    }
    if (row->state != HolderState::granted) return {};
    auto after = *row;
    after.state = HolderState::here;
    return books_.holders.save(*row, after);
}

// ---- What comes back ----

Result<void> RightsOffice::heard_watermark(const Source& from, const Json& data) {
    TRY(const auto said, parse_watermark(data));
    TRY(const auto comparison, books_.comparisons.meet(from.device));
    TRY(books_.watermarks.reach(from.device, said));
    if (!frees(comparison, from.place)) return {};
    // What it says now: an earlier disk of it may have said more.
    TRY(reclaim(from.device, said));
    return comparison.compared() ? voice_.remind(from.device) : Result<void>();
}

Result<void> RightsOffice::reclaim(std::int64_t device, const Watermark& watermark) {
    const auto end = settled_until(watermark);
    TRY(const auto grants, books_.grants.alive_of(device));
    for (const auto& grant : grants) {
        if (grant.lease.not_after > end) continue;
        auto after = grant;
        after.state = GrantState::closed;
        TRY(books_.grants.save(grant, after));
    }
    TRY(const auto rights, books_.holders.held_until(device, end));
    for (const auto& right : rights) TRY(uses_.free_right(right));
    TRY(const auto silent, books_.reservations.silent_until(device, watermark.complete_through));
    for (const auto& reservation : silent) {
        auto after = reservation;
        after.state = ReservationState::lapsed;
        TRY(books_.reservations.save(reservation, after));
        TRY(const auto right, books_.holders.find(reservation.ref));
        const bool ours = right && right->state == HolderState::reserved &&
                          right->redemption == reservation.redemption;
        if (ours) TRY(uses_.free_right(*right));
    }
    return {};
}

Result<void> RightsOffice::reclaim_by_clock(WallTime now) {
    TRY(const auto over, books_.grants.alive_until(now));
    for (const auto& grant : over) {
        auto after = grant;
        after.state = GrantState::closed;
        TRY(books_.grants.save(grant, after));
    }
    return {};
}

// ---- What is compared ----

Result<bool> RightsOffice::is_greeted(std::int64_t device) {
    TRY(const auto row, books_.comparisons.meet(device));
    return row.greeted;
}

Result<void> RightsOffice::greeted(std::int64_t device, const Epoch& epoch, Seq next) {
    TRY(books_.comparisons.greet(device, epoch, next));
    return voice_.all_for(device);
}

Result<void> RightsOffice::heard_inventory(const Source& from, const Json& data) {
    TRY(const auto report, parse_inventory(data));
    TRY(const bool done, stock_.part(from.device, report, from.place, from.now));
    return done ? serve(from.now) : Result<void>();
}

// ---- What is lent ----

Result<void> RightsOffice::heard_wish(const Source& from, const Json& data) {
    TRY(const auto wish, parse_lease_wish(data));
    TRY(books_.wishes.keep({from.device, wish}));
    return serve(from.now);
}

Result<void> RightsOffice::serve(WallTime now) {
    if (faults_.reclaim_by_clock) TRY(reclaim_by_clock(now));
    TRY(const bool all_wait, books_.comparisons.all_wait());
    if (all_wait) return {};
    TRY(uses_.pass_on());
    TRY(const auto wishes, books_.wishes.all());
    for (const auto& row : wishes) {
        TRY(const auto comparison, books_.comparisons.meet(row.device));
        if (!comparison.compared()) continue;
        // Whether there was something or not: who wants more asks again.
        TRY(books_.wishes.forget(row));
        TRY(give(row, now));
    }
    return {};
}

Result<std::int64_t> RightsOffice::devices() {
    auto row = devices_.bind();
    TRY(row.one());
    return row.integer(0);
}

// A lease that the device has not spoken of yet is what it asks for.
Result<bool> RightsOffice::is_under_way(const WishRow& row) {
    TRY(const auto grants, books_.grants.alive_of(row.device));
    for (const auto& grant : grants) {
        const bool same = grant.state == GrantState::in_doubt &&
                          grant.lease.campaign == row.wish.campaign &&
                          grant.lease.kind == row.wish.kind;
        if (!same) continue;
        TRY(voice_.grant(grant));
        return true;
    }
    return false;
}

Result<void> RightsOffice::give(const WishRow& row, WallTime now) {
    TRY(const bool under_way, is_under_way(row));
    if (under_way) return {};
    TRY(const auto pool, books_.pools.find(row.wish.campaign));
    if (!pool) return {};
    GrantFacts facts{.kind = row.wish.kind, .unit = pool->unit, .left = pool->left};
    TRY(facts.devices, devices());
    TRY(const auto spent, books_.grants.spent_by(row.device, row.wish.campaign));
    TRY(facts.per_day, books_.wishes.burn(row.device, row.wish.campaign, spent, now));
    facts.have = row.wish.have;
    const auto units = grant_size(facts);
    if (units == 0) return {};
    TRY(const auto grant,
        books_.grants.issue(
            {row.device, row.wish.campaign, row.wish.kind, units, now + hub_lease_time}, now));
    return voice_.grant(grant);
}

// ---- What is asked ----

Result<std::string> RightsOffice::answer(std::int64_t device, std::string_view kind,
                                         std::string_view body, WallTime now) {
    if (kind != coupon_reserve_ask) {
        return Error(Errc::not_found, "this hub knows no such question").coded("unknown_ask");
    }
    const auto json = Json::parse(body);
    const auto question = json ? parse_reserve_question(*json) : json.error();
    if (!question) return Error(Errc::invalid, question.error().what()).coded("bad_ask");
    TRY(const auto answer, window_.ask(device, *question, now));
    return write_reserve_answer(answer);
}

}  // namespace aisle
