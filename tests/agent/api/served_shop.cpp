// SPDX-License-Identifier: Apache-2.0
#include "tests/agent/api/served_shop.hpp"

#include "agent/api/coupon_routes.hpp"
#include "agent/api/day_routes.hpp"
#include "agent/api/problem.hpp"
#include "agent/api/role_gate.hpp"
#include "agent/api/service_routes.hpp"
#include "agent/api/staff_routes.hpp"
#include "agent/api/target.hpp"
#include "agent/api/task_routes.hpp"
#include "agent/api/touchpoint_routes.hpp"
#include "agent/app/print_desk.hpp"
#include "agent/base/limits.hpp"
#include "agent/books/giving.hpp"
#include "agent/books/member_shelf.hpp"
#include "drivers/scanner_detection.hpp"
#include "sync/journal_reader.hpp"
#include "sync/retention.hpp"
#include "tests/agent/domain/staff_body.hpp"

namespace aisle {
namespace {

Database open(const std::string& path, bool read_only) {
    auto opened = Database::open({.path = path, .read_only = read_only});
    CHECK(opened.has_value(), "a database opens in a folder of its own");
    return std::move(*opened);
}

Database open_new(const std::string& path) {
    auto db = open(path, false);
    const auto migrated = migrate(db);
    CHECK(migrated.has_value(), "a new file gets the schema");
    return db;
}

EventContext context_of(const Clock& clock) {
    EventContext context;
    context.tenant = "acme";
    context.device = "s1-pos1";
    context.store = "s1";
    context.boot_id = "b1";
    context.wall = clock.wall();
    context.mono = clock.mono();
    return context;
}

StoreProfile profile() {
    StoreProfile profile;
    profile.store_id = "s1";
    return profile;
}

// A printer of which nothing is heard.
Config printer_config() {
    Config config;
    config.identity.device = "s1-pos1";
    config.printers.resize(1);
    config.printers[0].name = "front";
    return config;
}

PrinterDoor printer_door() {
    PrinterDoor door;
    door.print = [](std::size_t, const std::string&, const PrintDone&) {};
    door.expect = [](std::size_t, bool) {};
    return door;
}

// Central, when the line is down.
CentralLine nobody() {
    CentralLine line;
    line.listens = [] { return false; };
    line.unheard = [] { return std::optional<Micros>{}; };
    line.ask = [](const std::string&, const std::string&, auto reply) {
        reply(Error(Errc::unavailable, "the line is down").coded("offline"));
    };
    return line;
}

MemberKeys keys() {
    SeededEntropy dice{7};
    return {public_of(make_seal_key(dice)), IdentifierKey(std::string(32, 'k'))};
}

constexpr std::string_view notice_text = "We keep your number to call you.";

}  // namespace

struct ServedShop::Parts {
    explicit Parts(ServedShop& shop)
        : write(open_new(shop.folder_.file("shop.db"))),
          read(open(shop.folder_.file("shop.db"), true)),
          committer(write, shop.lines.log(), shop.metrics),
          journal(write),
          retention(journal, {.budget_bytes = disk_budget_min, .retain_acknowledged = Seconds{60}},
                    shop.lines.log(), shop.metrics),
          requests(write),
          shelf(write, read, journal),
          tasks(write),
          coupons(write),
          task_list(read),
          coupon_list(read),
          reader(read),
          live(shop.entropy_),
          store({.write = write,
                 .committer = committer,
                 .post = [](Function<void()> task) { task(); },
                 .threads = false}),
          recorder(
              {store, journal, requests, shop.clock, shop.entropy_, shop.metrics, shop.lines.log()},
              {.context =
                   [this, &shop] {
                       auto context = context_of(shop.clock);
                       context.operator_id = staff_desk.operator_id();
                       return context;
                   },
               .truth = [&shop] { return std::optional(shop.clock.wall()); },
               .admit = [this](Txn& txn, Lane lane,
                               std::size_t bytes) { return retention.admit(txn, lane, bytes); },
               .written =
                   [this](Txn& txn, const Event& event, const Receipt& receipt,
                          const DayMoment& when) { return days.count(txn, event, receipt, when); },
               .saved = [&shop](const Receipt& receipt) { shop.saved.push_back(receipt); }}),
          members(shelf.desk_parts(recorder, keys(), "digest key"), profile()),
          desk({recorder, tasks, coupon_list, &members}, profile()),
          campaigns(write),
          giving({write, read, campaigns, coupons, recorder, desk.codes(), nobody(),
                  [] {
                      return TillPlace{"s1", 7, "CNY"};
                  }}),
          task_desk({recorder, tasks, task_list,
                     [this] {
                         return TaskMoment{recorder.now(), {}, "s1", "s1-pos1"};
                     }}),
          staff(write),
          staff_lookup(read),
          staff_desk({recorder, staff, staff_lookup, giving.time, {}, "b1"}),
          role_desk({recorder, staff_lookup, staff_desk}),
          pickups(write, shelf.memory),
          service_desk(recorder),
          pickup_desk({recorder, pickups, giving.ratchet, giving.time, desk.codes(), "s1-pos1",
                       [] { return 7U; }}),
          handoffs(write),
          handoff_desk(
              {recorder, handoffs, giving.ratchet, giving.time, desk.codes(), [] { return 7U; }}),
          prints(write),
          print_list(read),
          print_desk(
              printer_config(), printer_door(),
              {store, prints, print_list,
               [this](Txn& txn, std::size_t bytes) {
                   return retention.admit(txn, Lane::ledger, bytes);
               },
               [] { return std::string("s1"); }, shop.clock, shop.metrics, shop.lines.log()}),
          print_routes(print_desk.printing()),
          days(write, profile().day),
          day_list(read),
          day_desk({recorder, days, day_list, [] { return DeliveredThrough(Seq(1)); }}, profile(),
                   false),
          touchpoints(write),
          touchpoint_list(read),
          touchpoint_desk({recorder, touchpoints, touchpoint_list,
                           [&shop] { return context_of(shop.clock); }}) {
        committer.before_commit([this] { return days.flush(); });
        committer.before_commit([this] { return journal.flush(); });
        store.write(
            [this](Txn& txn) {
                return journal.load(txn, Epoch{{1, 2, 3}});
            },
            [](const Result<void>& done) { CHECK(done.has_value(), "it loads"); });
    }

