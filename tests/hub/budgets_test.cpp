// SPDX-License-Identifier: Apache-2.0
// Any schedule of tills, lines that break, messages that are lost, repeated and late, restarts, new
// disks, and a hub that comes back as an older copy: no budget is overspent, no coupon is used
// twice by right, and the books say where everything is. When all has arrived they say what was
// spent.
#include "tests/hub/model_till.hpp"
#include "tests/support/scratch_folder.hpp"

#include <rapidcheck.h>

#include <cstdlib>
#include <filesystem>

namespace aisle {
namespace {

constexpr std::int64_t budget = 45;
constexpr std::uint64_t coupons = 6;

// What one number of a schedule means.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed * 0x9e37'79b9'7f4a'7c15U + 1) {}
    std::uint64_t below(std::uint64_t bound) {
        state_ ^= state_ >> 30;
        state_ *= 0xbf58'476d'1ce4'e5b9U;
        state_ ^= state_ >> 27;
        state_ *= 0x94d0'49bb'1331'11ebU;
        state_ ^= state_ >> 31;
        state_ += 0x9e37'79b9'7f4a'7c15U;
        return state_ % bound;
    }

private:
    std::uint64_t state_;
};

// What is lost on the way. What a hub that was set back no longer knows and a disk that was lost
// held is known to nobody; so there is one or the other.
enum class Loss { hub, disks };

class World {
public:
    World(Loss loss, HubFaults faults) : loss_(loss), faults_(faults) {
        for (int i = 0; i < 4; ++i) {
            tills_.push_back({ModelTill("s004" + std::to_string(i) + "-pos1",
                                        static_cast<std::uint64_t>(i) + 1, truth_),
                              {},
                              {}});
        }
        start();
        RC_ASSERT(hub_->rights.fund(offer, LeaseUnit::count, budget).has_value());
        for (std::uint64_t serial = 1; serial <= coupons; ++serial) {
            RC_ASSERT(
                hub_->orders
                    .decide({"coupons", "fleet"}, {to_string(CouponRef{offer, serial}), "{}"}, now_)
                    .has_value());
        }
        // A copy that does not know a device knows nothing of what that was lent since.
        for (auto& line : tills_) {
            greet(line);
            exchange(line);
        }
        copy();
    }

    void step(std::uint64_t number) {
        Chance chance(number);
        auto& line = tills_[chance.below(tills_.size())];
        act(line, chance);
        if (++steps_ % 6 == 0) check();
    }

    // Every line is up, and everything that was said arrives.
    void settle() {
        for (int round = 0; round < 12; ++round) {
            for (auto& line : tills_) {
                greet(line);
                while (line.till.holds_anything_open()) line.till.close_one(round % 2 == 0);
                line.till.report();
                line.till.watermark(now_);
                exchange(line);
            }
            now_ += std::chrono::hours{2};
            check();
        }
        const auto out = hub_->pool().out;
        if (loss_ == Loss::hub) {
            if (out.spent != truth_.spent) show();
            RC_ASSERT(out.spent == truth_.spent);
        } else {
            RC_ASSERT(out.spent + out.in_doubt >= truth_.spent);
        }
    }

    void check() {
        for (const auto& what : hub_->wrong()) {
            show();
            RC_FAIL(what);
        }
        RC_ASSERT(truth_.spent <= budget);
        for (const auto& [ref, times] : truth_.used_by_right) RC_ASSERT(times == 1);
    }

    // What the books say, when they are wrong.
    void show() {
        if (faults_.reclaim_by_clock) return;
        for (const auto view : {view_campaigns, view_leases, view_rights, view_comparisons,
                                view_findings, view_forks, view_devices}) {
            for (const auto& row : hub_->look(view)) RC_LOG() << row << "\n";
        }
        for (const auto& line : tills_) {
            RC_LOG() << line.till.name() << ": " << line.till.unsent() << " not sent\n";
        }
    }

private:
    struct Line {
        ModelTill till;
        std::deque<HubMessage> down;
        std::deque<std::pair<UpKind, std::string>> up;
    };

