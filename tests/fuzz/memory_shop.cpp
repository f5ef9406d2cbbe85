// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/memory_shop.hpp"

#include "agent/api/service_routes.hpp"
#include "agent/api/task_routes.hpp"
#include "agent/api/touchpoint_routes.hpp"
#include "agent/base/check.hpp"

namespace aisle {
namespace {

EventContext context_of(const Clock& clock) {
    EventContext context;
    context.tenant = "t";
    context.device = "till-1";
    context.store = "s1";
    context.wall = clock.wall();
    context.mono = clock.mono();
    context.clock = ClockQuality::synced;
    return context;
}

CentralLine nobody() {
    CentralLine line;
    line.listens = [] { return false; };
    line.unheard = [] { return std::optional<Micros>{}; };
    return line;
}

MemberKeys keys() {
    SeededEntropy dice(7);
    return {public_of(make_seal_key(dice)), IdentifierKey(std::string(32, 'k'))};
}

StoreProfile profile() {
    StoreProfile profile;
    profile.store_id = "s1";
    profile.region = "CN";
    profile.currency = "CNY";
    return profile;
}

}  // namespace

MemoryShop::MemoryShop()
    : find_(store_.db.prepare("SELECT id, event, person, salt FROM entry WHERE place = ?1")),
      inline_store_({.write = store_.db,
                     .committer = store_.committer,
                     .post = [](Function<void()> task) { task(); },
                     .threads = false}) {
    open_desk();
    routes_.emplace(*desk_, *live_, clock_, outlook());
    routes_->add_to(router_);
    add_coupon_routes(router_, giving_->coupon_desk);
    add_task_routes(router_, *task_desk_);
    add_service_routes(router_, *service_desk_, *pickup_desk_);
    add_handoff_routes(router_, *handoff_desk_);
    add_touchpoint_routes(router_, *touchpoint_desk_);
}

// Each stands where the one before stood, so that the routes find it.
void MemoryShop::open_desk() {
    live_.emplace(dice_);
    recorder_.emplace(
        RecorderParts{inline_store_, store_.journal, requests_, clock_, dice_, store_.metrics,
                      store_.log()},
        RecorderEvents{.context = [this] { return context_of(clock_); },
                       .truth = [this] { return std::optional(clock_.wall()); },
                       .admit = [](Txn&, Lane, std::size_t) { return Result<void>{}; },
                       .saved = {}});
    members_.emplace(shelf_.desk_parts(*recorder_, keys(), "digest key"), profile());
    desk_.emplace(DeskParts{*recorder_, tasks_, coupon_list_, &*members_}, profile());
    giving_.emplace(GivingParts{store_.db, store_.db, campaigns_, coupons_, *recorder_,
                                desk_->codes(), nobody(), [] {
                                    return TillPlace{"s1", 7, "CNY"};
                                }});
    task_desk_.emplace(TaskDeskParts{*recorder_, tasks_, task_list_, [this] {
                                         return TaskMoment{recorder_->now(), {}, "s1", "s1-pos1"};
                                     }});
    service_desk_.emplace(*recorder_);
    pickup_desk_.emplace(PickupDeskParts{*recorder_, pickups_, giving_->ratchet, giving_->time,
                                         desk_->codes(), "s1-pos1", [] { return 7U; }});
    handoff_desk_.emplace(HandoffDeskParts{*recorder_, handoffs_, giving_->ratchet, giving_->time,
                                           desk_->codes(), [] { return 7U; }});
    touchpoint_desk_.emplace(TouchpointDeskParts{*recorder_, touchpoints_, touchpoint_list_,
                                                 [this] { return context_of(clock_); }});
}

void MemoryShop::make_new() {
    store_.make_new();
    dice_ = SeededEntropy(1);
    open_desk();
    put(tasks_, "t1", R"({"title":"Call Ms Han","member":"m-1","offer":{"text":"10 off"}})");
    put(touchpoints_, "c1",
        R"({"kind":"clerk","url":"https://a.example/?state={store}.{touchpoint}.{clerk}",)"
        R"("rotate":["https://b.example/{campaign}"],"campaign":"90417"})");
    put(campaigns_, "90417",
        R"({"title":"5 off","value":{"amount":500},"currency":"CNY",)"
        R"("valid_from":"2026-07-01T00:00:00Z",)"
        R"("valid_until":"2026-08-01T00:00:00Z"})");
    put(coupons_, "90417-17", "{}");
    put(shelf_.notices, "n1",
        R"({"id":"n1","version":"3","language":"zh-CN",)"
        R"("text":"We keep your number to call you."})");
    put(shelf_.members, "m-1",
        R"({"tier":"gold","points":{"balance":120,)"
        R"("as_of":"2026-06-30T00:00:00Z"},"merged_from":["p-1"]})");
    put(pickups_, "W-1",
        R"({"code_sha256":")" + to_hex(pickup_code_digest("AB12").view()) +
            R"(","holder":"s1-pos1","items":[{"sku":"A-1","quantity":"1"}],)"
            R"("valid_until":"2026-07-08T20:00:00Z","member":"m-1"})");
    put(pickups_, "W-2",
        R"({"token":"42","holder":"s1-pos2","items":[{"sku":"A-1","quantity":"1"}],)"
        R"("valid_until":"2026-07-08T20:00:00Z"})");
    giving_->lease_desk.commanded(
        right_granted_command,
        R"({"coupon":"90417-17","term":1,"expires_at":"2026-08-01T00:00:00Z"})");
}

