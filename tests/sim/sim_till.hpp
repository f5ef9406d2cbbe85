// SPDX-License-Identifier: Apache-2.0
// Who captures at one device: a till that asks again with the same id until it has an answer, a
// scanner that types once and hears nothing, a clerk who completes tasks. What was answered is
// evidence, and so is what was said and never answered. One World.
#pragma once

#include "agent/books/desk.hpp"
#include "agent/books/task_desk.hpp"
#include "tests/sim/world.hpp"
#include "tests/support/checker.hpp"

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace aisle {

// What the forms of all devices show, as central decided it on the first day. Until it is there a
// sign-up is refused, and asked for again.
inline constexpr std::string_view notice_text = "We remember your card.";

// What a till may ask.
struct SimDesks {
    Desk& desk;
    TaskDesk& tasks;
};

class SimTill {
public:
    // `name` keeps the ids of tills apart.
    SimTill(World& world, std::string name, Evidence& evidence);

    // ---- Each wants one thing more; nothing is said yet ----

    void want_scan(std::size_t bytes = 0);
    void want_purchase(std::size_t lines);
    void want_sign_up();
    void want_task_done(const std::string& key);

    // Says what is not under way. `open` is how long the desk's process lives.
    void ask(const SimDesks& desks, const Lifetime& open);
    // The scanner: no id, no second try.
    void type(Desk& desk, const Lifetime& open, MonoTime at);

    // What waits for an answer is taken back, except as something that may have happened.
    void give_up();
    // The same for a wish that was asked for, answered by what the disk remembers of it.
    struct Remembered {
        std::string request;  // "purchase:sale-a7"
        Answered answered;    // without its mark
        std::string member;
    };
    void settle_by(const std::vector<Remembered>& rows);

    bool settled() const { return wishes_.empty(); }
    std::size_t waiting() const { return wishes_.size(); }
    void begin_life(int life) { life_ = life; }
    const std::string& last_refusal() const { return last_refusal_; }

private:
    enum class Kind { scan, purchase, sign_up, task };
    struct Wish {
        Kind kind = Kind::scan;
        std::string id;
        std::string body;
        std::string mark;
        std::string key;  // of a task
        bool asked = false;
    };
    void say(std::uint64_t number, const Wish& wish, const SimDesks& desks, const Lifetime& open);
    void hear(std::uint64_t number, const Result<Accepted>& told);
    void want(Kind kind, std::string id, std::string body, std::string mark);
    void keep(const Accepted& accepted, const std::string& mark);

    World& world_;
    std::string name_;
    Evidence& evidence_;
    int life_ = 0;
    std::uint64_t count_ = 0;
    std::string last_refusal_;
    std::map<std::uint64_t, Wish> wishes_;  // without an answer yet
    std::set<std::uint64_t> under_way_;
    std::uint64_t asked_in_ = 0;  // the life of the process that was asked
};

}  // namespace aisle