    void start() {
        Incarnation life{};
        life.bytes[0] = static_cast<std::uint8_t>(++lives_);
        hub_ = std::make_unique<RightsBench>(path_, faults_, life);
        hub_->now = now_;
        auto statement = hub_->database().db().prepare(
            "INSERT OR REPLACE INTO incarnation(one, incarnation, mark) VALUES(1, ?1, 1)");
        RC_ASSERT(statement.bind(Blob{life.view()}).run().has_value());
        RC_ASSERT(hub_->database().db().run("PRAGMA synchronous = 0").has_value());
    }
    void copy() {
        RC_ASSERT(hub_->database().db().checkpoint(true).has_value());
        std::filesystem::copy_file(path_, folder_.file("copy.db"),
                                   std::filesystem::copy_options::overwrite_existing);
    }
    void set_back() {
        hub_.reset();
        for (const char* rest : {"-wal", "-shm"}) std::filesystem::remove(path_ + rest);
        std::filesystem::copy_file(folder_.file("copy.db"), path_,
                                   std::filesystem::copy_options::overwrite_existing);
        start();
        // What was on its way keeps its way: it is of another life.
    }

    void route(const std::vector<HubMessage>& messages) {
        for (const auto& message : messages) {
            for (auto& line : tills_) {
                const auto prefix = "down/" + line.till.name() + "/";
                if (message.topic.starts_with(prefix)) line.down.push_back(message);
            }
        }
    }
    void deliver(Line& line, UpKind kind, const std::string& payload) {
        hub_->now = now_;
        route(hub_->tell(line.till.name(), kind, payload));
    }
    void hear(Line& line, const HubMessage& message) {
        const auto& topic = message.topic;
        if (topic.ends_with("/command")) {
            line.till.command(*decode_command(message.payload), now_);
        } else if (topic.ends_with("/answer")) {
            line.till.answered(*decode_ask_answer(message.payload), now_);
        } else if (topic.ends_with("/ack")) {
            line.till.acked(*decode_ack(message.payload));
        }
    }

    // A new connection: what was on its way down before it is of the one that broke.
    void greet(Line& line) {
        line.down.clear();
        line.up.clear();
        deliver(line, UpKind::hello, encode(line.till.hello(now_)));
        if (line.down.empty()) return;
        line.till.welcomed(*decode_welcome(line.down.front().payload));
        line.down.pop_front();
    }
    void send(Line& line, Chance& chance) {
        if (const auto batch = line.till.some_events(1 + chance.below(12))) {
            line.up.emplace_back(UpKind::journal, encode(*batch));
        }
        if (const auto question = line.till.take_question()) {
            line.up.emplace_back(UpKind::ask, *question);
        }
    }
    void carry_up(Line& line, Chance& chance) {
        if (line.up.empty()) return;
        const auto at = static_cast<std::ptrdiff_t>(chance.below(line.up.size()));
        const auto message = line.up[static_cast<std::size_t>(at)];
        const auto luck = chance.below(8);
        if (luck != 1) line.up.erase(line.up.begin() + at);  // else it comes once more
        if (luck != 0) deliver(line, message.first, message.second);
    }
    void carry_down(Line& line, Chance& chance) {
        for (auto count = chance.below(6); count > 0 && !line.down.empty(); --count) {
            const auto message = line.down.front();
            line.down.pop_front();
            const auto luck = chance.below(10);
            if (luck != 0) hear(line, message);
            if (luck == 1) hear(line, message);
        }
    }
    // Until nobody has anything to say.
    void exchange(Line& line) {
        Chance chance(1);
        for (int turn = 0; turn < 40; ++turn) {
            send(line, chance);
            for (auto& other : tills_) {
                while (!other.up.empty()) {
                    const auto message = other.up.front();
                    other.up.pop_front();
                    deliver(other, message.first, message.second);
                }
                while (!other.down.empty()) {
                    const auto message = other.down.front();
                    other.down.pop_front();
                    hear(other, message);
                }
            }
            if (line.till.all_acked()) return;
        }
    }

