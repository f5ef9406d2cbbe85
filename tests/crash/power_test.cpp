// SPDX-License-Identifier: Apache-2.0
// Pull the plug anywhere: what was said to be saved is there, and nothing is half there.
// Small workloads, cut at every operation, many disks each.
#include "tests/crash/power_checker.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>

namespace aisle {
namespace {

constexpr Lane ledger = Lane::ledger;
constexpr Lane touch = Lane::touch;

struct Workload {
    const char* name;
    void (*before)(Till&);  // not cut
    void (*run)(Till&);     // cut at every operation, the till's start included
    std::uint64_t budget_bytes = disk_budget_default;
    void (*damage)(DiskImage&) = nullptr;  // between the two
    bool forgets = false;                  // after it, what was told may be gone

    friend void PrintTo(const Workload& workload, std::ostream* out) { *out << workload.name; }
};

void nothing(Till&) {}

void a_working_day(Till& till) {
    till.capture(ledger, 6);
    till.capture(touch, 20);
    till.acknowledge(ledger, Seq{4});
    till.acknowledge(touch, Seq{8});
}

Page page_of(std::uint64_t generation, std::uint64_t after, const std::vector<std::string>& keys) {
    Page page{.feed = "tasks",
              .scope = "fleet",
              .generation = Generation(generation),
              .after = Cursor(after),
              .head = Cursor(after + keys.size()),
              .entries = {}};
    for (const auto& key : keys) {
        const std::string body =
            R"({"title":")" + key + R"(","text":")" + std::string(300, '.') + "\"}";
        page.entries.push_back({Cursor(++after), true, key, body});
    }
    return page;
}

std::vector<FeedHead> heads(std::uint64_t generation, std::uint64_t head) {
    return {{"tasks", "fleet", Generation(generation), Cursor(head)}};
}

void a_board_with_tasks(Till& till) {
    till.follow(heads(1, 3));
    Page page = page_of(1, 0, {"open", "clean", "count"});
    page.last = true;
    till.apply(page);
}

void a_board_and_a_day(Till& till) {
    a_board_with_tasks(till);
    till.complete_task("open");
    till.purchase("receipt-1");
    a_working_day(till);
}

void go_on(Till& till) {
    till.purchase("receipt-2");
    till.purchase("receipt-1");
}

constexpr const char* first_file = "state/journal-1.db";

void mark_as_damaged(DiskImage& image) {
    image["state/damaged"] = "journal-1.db: a row was not what its id says";
}

void spoil_a_page(DiskImage& image) {
    std::string& file = image.at(first_file);
    const auto event = file.find("io.aisle.scan.captured");
    ASSERT_NE(event, std::string::npos);
    file.replace(event / page_bytes * page_bytes, page_bytes, std::string(page_bytes, 'x'));
}

void spoil_the_header(DiskImage& image) {
    image.at(first_file).replace(0, 100, std::string(100, 'x'));
}

void say_newer(DiskImage& image) {
    image.at(first_file).replace(60, 4, std::string("\0\0\0\x63", 4));  // user_version
}

constexpr std::uint64_t full_till_bytes = 220'000;

void a_full_till(Till& till) {
    till.purchase("receipt-1");
    till.capture(touch, 30, 4000);
}

const Workload workloads[] = {
    {"FirstStart", nothing, [](Till& till) { till.capture(ledger, 1); }},
    {"Capture", a_working_day,
     [](Till& till) {
         till.capture(ledger, 1);
         till.capture(touch, 1);
         till.capture(ledger, 3);
         till.capture(touch, 5);
     }},
    {"LargeEvents", a_working_day,
     [](Till& till) {
         till.capture(ledger, 1, 20'000);
         till.capture(ledger, 2, 5'000);
     }},
    {"Checkpoint", a_working_day,
     [](Till& till) {
         till.capture(ledger, 2);
         till.checkpoint(false);
         till.capture(ledger, 1);
         till.checkpoint(true);
         till.capture(touch, 2);
         till.checkpoint(false);
         till.capture(ledger, 1);
     }},
    {"Acknowledge", a_working_day,
     [](Till& till) {
         till.acknowledge(ledger, Seq{5});
         till.capture(ledger, 2);
         till.acknowledge(touch, Seq{20});
         till.acknowledge(ledger, Seq{8});
     }},
    {"Trim", a_working_day,
     [](Till& till) {
         till.trim(ledger, Seq{3});
         till.capture(ledger, 1);
         till.trim(touch, Seq{8});
         till.checkpoint(false);
         till.shrink();
         till.capture(touch, 1);
     }},
    {"Evict", a_working_day,
     [](Till& till) {
         till.evict(4);
         till.capture(touch, 2);
         till.evict(3);
         till.shrink();
         till.acknowledge(touch, Seq{14});
     }},
    {"Quarantine", a_working_day,
     [](Till& till) {
         till.quarantine(ledger, Seq{5});
         till.capture(ledger, 1);
         till.quarantine(touch, Seq{12});
         till.acknowledge(ledger, Seq{6});
     }},
    {"RewindAndFork", a_working_day,
     [](Till& till) {
         till.trim(ledger, Seq{2});
         till.rewind(ledger, Seq{1});
         till.capture(ledger, 1);
         till.fork();
         till.capture(ledger, 1);
     }},
    {"Counter", a_board_with_tasks,
     [](Till& till) {
         till.purchase("receipt-1");
         till.sign_up("form-1");
         till.complete_task("clean");
         till.scan("https://id.example/01/04006381333931");
         till.purchase("receipt-1");
     }},
    {"Budget", a_full_till,
     [](Till& till) {
         for (int i = 0; i < 4; ++i) till.scan(std::string(4000, 'b'));
         till.purchase("receipt-2");
     },
     full_till_bytes},
    {"SalvageWhole", a_board_and_a_day, go_on, disk_budget_default, mark_as_damaged},
    {"SalvageTornPage", a_board_and_a_day, go_on, disk_budget_default, spoil_a_page, true},
    {"SalvageNothing", a_board_and_a_day, go_on, disk_budget_default, spoil_the_header, true},
    {"NewerFile", a_board_and_a_day, go_on, disk_budget_default, say_newer, true},
    {"FeedPages", a_board_with_tasks,
     [](Till& till) {
         till.apply(page_of(1, 3, {"stock", "clean"}));
         Page removal = page_of(1, 5, {"open"});
         removal.entries.front().put = false;
         till.apply(removal);
         till.apply(page_of(1, 3, {"stock", "clean"}));
         till.capture(ledger, 1);
         Page poison = page_of(1, 6, {"broken"});
         poison.entries.front().body = "[]";
         till.apply(poison);
     }},
    {"FeedGenerations", a_board_with_tasks,
     [](Till& till) {
         till.follow(heads(2, 4));
         till.apply(page_of(2, 0, {"fresh-1", "fresh-2"}));
         till.capture(touch, 1);
         Page last = page_of(2, 2, {"fresh-3", "fresh-4"});
         last.last = true;
         till.apply(last);
         till.follow({});
     }},
    {"Restart", a_working_day,
     [](Till& till) {
         till.capture(ledger, 1);
         till.restart();
         till.capture(ledger, 1);
         till.restart();
         till.capture(touch, 1);
     }},
};

// How the till had ended when the workload begins.
enum class Ending { stopped, killed };

// What a workload begins with: a till that has worked, stopped or was killed, and perhaps harmed.
struct Start {
    Story story;
    DiskImage image;

    Start(const Workload& workload, Ending ending) {
        // WAL salts come from SQLite's own generator; seeded, a run is the same run every time.
        sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 42, nullptr);
        if (workload.before == nothing) return;
        CrashDisk disk;
        Till till(disk);
        EXPECT_TRUE(till.open());
        till.tell(story);
        workload.before(till);
        EXPECT_EQ(story.refused, 0U) << story.refusal;
        story.begin_here();
        image = disk.image();
        till.close();
        if (ending == Ending::stopped) image = disk.image();
        if (workload.damage) workload.damage(image);
        if (workload.forgets) story.told.clear();
    }
};

// A workload that ran once, and the disk that remembers it.
struct Recording {
    Story story;
    CrashDisk disk;
    std::uint64_t evicted = 0;

    Recording(const Workload& workload, const Start& start, TillOptions options = {},
              std::optional<DiskFault> fault = {})
        : story(start.story), disk(start.image) {
        options.budget_bytes = workload.budget_bytes;
        options.birth_seed = 2;
        Till till(disk, options);
        if (fault) disk.plant(*fault);
        if (!till.open()) return;
        till.tell(story);
        workload.run(till);
        evicted = till.metrics().get(Count::journal_evicted);
    }
};

// Of each workload and ending, so that the suite looks at 100,000 and more in all.
// AISLE_CRASH_STATES asks for fewer, or for very many.
std::size_t states_wanted() {
    const char* asked = std::getenv("AISLE_CRASH_STATES");
    return asked ? static_cast<std::size_t>(std::atoll(asked)) : 2'600;
}

PowerChecker::Verdict cut_power(const Workload& workload, Ending ending, std::size_t states,
                                TillOptions options = {}) {
    const Recording recording(workload, Start(workload, ending), options);
    EXPECT_EQ(recording.story.refused, 0U) << recording.story.refusal;
    PowerChecker checker(recording.story);
    explore(recording.disk, {.states_wanted = states},
            [&](CrashState& state) { checker.look(state); });
    return checker.verdict();
}

class Power : public testing::TestWithParam<Workload> {
protected:
    // Every verdict comes by here.
    static void expect_kept(const PowerChecker::Verdict& verdict, std::size_t states_min) {
        states_ += verdict.states;
        EXPECT_GE(verdict.states, states_min);
        EXPECT_EQ(verdict.wrong(), 0U) << verdict.text();
    }
    static void TearDownTestSuite() { std::printf("%zu crash states looked at\n", states_); }

private:
    static inline std::size_t states_ = 0;
};

TEST_P(Power, CutAnywhereAfterACleanStopLosesAndTearsNothing) {
    expect_kept(cut_power(GetParam(), Ending::stopped, states_wanted()), states_wanted());
}

TEST_P(Power, CutAnywhereAfterAKillLosesAndTearsNothing) {
    if (GetParam().before == nothing) GTEST_SKIP() << "there was nothing to kill";
    if (GetParam().damage) GTEST_SKIP() << "the damage is done to a file at rest";
    expect_kept(cut_power(GetParam(), Ending::killed, states_wanted()), states_wanted());
}

// The power goes, comes back, and goes again while the till recovers and writes on.
TEST_P(Power, CutAgainDuringRecoveryLosesAndTearsNothing) {
    const Recording recording(GetParam(), Start(GetParam(), Ending::stopped));
    PowerChecker checker(recording.story);
    explore(recording.disk, {.losses = {Loss::sectors}}, [&](CrashState& first) {
        // A salvage writes so much that a few first cuts make thousands of second ones.
        if (first.operation % (GetParam().damage ? 8 : 2) != 0) return;
        CrashDisk disk(first.image);
        {
            Till till(disk, {.birth_seed = 2});
            ASSERT_TRUE(till.open());
            till.checkpoint(true);
        }
        explore(disk, {.losses = {Loss::everything, Loss::writes, Loss::sectors}},
                [&](CrashState& second) {
                    second.promises = first.promises;
                    second.seed = first.seed;
                    checker.look(second);
                });
    });
    expect_kept(checker.verdict(), 50);
}

// Each call to the disk fails in turn, and then the power goes.
PowerChecker::Verdict fail_every_call(const Workload& workload, DiskFault fault) {
    PowerChecker::Verdict all;
    const Start start(workload, workload.damage ? Ending::stopped : Ending::killed);
    for (fault.nth = 1;; ++fault.nth) {
        const Recording recording(workload, start, {}, fault);
        if (!recording.disk.tripped()) break;
        PowerChecker checker(recording.story, false);
        PowerCut cut(recording.disk);
        while (cut.step()) continue;
        SeededEntropy dice(fault.nth);
        for (const Loss loss : {Loss::everything, Loss::sectors}) {
            CrashState state{.image = cut.disk(loss, dice).image,
                             .promises = cut.promises(),
                             .operation = fault.nth,
                             .loss = loss};
            checker.look(state);
        }
        all.add(checker.verdict());
    }
    return all;
}

TEST_P(Power, AFailingCallLosesAndTearsNothing) {
    if (GetParam().before == nothing) GTEST_SKIP() << "nothing was told yet";
    // A read that fails while a damaged file is carried over is what damage is.
    const auto calls = GetParam().damage
                           ? std::vector{DiskCall::write, DiskCall::sync, DiskCall::remove}
                           : std::vector{DiskCall::any};
    PowerChecker::Verdict verdict;
    for (const DiskCall call : calls) {
        for (const bool for_ever : {false, true}) {
            verdict.add(fail_every_call(GetParam(), {.call = call, .for_ever = for_ever}));
        }
    }
    verdict.add(fail_every_call(
        GetParam(), {.call = DiskCall::write, .for_ever = true, .answer = DiskAnswer::full}));
    expect_kept(verdict, 60);
}

INSTANTIATE_TEST_SUITE_P(Workloads, Power, testing::ValuesIn(workloads),
                         [](const auto& test) { return std::string(test.param.name); });

const Workload& workload_named(std::string_view name) {
    return *std::find_if(std::begin(workloads), std::end(workloads),
                         [name](const Workload& one) { return one.name == name; });
}

TEST(PowerWorkloads, ABudgetReallyEvicts) {
    const auto& workload = workload_named("Budget");
    const Recording recording(workload, Start(workload, Ending::stopped));
    EXPECT_EQ(recording.story.refused, 0U) << recording.story.refusal;
    EXPECT_GT(recording.evicted, 0U);
}

TEST(PowerWorkloads, ANewerProgramsFileIsLeftAsItWas) {
    const auto& workload = workload_named("NewerFile");
    const Start start(workload, Ending::stopped);
    const Recording recording(workload, start);
    EXPECT_EQ(recording.story.refused, 0U) << recording.story.refusal;
    EXPECT_TRUE(recording.disk.image().at(first_file) == start.image.at(first_file));
}

TEST(PowerControl, NormalSyncIsCaught) {
    const auto verdict =
        cut_power(workload_named("Capture"), Ending::stopped, 500, {.syncs_every_commit = false});
    EXPECT_GT(verdict.lost, 0U) << verdict.text();
    EXPECT_EQ(verdict.broken + verdict.halves, 0U) << verdict.text();
}

TEST(PowerControl, AnAnswerBeforeTheCommitIsCaught) {
    const auto verdict =
        cut_power(workload_named("Capture"), Ending::stopped, 500, {.answers_early = true});
    EXPECT_GT(verdict.lost, 0U) << verdict.text();
    EXPECT_EQ(verdict.broken + verdict.halves, 0U) << verdict.text();
}

}  // namespace
}  // namespace aisle
