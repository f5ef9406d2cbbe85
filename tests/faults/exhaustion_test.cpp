// SPDX-License-Identifier: Apache-2.0
// Our own code runs out of memory, at any of its allocations: the process says so and ends, and
// what was told before is there when it starts again. Each time in a process of its own.
#include "agent/app/process.hpp"
#include "tests/crash/power_checker.hpp"
#include "tests/crash/workload.hpp"
#include "tests/faults/short_memory.hpp"
#include "tests/support/scratch_folder.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>

namespace aisle {
namespace {

constexpr std::size_t ends_a_workload = 24;

// What a process heard before its end, where the end does not reach it.
class Hearing {
public:
    Hearing() {
        void* memory = mmap(nullptr, sizeof(Heard), PROT_READ | PROT_WRITE,
                            MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        CHECK(memory != MAP_FAILED, "memory to share");
        heard_ = static_cast<Heard*>(memory);
    }
    ~Hearing() { munmap(heard_, sizeof(Heard)); }
    Hearing(const Hearing&) = delete;
    Hearing& operator=(const Hearing&) = delete;

    void forget() { heard_->count = 0; }
    void hear(const Story::Told& told) {
        CHECK(heard_->count < heard_->told.size(), "the workloads are small");
        auto& one = heard_->told[heard_->count];
        CHECK(told.bytes.size() <= one.bytes.size(), "the workloads' events are small");
        one.receipt = told.receipt;
        one.size = told.bytes.size();
        std::copy(told.bytes.begin(), told.bytes.end(), one.bytes.begin());
        ++heard_->count;
    }
    void add_to(Story& story) const {
        for (std::size_t i = 0; i < heard_->count; ++i) {
            const auto& one = heard_->told[i];
            story.told.push_back({one.receipt, std::string(one.bytes.data(), one.size), 0});
        }
    }
    std::size_t& allocations() { return heard_->allocations; }

private:
    struct One {
        Receipt receipt;
        std::size_t size;
        std::array<char, 32 * KiB> bytes;
    };
    struct Heard {
        std::size_t allocations;
        std::size_t count;
        std::array<One, 64> told;
    };
    Heard* heard_;
};

struct Ended {
    int status = 0;
    std::string said;
};

class Exhaustion : public testing::TestWithParam<Workload> {
protected:
    static void TearDownTestSuite() { std::printf("%zu processes ran out of memory\n", ended_); }

    // The workload on a real folder, in a process whose memory ends at the n-th allocation.
    Ended run(std::size_t nth, const TillOptions& options = {}) {
        put_image();
        hearing_.forget();
        const std::string said = folder_.file("said");
        std::filesystem::remove(said);
        std::fflush(nullptr);
        const pid_t child = fork();
        if (child == 0) live(nth, said, options);
        Ended ended;
        waitpid(child, &ended.status, 0);
        ended.said = read_whole(said);
        return ended;
    }

    // What is on the disk now, against what was heard.
    PowerChecker::Verdict look() {
        Story story = start_.story;
        hearing_.add_to(story);
        CrashState state;
        for (const auto& entry : std::filesystem::directory_iterator(folder_.file("state"))) {
            const std::string name = entry.path().filename().string();
            if (!name.ends_with("-shm")) state.image["state/" + name] = read_whole(entry.path());
        }
        PowerChecker checker(story, false);
        checker.look(state);
        return checker.verdict();
    }

    void expect_one_line_and_the_end(std::size_t nth) {
        const Ended ended = run(nth);
        ASSERT_TRUE(WIFEXITED(ended.status)) << "a signal: " << ended.status << "\n" << ended.said;
        EXPECT_EQ(WEXITSTATUS(ended.status), EXIT_FAILURE);
        EXPECT_EQ(ended.said, "aisle: out of memory; ending, to be started again\n");
        ++ended_;
    }

    Hearing hearing_;

private:
    void put_image() {
        std::filesystem::remove_all(folder_.file("state"));
        std::filesystem::create_directory(folder_.file("state"));
        for (const auto& [name, bytes] : start_.image) folder_.write(name, bytes);
    }

    [[noreturn]] void live(std::size_t nth, const std::string& said, TillOptions options) {
        prepare_process();
        const int out = open(said.c_str(), O_WRONLY | O_CREAT, 0600);
        dup2(out, STDERR_FILENO);
        options.budget_bytes = GetParam().budget_bytes;
        options.birth_seed = 2;
        options.syncs_every_commit = false;  // the machine stays up
        options.told = [this](const Story::Told& told) { hearing_.hear(told); };
        Story story;
        Till till(folder_.file("state"), options);
        ShortMemory::end_at(nth);
        if (till.open()) {
            till.tell(story);
            GetParam().run(till);
        }
        hearing_.allocations() = ShortMemory::allocations();
        _exit(EXIT_SUCCESS);
    }

    ScratchFolder folder_;
    Start start_{GetParam(), GetParam().damage ? Ending::stopped : Ending::killed};
    static inline std::size_t ended_ = 0;
};

TEST_P(Exhaustion, SaysSoEndsAndHasKeptWhatWasTold) {
    ASSERT_EQ(run(0).status, 0);
    const std::size_t all = hearing_.allocations();
    ASSERT_GT(all, ends_a_workload);
    PowerChecker::Verdict kept = look();
    SeededEntropy dice(1);
    for (std::size_t part = 0; part < ends_a_workload; ++part) {
        // One of each part, so that the whole run is seen.
        const std::size_t first = all * part / ends_a_workload;
        const std::size_t next = all * (part + 1) / ends_a_workload;
        const auto nth = first + 1 + static_cast<std::size_t>(dice.below(next - first));
        SCOPED_TRACE("allocation " + std::to_string(nth) + " of " + std::to_string(all));
        expect_one_line_and_the_end(nth);
        kept.add(look());
    }
    EXPECT_EQ(kept.wrong(), 0U) << kept.text();
    std::printf("%zu allocations, %zu ends\n", all, ends_a_workload);
}

INSTANTIATE_TEST_SUITE_P(Workloads, Exhaustion,
                         testing::ValuesIn(workloads().begin(), workloads().end()),
                         [](const auto& test) { return std::string(test.param.name); });

class ExhaustionControl : public Exhaustion {};

TEST_P(ExhaustionControl, AnAnswerBeforeTheCommitIsCaught) {
    PowerChecker::Verdict kept;
    ASSERT_EQ(run(0).status, 0);
    const std::size_t all = hearing_.allocations();
    for (std::size_t nth = all; nth > 0 && kept.wrong() == 0; --nth) {
        run(nth, {.answers_early = true});
        kept.add(look());
    }
    EXPECT_GT(kept.untrue, 0U) << kept.text();
}

INSTANTIATE_TEST_SUITE_P(Workloads, ExhaustionControl,
                         testing::Values(workload_named("LargeEvents")),
                         [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace aisle
