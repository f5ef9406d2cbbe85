// SPDX-License-Identifier: Apache-2.0
#include "tests/faults/trial.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace aisle {
namespace {

constexpr std::size_t never = SIZE_MAX;

std::size_t asked(const char* name, std::size_t otherwise) {
    const char* text = std::getenv(name);
    return text ? static_cast<std::size_t>(std::strtoull(text, nullptr, 10)) : otherwise;
}

// 0 asks for all.
std::size_t points_wanted(std::size_t otherwise) {
    const std::size_t wanted = asked("AISLE_FAULTS_POINTS", otherwise);
    return wanted == 0 ? SIZE_MAX : wanted;
}

// Whether the error is the world's: a refusal of what an earlier refusal left out is not.
bool is_of_the_world(const Error& error) {
    constexpr std::array world{Errc::full, Errc::io, Errc::dead, Errc::corrupt, Errc::denied};
    return std::ranges::find(world, error.kind()) != world.end() ||
           error.kind() == Errc::unavailable;
}

// It names the file, and its code is a word that programs may rely on.
bool is_clear(const Error& error) {
    const std::string& what = error.what();
    constexpr std::array names{"journal-1", "journal-2", "current", "damaged", "state:", "schema"};
    const bool named = std::ranges::any_of(
        names, [&what](const char* name) { return what.find(name) != std::string::npos; });
    switch (error.kind()) {
        case Errc::full:
            return named && error.code() == "disk_full";
        case Errc::dead:
            return named && error.code() == "store_dead";
        default:
            return named && !error.code().empty();
    }
}

}  // namespace

// What a run left, and where it stood when the trouble was over.
struct Trial::Day {
    explicit Day(const Start& start) : story(start.story), disk(start.image) {}

    Story story;
    CrashDisk disk;
    std::optional<Error> not_opened;
    std::size_t operations = 0;  // of the disk, when the trouble was over
};

Trial::Trial(const Workload& workload, bool opens_undisturbed, TillOptions options)
    : workload_(workload),
      opens_undisturbed_(opens_undisturbed),
      options_(std::move(options)),
      // Damage is done to a file at rest.
      start_(workload, workload.damage ? Ending::stopped : Ending::killed),
      undisturbed_(Recording(workload, start_).story) {
    options_.budget_bytes = workload.budget_bytes;
    options_.birth_seed = 2;
}

void Trial::live_through(const Trouble& trouble) {
    std::size_t calls = 0;
    {
        Day day(start_);
        Till till(day.disk, options_);
        live(till, day, trouble, never);
        calls = trouble.calls(day.disk);
        trouble.end(day.disk);
    }
    count_.calls += calls;
    const std::size_t points = std::min(calls, points_wanted(trouble.points_max));
    SeededEntropy dice(asked("AISLE_FAULTS_SEED", 1));
    for (std::size_t part = 0; part < points; ++part) {
        // One of each part of the run.
        const std::size_t first = calls * part / points;
        const std::size_t next = calls * (part + 1) / points;
        fail(trouble, first + 1 + static_cast<std::size_t>(dice.below(next - first)));
    }
}

void Trial::live(Till& till, Day& day, const Trouble& trouble, std::size_t nth) {
    if (!opens_undisturbed_) trouble.begin(day.disk, nth);
    if (const auto opened = till.open(); !opened) {
        day.not_opened = opened.error();
        return;
    }
    if (opens_undisturbed_) trouble.begin(day.disk, nth);
    till.tell(day.story);
    workload_.run(till);
}

void Trial::fail(const Trouble& trouble, std::size_t nth) {
    name_ = std::string(workload_.name) + ", " + trouble.name + " at call " + std::to_string(nth);
    ++count_.points;
    Day day(start_);
    Till till(day.disk, options_);
    live(till, day, trouble, nth);
    trouble.end(day.disk);
    day.operations = day.disk.log().size();
    judge_words(day);
    judge_doubts(day);
    judge_resumption(till, day, trouble.passes);
    if (till.opened()) judge_tables(till, day);
    if (day.disk.tripped_at_change()) {
        judge_power_cut(day, day.operations);
        judge_power_cut(day, day.disk.log().size());
    }
    if (count_.first_wrong.empty() && count_.kept.wrong() > 0) {
        count_.first_wrong = name_ + ": " + count_.kept.text();
    }
}