    void act(Line& line, Chance& chance) {
        switch (chance.below(26)) {
            case 0:
            case 1:
                return greet(line);
            case 2:
            case 3:
            case 4:
            case 5:
                return send(line, chance);
            case 6:
            case 7:
            case 8:
            case 9:
                return carry_up(line, chance);
            case 10:
            case 11:
            case 12:
                return carry_down(line, chance);
            case 13:
            case 14:
            case 15:
            case 16:
                // A queue at the till.
                for (auto left = 1 + chance.below(5); left > 0; --left) {
                    line.till.present({offer, chance.below(2) * chance.below(coupons + 1)}, now_);
                }
                return;
            case 17:
            case 18:
                for (auto left = 1 + chance.below(6); left > 0; --left) {
                    line.till.close_one(chance.below(5) != 0);
                }
                return;
            case 19:
                line.till.wish();
                return line.till.report();
            case 20:
                now_ += std::chrono::minutes{chance.below(180)};
                return line.till.watermark(now_);
            case 21:
            case 22:
            case 23:
                return order(line, chance);
            case 24:
                return exchange(line);
            default:
                return harm(line, chance);
        }
    }
    void order(Line& line, Chance& chance) {
        hub_->now = now_;
        const auto end = now_ + std::chrono::hours{1 + chance.below(20)};
        const auto& name = line.till.name();
        switch (chance.below(8)) {
            case 0:
            case 1:
            case 2:
            case 3: {
                const auto units = static_cast<std::int64_t>(1 + chance.below(20));
                const auto lent =
                    hub_->rights.lend({name, offer, LeaseClass::quota, units, end}, now_);
                static_cast<void>(lent.has_value());
                break;
            }
            case 4:
                static_cast<void>(hub_->rights.recall(name, offer).has_value());
                break;
            default: {
                const CouponRef ref{offer, 1 + chance.below(coupons)};
                static_cast<void>(hub_->rights.put_right({ref, name, 1, end}).has_value());
                break;
            }
        }
        route(hub_->due());
    }
    void harm(Line& line, Chance& chance) {
        switch (chance.below(8)) {
            case 0:
                if (loss_ == Loss::hub) return set_back();
                line.till.wipe();
                return greet(line);
            case 1:
            case 2:
                return copy();
            default:
                return line.till.restart();
        }
    }

    Loss loss_;
    HubFaults faults_;
    ScratchFolder folder_;
    std::string path_ = folder_.file("hub.db");
    WallTime now_ = ManualClock::morning;
    int lives_ = 0;
    int steps_ = 0;
    std::unique_ptr<RightsBench> hub_;
    Truth truth_;
    std::vector<Line> tills_;
};

rc::Gen<std::vector<std::uint64_t>> schedules() {
    return rc::gen::resize(600, rc::gen::container<std::vector<std::uint64_t>>(
                                    rc::gen::inRange<std::uint64_t>(0, 1U << 30)));
}

void run(const std::vector<std::uint64_t>& schedule, Loss loss, HubFaults faults = {}) {
    World world(loss, faults);
    for (const auto number : schedule) world.step(number);
    world.settle();
}

// RC_PARAMS="seed=… max_success=…" runs the schedules of another day; the seed is printed.
class Budgets : public testing::Test {
protected:
    void SetUp() override { ::setenv("RC_PARAMS", "max_success=20", 0); }
};

TEST_F(Budgets, AreExactThoughTheHubIsSetBack) {
    EXPECT_TRUE(rc::check("budgets are exact", [] { run(*schedules(), Loss::hub); }));
}

TEST_F(Budgets, AreNeverOverspentThoughDisksAreLost) {
    EXPECT_TRUE(rc::check("budgets hold", [] { run(*schedules(), Loss::disks); }));
}

// The same schedules must find what is wrong with freeing leases by the clock.
TEST(BudgetsControl, FreedByTheClockTheyAreNot) {
    bool found = false;
    for (std::uint64_t seed = 0; seed < 40 && !found; ++seed) {
        Chance chance(seed);
        std::vector<std::uint64_t> schedule;
        for (int i = 0; i < 600; ++i) schedule.push_back(chance.below(1U << 30));
        try {
            run(schedule, Loss::hub, {.reclaim_by_clock = true});
        } catch (const rc::detail::CaseResult&) {
            found = true;
        }
    }
    EXPECT_TRUE(found);
}

}  // namespace
}  // namespace aisle