    Database write;
    Database read;
    Committer committer;
    Journal journal;
    Retention retention;
    RequestBook requests;
    MemberShelf shelf;
    TaskBook tasks;
    CouponBook coupons;
    TaskList task_list;
    CouponList coupon_list;
    JournalReader reader;
    Live live;
    Store store;
    Recorder recorder;
    MemberDesk members;
    Desk desk;
    CampaignBook campaigns;
    Giving giving;
    TaskDesk task_desk;
    StaffBook staff;
    StaffLookup staff_lookup;
    StaffDesk staff_desk;
    RoleDesk role_desk;
    PickupBook pickups;
    ServiceDesk service_desk;
    PickupDesk pickup_desk;
    HandoffBook handoffs;
    HandoffDesk handoff_desk;
    PrintBook prints;
    PrintList print_list;
    PrintDesk print_desk;
    PrintRoutes print_routes;
    DayBook days;
    DayList day_list;
    DayDesk day_desk;
    TouchpointBook touchpoints;
    TouchpointList touchpoint_list;
    TouchpointDesk touchpoint_desk;
    std::unique_ptr<Routes> routes;
};

ServedShop::ServedShop() : parts_(std::make_unique<Parts>(*this)) {
    parts_->routes = std::make_unique<Routes>(parts_->desk, parts_->live, clock, outlook());
    parts_->routes->add_to(router_);
    add_task_routes(router_, parts_->task_desk);
    parts_->print_routes.add_to(router_);
    add_coupon_routes(router_, parts_->giving.coupon_desk);
    add_day_routes(router_, parts_->day_desk);
    add_staff_routes(router_, parts_->staff_desk);
    add_role_gate(router_, parts_->role_desk);
    add_service_routes(router_, parts_->service_desk, parts_->pickup_desk);
    add_handoff_routes(router_, parts_->handoff_desk);
    add_touchpoint_routes(router_, parts_->touchpoint_desk);
    put(parts_->shelf.notices, "n1",
        R"({"id":"n1","version":"3","language":"zh-CN","text":")" + std::string(notice_text) +
            R"("})");
}

std::string ServedShop::notice_hash() {
    return to_hex(sha256({notice_text}).view());
}

ServedShop::~ServedShop() = default;

