// SPDX-License-Identifier: Apache-2.0
#include "agent/app/folder_lock.hpp"

#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace aisle {
namespace {

// A process of its own that runs `body` and then waits to be ended.
class Neighbour {
public:
    template <class Body>
    explicit Neighbour(Body body) {
        std::array<int, 2> pipe{};
        if (::pipe(pipe.data()) != 0) return;
        pid_ = ::fork();
        if (pid_ == 0) {
            const char good = body() ? 'y' : 'n';
            if (::write(pipe[1], &good, 1) == 1) ::pause();
            ::_exit(0);
        }
        ::close(pipe[1]);
        char answer = 'n';
        good_ = ::read(pipe[0], &answer, 1) == 1 && answer == 'y';
        ::close(pipe[0]);
    }
    ~Neighbour() { end(); }
    Neighbour(const Neighbour&) = delete;
    Neighbour& operator=(const Neighbour&) = delete;

    void end() {
        if (pid_ <= 0) return;
        ::kill(pid_, SIGKILL);
        ::waitpid(std::exchange(pid_, 0), nullptr, 0);
    }
    bool good() const { return good_; }
    pid_t pid() const { return pid_; }

private:
    pid_t pid_ = 0;
    bool good_ = false;
};

// As the kernel cuts it.
std::string own_name() {
    return std::string(program_invocation_short_name).substr(0, 15);
}

class Lock : public testing::Test {
protected:
    Result<FolderLock> take() const { return FolderLock::take(folder.path().string()); }

    ScratchFolder folder;
};

TEST_F(Lock, IsTakenOnceInAProcessAndSaysSo) {
    const auto first = take();
    ASSERT_TRUE(first) << first.error().what();
    const auto second = take();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().kind(), Errc::conflict);
    EXPECT_EQ(second.error().code(), "folder_in_use");
    EXPECT_NE(second.error().what().find("this program has it open already"), std::string::npos)
        << second.error().what();
}

TEST_F(Lock, IsFreeAgainWhenItsHolderLetsGo) {
    { ASSERT_TRUE(take()); }
    EXPECT_TRUE(take());
}

TEST_F(Lock, NamesTheProcessThatHasIt) {
    const Neighbour other([this] {
        auto taken = take();
        // Held until the process ends.
        static FolderLock kept;
        if (taken) kept = std::move(*taken);
        return taken.has_value();
    });
    ASSERT_TRUE(other.good());
    const auto mine = take();
    ASSERT_FALSE(mine);
    EXPECT_NE(mine.error().what().find("process " + std::to_string(other.pid()) + " (" +
                                       own_name() + ")"),
              std::string::npos)
        << mine.error().what();
}

TEST_F(Lock, IsReleasedByTheKernelWhenItsHolderIsKilled) {
    Neighbour other([this] {
        auto taken = take();
        static FolderLock kept;
        if (taken) kept = std::move(*taken);
        return taken.has_value();
    });
    ASSERT_TRUE(other.good());
    ASSERT_FALSE(take());
    other.end();
    EXPECT_TRUE(take());
}

TEST_F(Lock, LeavesNothingInTheFolder) {
    const auto lock = take();
    ASSERT_TRUE(lock);
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST_F(Lock, CannotBeHadWhereThereIsNoFolder) {
    const auto lock = FolderLock::take(folder.file("not/there"));
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().kind(), Errc::not_found);
}

}  // namespace
}  // namespace aisle
