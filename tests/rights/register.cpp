// SPDX-License-Identifier: Apache-2.0
#include "tests/rights/register.hpp"

#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/scan/code.hpp"
#include "sync/central_memory.hpp"

#include <algorithm>
#include <filesystem>

namespace aisle {
namespace {

class NoLines final : public LogSink {
public:
    void line(LogLevel, std::string_view, LogFields) override {}
};
NoLines no_lines;

constexpr std::size_t closed_kept = 8;

}  // namespace

// What a kill ends.
struct Register::Process {
    explicit Process(Register& of)
        : owner(of),
          store({*of.bench_.write, *of.bench_.committer,
                 [this](Function<void()> task) { tasks.push_back(std::move(task)); }, false}),
          requests(*of.bench_.write),
          campaigns(*of.bench_.write),
          coupons(*of.bench_.write),
          feeds(*of.bench_.write, {&campaigns, &coupons}),
          central(*of.bench_.write),
          clocks(of.bench_.clock),
          time(of.bench_.clock, clocks),
          codes(CodeRules{}),
          recorder({store, *of.bench_.journal, requests, of.bench_.clock, of.bench_.dice,
                    of.bench_.metrics, log},
                   recorder_events()),
          runner(options(),
                 {of, store, *of.bench_.journal, *of.bench_.reader, feeds, central, clocks, time,
                  of.bench_.clock, of.bench_.dice, of.bench_.metrics, log},
                 runner_events()),
          giving({*of.bench_.write, *of.bench_.read, campaigns, coupons, recorder, codes, line(),
                  [this] {
                      return TillPlace{store_id, holder, "CNY"};
                  }}) {}

    EventContext context() {
        EventContext context;
        context.tenant = "demo";
        context.device = owner.parts_.name;
        context.wall = owner.bench_.clock.wall();
        context.mono = owner.bench_.clock.mono();
        return context;
    }
    RecorderEvents recorder_events() {
        RecorderEvents events;
        events.context = [this] { return context(); };
        events.truth = [this] { return time.now(); };
        events.admit = [](Txn&, Lane, std::size_t) -> Result<void> { return {}; };
        events.written = [this](Txn& txn, const Event& event, const Receipt&,
                                const DayMoment&) -> Result<void> {
            owner.parts_.truth.written(txn, event, owner.image_);
            return {};
        };
        events.saved = [this](const Receipt& receipt) { runner.appended(receipt); };
        return events;
    }
    RunnerOptions options() {
        RunnerOptions options;
        options.retain = options.will = false;
        options.session.brokers = 1;
        options.session.compress = false;
        options.brokers.resize(1);
        options.brokers[0].client_id = owner.parts_.name;
        options.topics = {"up/status", "up/hello",    "up/journal",   "up/want",
                          "up/ask",    "up/report",   "down/welcome", "down/ack",
                          "down/page", "down/answer", "down/command", "feed/{scope}"};
        options.agent = "aisled/test";
        return options;
    }
    RunnerEvents runner_events() {
        RunnerEvents events;
        events.wake_at = [this](MonoTime at) { woken = at; };
        events.encode = [this](const EventDraft& draft) { return recorder.encode(draft); };
        events.welcomed = [this](const Welcome& welcome) {
            store_id = welcome.store;
            holder = static_cast<std::uint32_t>(welcome.holder);
        };
        events.answered_late = [this](std::string_view kind, const std::string& asked,
                                      const std::string& body) {
            if (kind == coupon_reserve_ask) giving.coupon_desk.answered_late(asked, body);
        };
        events.commanded = [this](const Command& command) {
            owner.note_grants(command);
            giving.lease_desk.commanded(command.kind, command.body);
        };
        events.forked = [this] { giving.lease_desk.compare(); };
        events.new_central = [this](const Incarnation&) { giving.lease_desk.compare(); };
        events.progressed = [] {};
        events.fed = [](std::string_view, std::size_t) {};
        return events;
    }
    CentralLine line() {
        CentralLine line;
        line.listens = [this] { return runner.listens(); };
        line.unheard = [this]() -> std::optional<Micros> {
            return runner.unheard_for(owner.bench_.clock.mono());
        };
        line.ask = [this](std::string kind, std::string body, auto reply) {
            runner.ask(std::move(kind), std::move(body), ask_patience_default, std::move(reply));
        };
        return line;
    }