void Trial::judge_words(const Day& day) {
    if (!day.not_opened && day.story.refusals.empty()) ++count_.unheard;
    if (day.not_opened && !is_clear(*day.not_opened)) {
        blame(count_.unclear, "it does not open: " + day.not_opened->what());
    }
    for (const auto& refusal : day.story.refusals) {
        if (is_of_the_world(refusal) && !is_clear(refusal)) {
            blame(count_.unclear, std::string(refusal.code()) + ": " + refusal.what());
        }
    }
}

// A commit whose last word failed may be whole on the disk all the same. It is then the one that
// the undisturbed run made at this place.
void Trial::judge_doubts(const Day& day) {
    for (const auto& doubt : day.story.doubts) {
        const std::size_t next = doubt.promises + 1;
        const bool whole =
            next < undisturbed_.states.size() && undisturbed_.states[next] == doubt.found;
        if (!whole) {
            blame(count_.halves, "after promise " + std::to_string(doubt.promises) + ": " +
                                     day.story.last_refusal());
        }
    }
}

void Trial::judge_resumption(Till& till, Day& day, bool passes) {
    if (till.dead()) {
        ++count_.died;
        if (passes) blame(count_.stuck, "the store died: " + day.story.last_refusal());
    } else if (till.opened()) {
        count_.resumed += day.story.refusals.empty() ? 0 : 1;
    }
    if (till.dead() || !till.opened()) {
        // Most processes that die do not get to tidy up.
        if (count_.points % 2 == 0) day.disk.leave();
        till.close();
        day.disk.come_back();
        if (day.not_opened) ++count_.closed;
        if (const auto opened = till.open(); !opened) {
            return blame(count_.stuck, "it does not open any more: " + opened.error().what());
        }
        if (day.not_opened) till.tell(day.story);
    }
    const std::size_t refusals = day.story.refusals.size();
    till.capture(Lane::ledger, 1);
    if (day.story.refusals.size() > refusals) {
        blame(count_.stuck, "captures no more: " + day.story.last_refusal());
    }
}

void Trial::judge_tables(const Till& till, const Day& day) {
    PowerChecker killed(day.story);
    killed.look_at_tables({.image = day.disk.image(), .promises = day.story.states.size() - 1},
                          till.path());
    count_.kept.add(killed.verdict());
}

// `operations` had been done by then.
void Trial::judge_power_cut(const Day& day, std::size_t operations) {
    PowerChecker unplugged(day.story, false);
    PowerCut cut(day.disk);
    while (cut.operation() < operations && cut.step()) continue;
    SeededEntropy dice(count_.points);
    const Loss loss = count_.points % 2 == 0 ? Loss::everything : Loss::sectors;
    CrashState left{.image = cut.disk(loss, dice).image,
                    .promises = cut.promises(),
                    .operation = cut.operation(),
                    .loss = loss};
    unplugged.look(left);
    count_.kept.add(unplugged.verdict());
}

void Trial::blame(std::size_t& count, const std::string& what) {
    ++count;
    if (count_.first_wrong.empty()) count_.first_wrong = name_ + ": " + what;
}

std::string TrialCount::text() const {
    return std::to_string(points) + " of " + std::to_string(calls) +
           " calls failed: " + std::to_string(unheard) + " unheard, " + std::to_string(closed) +
           " not opened, " + std::to_string(died) + " died, " + std::to_string(resumed) +
           " resumed; " + std::to_string(unclear) + " unclear, " + std::to_string(halves) +
           " halves, " + std::to_string(stuck) + " stuck, " + std::to_string(kept.wrong()) +
           " not kept of " + std::to_string(kept.states) + " disks" +
           (first_wrong.empty() ? "" : "; first: " + first_wrong);
}

}  // namespace aisle
