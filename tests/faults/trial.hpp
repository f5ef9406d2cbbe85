// SPDX-License-Identifier: Apache-2.0
// A workload lived through while one thing goes wrong, and the judgement of it: what must hold
// whatever call failed.
//
//  - the till does not crash, and each refusal says in words what it was about, and its code;
//  - a refused commit left nothing, or (when it is the disk's word that failed) all of itself;
//  - when the trouble is over the next capture works: at once if the store lives, after a restart
//    if it says that it is dead or could not be opened;
//  - what was told is there, in its place and byte for byte: after a kill, after a power cut at the
//    moment when the trouble ended, and after one when the till has gone on from there.
#pragma once

#include "tests/crash/power_checker.hpp"
#include "tests/crash/workload.hpp"

#include <cstddef>
#include <functional>
#include <string>

namespace aisle {

// A kind of call that goes wrong.
struct Trouble {
    std::string name;
    std::function<void(CrashDisk&, std::size_t nth)> begin;  // counted from 1
    std::function<std::size_t(const CrashDisk&)> calls;      // that there were since
    std::function<void(CrashDisk&)> end;
    // The store must not die of it: room and memory come back.
    bool passes = false;
    // Points tried of a run with more calls, spread over it; AISLE_FAULTS_POINTS asks for others.
    std::size_t points_max = 0;
};

struct TrialCount {
    std::size_t calls = 0;    // that could fail
    std::size_t points = 0;   // of them, failed, each in a run of its own
    std::size_t unheard = 0;  // of them, nobody was refused anything
    std::size_t closed = 0;   // the state could not be opened meanwhile
    std::size_t died = 0;     // the store asked for a restart
    std::size_t resumed = 0;  // it went on without one, after a refusal
    std::size_t unclear = 0;  // refusals that do not say what they are about
    std::size_t halves = 0;   // refused, and there in part
    std::size_t stuck = 0;    // no capture afterwards, or a death where none was due
    PowerChecker::Verdict kept;
    std::string first_wrong;

    std::size_t wrong() const { return unclear + halves + stuck + kept.wrong(); }
    std::string text() const;
};

class Trial {
public:
    // `opens_undisturbed`: the trouble begins when the till is open.
    Trial(const Workload& workload, bool opens_undisturbed, TillOptions options = {});

    // Each of these calls goes wrong, in a run of its own.
    void live_through(const Trouble& trouble);
    const TrialCount& count() const { return count_; }

private:
    struct Day;
    void live(Till& till, Day& day, const Trouble& trouble, std::size_t nth);
    void fail(const Trouble& trouble, std::size_t nth);
    void judge_words(const Day& day);
    void judge_doubts(const Day& day);
    void judge_resumption(Till& till, Day& day, bool passes);
    void judge_tables(const Till& till, const Day& day);
    void judge_power_cut(const Day& day, std::size_t operations);
    void blame(std::size_t& count, const std::string& what);

    const Workload& workload_;
    bool opens_undisturbed_;
    TillOptions options_;
    Start start_;
    Story undisturbed_;
    std::string name_;  // of the trouble at hand
    TrialCount count_;
};

}  // namespace aisle