    Register& owner;
    Log log{no_lines, LogLevel::error};
    std::deque<Function<void()>> tasks;
    Store store;
    RequestBook requests;
    CampaignBook campaigns;
    CouponBook coupons;
    Feeds feeds;
    CentralMemory central;
    ClockRepair clocks;
    TrueTime time;
    CodeReader codes;
    Recorder recorder;
    Runner runner;
    Giving giving;
    MonoTime woken{};
    std::string store_id;
    std::uint32_t holder = 0;
};

Register::Register(RegisterParts parts, ImageNumber image)
    : parts_(std::move(parts)), image_(image), bench_(parts_.seed) {}

Register::~Register() = default;

// ---- Its process ----

void Register::start(WallTime now) {
    CHECK(!runs(), "a register is started once");
    if (synced_) bench_.clock.set_wall(now);
    if (parts_.plants.forgets_spending) {
        CHECK(bench_.write->run("UPDATE lease SET spent = 0"), "the fault is planted");
    }
    process_ = std::make_unique<Process>(*this);
    auto& process = *process_;
    process.clocks.kernel_synced(synced_);
    process.store.write([&process](Txn& txn) { return process.feeds.load(txn, "test"); }, {});
    process.giving.lease_desk.begin();
    process.runner.start(*bench_.reader->state(), "boot-" + std::to_string(bench_.dice.number()));
    settle();
}

void Register::kill() {
    if (!runs()) return;
    close();
    process_->store.stop();
    process_.reset();
    bench_.reopen();
    for (auto& sale : sales_) sale.waiting = false;
}

void Register::settle() {
    while (runs() && !process_->tasks.empty()) {
        auto task = std::move(process_->tasks.front());
        process_->tasks.pop_front();
        if (task) task();
    }
}

void Register::pass(Micros by, WallTime now) {
    if (!runs()) return;
    bench_.clock.advance(by);
    if (synced_) bench_.clock.set_wall(now);
    process_->clocks.kernel_synced(synced_);
    if (bench_.clock.mono() >= process_->woken) process_->runner.tick();
    settle();
}

void Register::set_wall(WallTime to) {
    synced_ = false;
    bench_.clock.set_wall(to);
}

Micros Register::until_woken() const {
    return runs() ? std::max(Micros{0}, process_->woken - bench_.clock.mono()) : Micros{0};
}

void Register::report() {
    if (!runs()) return;
    process_->giving.lease_desk.report();
    settle();
}

// ---- Its till ----

void Register::present(const std::string& code) {
    if (!runs()) return;
    sales_.push_back({std::to_string(image_) + "-" + std::to_string(++sale_number_), code});
    ask(sales_.back());
}

void Register::ask(Sale& sale) {
    if (sale.waiting) return;
    sale.waiting = true;
    process_->giving.coupon_desk.present(
        R"({"code":")" + sale.code + R"(","pos_ref":")" + sale.pos_ref +
            R"(","basket":{"total":2900}})",
        [this, pos_ref = sale.pos_ref](const Result<std::string>& text) {
            answered(pos_ref, text);
        });
    settle();
}

void Register::answered(const std::string& pos_ref, const Result<std::string>& text) {
    const auto sale = std::find_if(sales_.begin(), sales_.end(),
                                   [&](const Sale& one) { return one.pos_ref == pos_ref; });
    if (sale == sales_.end()) return;
    sale->waiting = false;
    if (!text) return;
    const auto json = Json::parse(*text);
    if (const auto* why = json->find("reason")) parts_.truth.refused(*why->string());
    const auto* id = json->find("redemption_id");
    if (id == nullptr) {
        sales_.erase(sale);
        return;
    }
    sale->redemption = *id->string();
}

void Register::go_on(bool redeem, std::int64_t amount) {
    if (!runs() || sales_.empty()) return;
    auto& sale = sales_.front();
    if (sale.redemption.empty()) return ask(sale);
    const auto outcome =
        redeem ? R"("redeemed","amount":)" + std::to_string(amount) : "\"released\"";
    if (sale.closed_as.empty()) sale.closed_as = R"({"outcome":)" + outcome + "}";
    process_->giving.coupon_desk.close(
        sale.redemption, sale.closed_as,
        [this, pos_ref = sale.pos_ref](const Result<std::string>& text) {
            if (sales_.empty() || sales_.front().pos_ref != pos_ref) return;
            // Nobody but the till may end a hold.
            if (!text && !harmed_) {
                wrong_.push_back(pos_ref +
                                 ": a hold was lost: " + std::string(text.error().code()));
            }
            closed_.push_back(std::move(sales_.front()));
            sales_.pop_front();
            if (closed_.size() > closed_kept) closed_.pop_front();
        });
    settle();
}