Outlook ServedShop::outlook() {
    Outlook outlook;
    outlook.status = [](Tell<TillStatus> tell) {
        TillStatus status;
        status.lanes[0] = {Seq{3}, Seq{1}, 2, ManualClock::morning};
        status.scanners.push_back({"lane1", "open", 7, ""});
        status.printers = {{"coupons", "paper_out", "The printer is out of paper."}};
        status.taps = {{"till-1", "open", ""}};
        status.journals = {{"till-2", "lost", "it is not there"}};
        tell(status);
    };
    outlook.feeds = [](Tell<std::vector<FeedStatus>> tell) {
        tell(std::vector{FeedStatus{"tasks", "fleet", Generation{1}, Cursor{2}, Cursor{3}, ""}});
    };
    outlook.journal = [this](const JournalQuery& query, Tell<JournalPage> tell) {
        if (query.epoch && *query.epoch != parts_->journal.epoch()) {
            return tell(Error(Errc::not_found, "no such epoch").coded("unknown_epoch"));
        }
        const auto rows = parts_->reader.page(query.lane, query.after, query.rows_max);
        if (!rows) return tell(rows.error());
        JournalPage page;
        page.epoch = parts_->journal.epoch();
        for (const auto& row : *rows) {
            page.entries.push_back({row.seq, row.id, row.event, row.person});
        }
        tell(std::move(page));
    };
    outlook.metrics = [this](Tell<std::string> tell) { tell(metrics.prometheus()); };
    outlook.ready = [this](Tell<void> tell) {
        not_ready ? tell(*not_ready) : tell(Result<void>{});
    };
    outlook.scanners = [](Tell<std::vector<ScannerCandidate>> tell) {
        ScannerCandidate one;
        one.path = "/dev/ttyACM0";
        one.node = one.path;
        one.what = "Acme Gryphon";
        tell(std::vector{one});
    };
    outlook.detect = detect_scanner;
    return outlook;
}

Response ServedShop::ask(std::string method, std::string_view target, std::string body) {
    Request request;
    request.door = door;
    request.method = std::move(method);
    request.body = std::move(body);
    const auto read = read_target(target, request);
    if (!read) return respond_with(read.error());
    std::optional<Response> answer;
    router_.route(request, [&answer](Response response) { answer = std::move(response); });
    CHECK(answer.has_value(), "every request is answered");
    return std::move(*answer);
}

void ServedShop::put(FeedFold& book, const std::string& key, std::string body) {
    const PageEntry entry{.cursor = Cursor{1}, .put = true, .key = key, .body = std::move(body)};
    CHECK(book.check(entry).has_value(), "the body is one");
    parts_->store.write([&](Txn& txn) { return book.put(txn, "fleet", entry); },
                        [](const Result<void>& done) { CHECK(done.has_value(), "it is put"); });
}

void ServedShop::put_task(const std::string& key, std::string body) {
    put(parts_->tasks, key, std::move(body));
}

void ServedShop::put_coupon(const std::string& key) {
    put(parts_->campaigns, key.substr(0, key.find('-')),
        R"({"title":"5 off","value":{"amount":500},"currency":"CNY","stores":["s1"],)"
        R"("valid_from":"2026-07-01T00:00:00Z","valid_until":"2026-08-01T00:00:00Z"})");
    put(parts_->coupons, key, "{}");
}

void ServedShop::pin_coupon(const std::string& key) {
    parts_->giving.lease_desk.commanded(
        right_granted_command,
        R"({"coupon":")" + key + R"(","term":1,"expires_at":"2026-08-01T00:00:00Z"})");
}

void ServedShop::put_operator(const std::string& key, std::string_view pin,
                              std::string_view roles) {
    put(parts_->staff, key, staff_with_pin(pin, roles));
}

void ServedShop::look_at_staff() {
    parts_->role_desk.look();
}

void ServedShop::put_pickup(const std::string& order, std::string_view code,
                            const std::string& holder) {
    put(parts_->pickups, order,
        R"({"code_sha256":")" + to_hex(pickup_code_digest(code).view()) + R"(","holder":")" +
            holder +
            R"(","items":[{"gtin":"4006381333931","sku":"A-1","quantity":"1","text":"Tea"}],)"
            R"("valid_until":"2026-07-08T20:00:00Z","member":"m-77"})");
}

void ServedShop::put_touchpoint_code(const std::string& key, std::string body) {
    put(parts_->touchpoints, key, std::move(body));
}

void ServedShop::put_member(const std::string& key, std::string body) {
    put(parts_->shelf.members, key, std::move(body));
}

void ServedShop::fill_the_disk() {
    const auto use = parts_->write.disk_use();
    CHECK(use.has_value(), "the room can be measured");
    CHECK(parts_->write.bound_bytes(use->pages * use->page_bytes).has_value(), "it can be bounded");
}

const Json* at(const Json& json, std::initializer_list<std::string_view> path) {
    const Json* value = &json;
    for (const auto name : path) {
        if (value) value = value->find(name);
    }
    return value;
}

std::string code_of(const Response& response) {
    const auto json = Json::parse(response.body);
    const Json* code = json ? json->find("code") : nullptr;
    return code ? std::string(code->string().value_or("?")) : "";
}

}  // namespace aisle
