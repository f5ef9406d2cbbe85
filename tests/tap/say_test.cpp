// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/say.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>

#include <array>
#include <csignal>
#include <string>
#include <utility>

namespace aisle {
namespace {

class Journal {
public:
    Journal() { EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0); }
    ~Journal() {
        end();
        ::close(ends_[1]);
    }
    int fd() const { return ends_[1]; }
    std::string read(std::size_t size) const {
        std::string got(size, '\0');
        const auto count = ::read(ends_[0], got.data(), size);
        got.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
        return got;
    }
    void end() {
        if (ends_[0] >= 0) ::close(std::exchange(ends_[0], -1));
    }

private:
    std::array<int, 2> ends_{-1, -1};
};

TEST(Say, IsALineThatNamesWhoSpeaks) {
    const Journal journal;
    EXPECT_TRUE(say("nobody reads", journal.fd()));
    EXPECT_EQ(journal.read(100), "aisle-tap: nobody reads\n");
}

// Without the mend this test does not end.
TEST(Say, WaitsForNoJournal) {
    const Journal journal;
    const std::string words(1000, 'x');
    std::size_t lines = 0;
    while (say(words, journal.fd())) ++lines;
    EXPECT_GT(lines, 0u);
    while (lines-- > 0) journal.read(words.size() + 12);
    EXPECT_TRUE(say(words, journal.fd())) << "it takes something again";
}

TEST(Say, DoesWithoutAJournalThatIsGone) {
    std::signal(SIGPIPE, SIG_IGN);
    Journal journal;
    journal.end();
    EXPECT_FALSE(say("nobody reads", journal.fd()));
}

}  // namespace
}  // namespace aisle