// A release that was none: the customer had the discount after all.
void Register::change_mind(std::int64_t amount) {
    if (!runs() || closed_.empty()) return;
    const auto sale = closed_.back();
    process_->giving.coupon_desk.close(
        sale.redemption, R"({"outcome":"redeemed","amount":)" + std::to_string(amount) + "}",
        [](const Result<std::string>&) {});
    settle();
}

void Register::reverse_one() {
    if (!runs() || closed_.empty()) return;
    process_->giving.coupon_desk.reverse(closed_.front().redemption, "{}",
                                         [](const Result<std::string>&) {});
    closed_.pop_front();
    settle();
}

// ---- Its wire ----

void Register::open(const LinkTarget&, LinkEvents&) {
    let_go();
    opening_ = true;
}

void Register::close() {
    let_go();
}

void Register::let_go() {
    opening_ = connected_ = false;
    up.clear();
    down.clear();
}

void Register::subscribe(std::vector<std::string> filters) {
    static_cast<void>(filters);
    process_->tasks.push_back([this] { process_->runner.link_subscribed({true, ""}); });
}

void Register::publish(Outgoing message) {
    if (connected_) up.push_back(std::move(message));
}

void Register::plug_in() {
    opening_ = false;
    connected_ = true;
    process_->runner.link_up({});
    settle();
}

void Register::lose_wire(LinkLoss loss) {
    if (!connected_ && !opening_) return;
    let_go();
    if (runs()) process_->runner.link_down({loss, 0, "the line broke"});
    settle();
}

void Register::hear(const std::string& topic, const std::string& payload) {
    if (!runs()) return;
    process_->runner.link_message(topic, payload);
    settle();
}

void Register::told(std::uint64_t token) {
    if (!runs() || !connected_) return;
    process_->runner.link_published(token, PublishOutcome::accepted);
    settle();
}

bool Register::drained() const {
    if (!runs() || !connected_ || !up.empty() || !down.empty()) return false;
    return process_->runner.view().state == SessionState::streaming &&
           process_->runner.view().acked[0] == bench_.journal->lane(Lane::ledger).head();
}

// Whoever hears of a grant may spend it, whichever image of the disk it is.
void Register::note_grants(const Command& command) {
    const auto json = Json::parse(command.body);
    if (command.kind == lease_granted_command) {
        const auto lease = *parse_lease_grant(*json);
        if (!*process_->giving.leases.find(lease.id)) parts_.truth.lent(lease, image_);
    } else if (command.kind == right_granted_command) {
        const auto grant = *parse_right_grant(*json);
        parts_.truth.placed(grant.ref, grant.term, image_);
    }
}

// ---- Its disk ----

Register::Holding Register::holding() {
    Holding holding;
    LeaseBook leases(*bench_.write);
    RightBook rights(*bench_.write);
    for (const auto& lease : *leases.page("", 10'000)) {
        if (lease.state != LeaseState::returned) holding.leases.push_back(lease);
    }
    for (const auto& right : *rights.page({}, 10'000)) {
        const bool usable = right.state == RightState::here || right.state == RightState::held;
        if (usable) holding.rights.emplace_back(right.ref, 500);
    }
    // What is held for a sale by central's word may be closed by both.
    return holding;
}

void Register::save_image(const std::string& file) {
    saved_ = holding();
    CHECK(bench_.write->checkpoint(true), "all of it is in the file");
    std::filesystem::copy_file(bench_.path, file,
                               std::filesystem::copy_options::overwrite_existing);
}

void Register::lay_down(const std::string& file, const Register& of, ImageNumber image) {
    kill();
    parts_.truth.twins(of.image_, image);
    bench_.reader.reset();
    bench_.read.reset();
    bench_.journal.reset();
    bench_.committer.reset();
    bench_.write.reset();
    for (const char* rest : {"-wal", "-shm"}) std::filesystem::remove(bench_.path + rest);
    std::filesystem::copy_file(file, bench_.path,
                               std::filesystem::copy_options::overwrite_existing);
    bench_.reopen();
    image_ = image;
    harmed_ = true;
    sales_.clear();
    closed_.clear();
    for (const auto& lease : of.saved_->leases) parts_.truth.copied(lease, image);
    for (const auto& [ref, worth] : of.saved_->rights) parts_.truth.copied(ref, worth);
}

}  // namespace aisle
