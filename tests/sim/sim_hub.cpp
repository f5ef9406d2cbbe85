// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/sim_hub.hpp"

#include "agent/base/check.hpp"
#include "tools/hub/bounds.hpp"
#include "tools/hub/views.hpp"

#include <algorithm>

namespace aisle {
namespace {

const std::string database_file = "hub.db";
const std::string incarnation_file = "hub.db.incarnation";
// A hub that has nothing to tell may look later than it asks for; an order makes it look at once.
constexpr Micros idle_look = Seconds{30};

std::vector<std::string> lines_of(Result<void> (*view)(Database&, const ViewOptions&, PrintLine),
                                  Database& db, const std::string& device) {
    std::vector<std::string> lines;
    const auto seen = view(db, {.json = true, .device = device},
                           [&](std::string_view line) { lines.emplace_back(line); });
    CHECK(seen, "central's database can be read");
    return lines;
}

}  // namespace

// The hub's link, with somebody who notes what it says.
class SimHub::Overheard final : public Link {
public:
    Overheard(SimBroker& broker, SimHub& hub) : link_(broker), hub_(hub) {}
    void open(const LinkTarget& target, LinkEvents& events) override { link_.open(target, events); }
    void close() override { link_.close(); }
    void subscribe(std::vector<std::string> filters) override {
        link_.subscribe(std::move(filters));
    }
    void publish(Outgoing message) override {
        note(message);
        link_.publish(std::move(message));
    }
    bool up() const { return link_.up(); }

private:
    void note(const Outgoing& message) {
        const std::string_view topic = message.topic;
        if (!topic.ends_with("/ack")) return;
        const auto ack = decode_ack(message.payload);
        CHECK(ack, "what a hub says can be read");
        const auto end = topic.rfind('/');
        const auto begin = topic.rfind('/', end - 1) + 1;
        auto& told =
            hub_.told_[{std::string(topic.substr(begin, end - begin)), ack->epoch, ack->lane}];
        told = std::max(told, ack->committed.value());
    }

    SimLink link_;
    SimHub& hub_;
};

struct SimHub::Parts {
    Parts(SimHub& sim, std::unique_ptr<HubDatabase> opened)
        : database(std::move(opened)),
          decisions(database->db()),
          mark(*database, *sim.files_, incarnation_file),
          link(sim.broker_, sim) {}

    void run(SimHub& sim) {
        const auto life = mark.confirm(decisions, sim.entropy_, sim.clock_.wall());
        CHECK(life, "a hub finds out which life this is");
        const Log log = sim.lines_.of("hub");
        central.emplace(*database, CentralOptions{life->incarnation, {}, sim.faults_}, metrics,
                        log);
        orders.emplace(*database, log);
        HubOptions options;
        options.target.client_id = "hub";
        HubParts parts{.central = *central,
                       .incarnation = mark,
                       .link = link,
                       .clock = sim.clock_,
                       .entropy = sim.entropy_,
                       .log = log,
                       .post =
                           [&sim](Function<void()> task) {
                               sim.world_.after(Micros{0}, sim.life_.guard(std::move(task)));
                           },
                       .wake_at = [&sim](MonoTime at) { sim.wake_at(at); },
                       .stopped = [&sim](const Error& why) { sim.failed_ = why.what(); }};
        hub.emplace(std::move(options), std::move(parts));
        hub->start();
    }