void MemoryShop::put(FeedFold& book, std::string key, std::string body) {
    const PageEntry entry{Cursor(1), true, std::move(key), std::move(body)};
    CHECK(book.check(entry).has_value(), "the shop's own bodies are right");
    const auto done = store_.commit([&](Txn& txn) { return book.put(txn, "fleet", entry); });
    CHECK(done.has_value(), "and are put");
}

Outlook MemoryShop::outlook() {
    Outlook outlook;
    outlook.status = [](Tell<TillStatus> tell) { tell(TillStatus{}); };
    outlook.feeds = [this](Tell<std::vector<FeedStatus>> tell) { tell(feeds_); };
    outlook.journal = [this](const JournalQuery& query, Tell<JournalPage> tell) {
        const auto rows = reader_.page(query.lane, query.after, query.rows_max);
        if (!rows) return tell(rows.error());
        JournalPage page;
        page.epoch = store_.journal.epoch();
        for (const auto& row : *rows) {
            page.entries.push_back({row.seq, row.id, row.event, row.person});
        }
        tell(std::move(page));
    };
    outlook.metrics = [this](Tell<std::string> tell) { tell(store_.metrics.prometheus()); };
    outlook.ready = [this](Tell<void> tell) { tell(ready_); };
    outlook.scanners = [this](Tell<std::vector<ScannerCandidate>> tell) { tell(scanners_); };
    outlook.detect = [](ScannerLine, std::span<const Arrived>) { return ScannerDetection{}; };
    return outlook;
}

Response MemoryShop::ask(std::string_view method, std::string_view target, std::string_view body) {
    std::string pending;
    pending.append(method).append(" ").append(target);
    pending += " HTTP/1.1\r\nHost: localhost:8480\r\nContent-Type: application/json\r\n";
    pending += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    pending += body;
    HttpReader reader;
    while (reader.stage() != HttpReader::Stage::whole) {
        const auto before = reader.stage();
        const auto used = reader.feed(pending);
        pending.erase(0, used);
        if (reader.stage() == HttpReader::Stage::refused) return respond_with(reader.refusal());
        CHECK(used > 0 || reader.stage() != before, "a request that is all there is read");
    }
    if (const auto problem = gate_.refuse(reader.request(), Door::network)) {
        return respond_with(*problem);
    }
    std::optional<Response> answer;
    router_.route(reader.request(), [&answer](Response given) { answer = std::move(given); });
    CHECK(answer.has_value(), "every request is answered");
    return std::move(*answer);
}

Event MemoryShop::event_at(Lane lane, Seq seq) {
    auto row = find_.bind(place_of(lane, seq));
    const auto found = row.next();
    CHECK(found.has_value(), "memory can be read");
    if (!*found) return {};
    return {id_from_bytes<EventId>(row.bytes(0)), lane, std::string(row.bytes(1)),
            std::string(row.bytes(2)), std::string(row.bytes(3))};
}

}  // namespace aisle