    Metrics metrics;
    std::unique_ptr<HubDatabase> database;
    DecisionLog decisions;
    IncarnationMark mark;
    Overheard link;
    std::optional<Central> central;
    std::optional<Orders> orders;
    std::optional<Hub> hub;
};

SimHub::SimHub(World& world, SimBroker& broker, HubFaults faults, SimLog& lines)
    : world_(world),
      broker_(broker),
      faults_(faults),
      lines_(lines),
      clock_(world),
      entropy_(world.chance().number()),
      timer_(world, [this] { tick(); }) {
    lay_down({});
}

SimHub::~SimHub() {
    if (runs()) kill();
}

// ---- Its process and its disk ----

void SimHub::lay_down(DiskImage image) {
    files_.reset();
    vfs_.reset();
    disk_ = std::make_unique<CrashDisk>(std::move(image));
    vfs_ = std::make_unique<CrashVfs>(*disk_);
    files_ = std::make_unique<CrashFiles>(*disk_);
}

void SimHub::start() {
    if (runs()) return;
    clock_.boot();
    auto database = HubDatabase::open(database_file, vfs_->name().c_str());
    CHECK(database, "a hub opens its database after anything");
    parts_ = std::make_unique<Parts>(*this, std::move(*database));
    parts_->run(*this);
    note_decisions();
    lines_.tell("the hub runs");
}

void SimHub::kill() {
    if (!runs()) return;
    life_.renew();
    timer_.stop();
    disk_->leave();
    parts_.reset();
    disk_->come_back();
}

void SimHub::cut_power() {
    kill();
    PowerCut cut(*disk_);
    while (cut.step()) continue;
    const auto loss = static_cast<Loss>(world_.below(5));
    lay_down(cut.disk(loss, world_.chance()).image);
}

void SimHub::tick() {
    if (!runs()) return;
    ordered_ = false;
    parts_->hub->tick();
}

void SimHub::wake_at(MonoTime at) {
    const auto wait = at - clock_.mono();
    const bool idle = parts_->link.up() && !ordered_;
    timer_.set(idle ? std::max(wait, idle_look) : wait);
}

void SimHub::back_up() {
    copy_ = disk_->image();
    mark_at_copy_ = std::exchange(copy_[incarnation_file], "");
    copy_.erase(incarnation_file);
}

bool SimHub::copy_is_noticed() const {
    if (copy_.empty()) return false;
    const auto mark = files_->read(incarnation_file, 4 * KiB);
    return mark && *mark != mark_at_copy_;
}

void SimHub::restore() {
    CHECK(!runs(), "the files of a running hub are not put back");
    auto image = disk_->image();
    std::erase_if(image, [](const auto& file) { return file.first != incarnation_file; });
    for (const auto& file : copy_) image.insert(file);
    lay_down(std::move(image));
    told_.clear();
}

void SimHub::wipe() {
    CHECK(!runs(), "the files of a running hub are not removed");
    lay_down({});
    copy_.clear();
    told_.clear();
}

// ---- Orders ----

void SimHub::decide(const FeedName& name, const Decision& decision) {
    if (!runs() || parts_->database->in_transaction()) return;
    const auto done = parts_->orders->decide(name, decision, clock_.wall());
    world_.note(decision.key, decision.body);
    CHECK(done || done.error().kind() == Errc::not_found, "an order of the day is a good one");
    note_decisions();
}

void SimHub::begin_generation(const FeedName& name) {
    if (!runs() || parts_->database->in_transaction()) return;
    [[maybe_unused]] const auto done = parts_->orders->begin_generation(name, clock_.wall());
    note_decisions();
}

void SimHub::note_decisions() {
    ordered_ = true;
    timer_.set(hub_poll);
    auto statement = parts_->database->db().prepare(
        "SELECT feed.name, scope, generation, cursor, body FROM decision"
        " JOIN feed ON decision.feed = feed.number WHERE body IS NOT NULL");
    auto row = statement.bind();
    while (true) {
        const auto found = row.next();
        CHECK(found, "decisions can be read");
        if (!*found) return;
        cursors_[{std::string(row.bytes(0)), std::string(row.bytes(1)),
                  static_cast<std::uint64_t>(row.integer(2)), std::string(row.bytes(4))}] =
            static_cast<std::uint64_t>(row.integer(3));
    }
}

// ---- Looked at from outside ----

Database SimHub::look() {
    auto db =
        Database::open({.path = database_file, .read_only = true, .vfs = vfs_->name().c_str()});
    CHECK(db, "central's database can be looked at");
    return std::move(*db);
}

std::vector<std::string> SimHub::events(const std::string& device) {
    auto db = look();
    return lines_of(view_events, db, device);
}

std::vector<std::string> SimHub::gaps(const std::string& device) {
    auto db = look();
    return lines_of(view_gaps, db, device);
}

std::vector<std::string> SimHub::findings(const std::string& device) {
    auto db = look();
    return lines_of(view_findings, db, device);
}

std::map<std::string, std::string> SimHub::stored() {
    std::map<std::string, std::string> events;
    if (!disk_->size_of(database_file)) return events;
    auto db = look();
    auto statement = db.prepare("SELECT id, bytes FROM event");
    auto row = statement.bind();
    while (true) {
        const auto found = row.next();
        CHECK(found, "events can be read");
        if (!*found) return events;
        events.emplace(to_string(id_from_bytes<EventId>(row.bytes(0))), row.bytes(1));
    }
}

std::vector<SimHub::Settled> SimHub::settled(const std::string& device) {
    std::vector<Settled> lanes;
    auto db = look();
    auto statement = db.prepare(
        "SELECT lane.number, epoch, lane.lane, committed, run.first, run.last, event.number,"
        " event.id FROM lane JOIN device ON lane.device = device.number"
        " JOIN run ON run.lane = lane.number JOIN event"
        " ON event.number BETWEEN run.event AND run.event + run.last - run.first"
        " WHERE device.name = ?1 ORDER BY lane.number, run.first, event.number");
    auto row = statement.bind(device);
    std::int64_t lane = 0;
    std::int64_t run = 0;
    std::uint64_t seq = 0;
    while (true) {
        const auto found = row.next();
        CHECK(found, "lanes can be read");
        if (!*found) return lanes;
        if (std::exchange(lane, row.integer(0)) != row.integer(0)) {
            lanes.push_back({to_hex(row.bytes(1)),
                             row.integer(2) == 0 ? Lane::ledger : Lane::touch,
                             static_cast<std::uint64_t>(row.integer(3)),
                             {}});
            run = 0;
        }
        if (std::exchange(run, row.integer(4)) != row.integer(4)) {
            seq = static_cast<std::uint64_t>(row.integer(4));
        }
        lanes.back().ids[seq++] = to_string(id_from_bytes<EventId>(row.bytes(7)));
    }
}

std::map<std::pair<std::string, std::string>, SimHub::Decided> SimHub::decided(
    const std::set<std::string>& scopes) {
    std::map<std::pair<std::string, std::string>, Decided> all;
    auto db = look();
    auto statement = db.prepare(
        "SELECT feed.name, scope, key, body FROM feed"
        " LEFT JOIN decision ON decision.feed = feed.number AND body IS NOT NULL");
    auto row = statement.bind();
    while (true) {
        const auto found = row.next();
        CHECK(found, "decisions can be read");
        if (!*found) return all;
        if (!scopes.contains(std::string(row.bytes(1)))) continue;
        auto& feed = all[{std::string(row.bytes(0)), std::string(row.bytes(1))}];
        if (!row.is_null(2)) feed[std::string(row.bytes(2))] = row.bytes(3);
    }
}

std::uint64_t SimHub::cursor_of(const FeedPosition& feed, const std::string& body) const {
    const auto found = cursors_.find({feed.feed, feed.scope, feed.generation.value(), body});
    return found == cursors_.end() ? 0 : found->second;
}

std::string SimHub::broken_word() {
    auto db = look();
    auto statement = db.prepare(
        "SELECT committed FROM lane JOIN device ON lane.device = device.number"
        " WHERE device.name = ?1 AND epoch = ?2 AND lane.lane = ?3");
    for (const auto& [who, told] : told_) {
        const auto& [device, epoch, lane] = who;
        auto row = statement.bind(device, Blob{epoch.view()}, lane == Lane::ledger ? 0 : 1);
        const auto found = row.next();
        CHECK(found, "lanes can be read");
        const auto held = *found ? static_cast<std::uint64_t>(row.integer(0)) : 0;
        if (held >= told) continue;
        return device + " was told that " + std::string(to_string(lane)) + " " +
               std::to_string(told) + " is committed; central holds it through " +
               std::to_string(held);
    }
    return {};
}

}  // namespace aisle
