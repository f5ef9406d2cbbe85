// SPDX-License-Identifier: Apache-2.0
#include "drivers/tails.hpp"

#include "tests/support/scratch_folder.hpp"
#include "tests/support/test_loop.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace aisle {
namespace {

struct TailsTest : testing::Test {
    ~TailsTest() override { tails.stop(); }

    TailReader reader(const std::string& path) {
        JournalTemplate form;
        form.format = JournalFormat::jsonl;
        return TailReader(TailOptions{"journal", path, form, {"pos1", {"s1", "EUR", "DE", {}}}},
                          {});
    }
    void start(std::vector<TailReader> readers) {
        TailEvents events;
        events.read = [this](std::size_t journal, std::vector<ReadRecord> records) {
            loop.post()([this, journal, records = std::move(records)] {
                const auto saved = std::min(save, records.size());
                for (std::size_t i = 0; i < saved; ++i) told.push_back(records[i].record.line);
                save -= saved;
                tails.settle(journal, saved);
            });
        };
        events.changed = [this](std::size_t, const std::string& text) {
            loop.post()([this, text] { troubles.push_back(text); });
        };
        ASSERT_TRUE(tails.start(std::move(readers), std::move(events)));
    }
    void write(const std::string& bytes) {
        std::ofstream(folder.file("j"), std::ios::binary | std::ios::app) << bytes;
    }
    bool comes(std::size_t count) {
        return loop.run_until([&] { return told.size() == count; });
    }

    ScratchFolder folder;
    SystemClock clock;
    TestLoop loop;
    Tails tails{clock};
    std::size_t save = 1000;
    std::vector<std::uint64_t> told;  // the lines
    std::vector<std::string> troubles;
};

TEST_F(TailsTest, TellsWhatIsWrittenWhenItIsWritten) {
    std::vector<TailReader> readers;
    readers.push_back(reader(folder.file("j")));
    start(std::move(readers));
    ASSERT_TRUE(loop.run_until([&] { return troubles.size() == 1; })) << "it is not there yet";
    write("{\"a\":1}\n");
    ASSERT_TRUE(comes(1));
    write("{\"a\":2}\n{\"a\":3}\n");
    ASSERT_TRUE(comes(3));
    EXPECT_EQ(told, (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_EQ(troubles.back(), "");
}

TEST_F(TailsTest, TellsAgainWhatCouldNotBeSaved) {
    write("{\"a\":1}\n{\"a\":2}\n");
    save = 1;
    std::vector<TailReader> readers;
    readers.push_back(reader(folder.file("j")));
    start(std::move(readers));
    ASSERT_TRUE(comes(1));
    save = 1000;
    write("{\"a\":3}\n");  // need not wait for the next look
    ASSERT_TRUE(comes(3));
}

TEST_F(TailsTest, StopsWhileRecordsAreUnderWay) {
    write("{\"a\":1}\n");
    std::vector<TailReader> readers;
    readers.push_back(reader(folder.file("j")));
    start(std::move(readers));
    tails.stop();
    tails.stop();
    loop.run_ready();
    EXPECT_LE(told.size(), 1u);
}

}  // namespace
}  // namespace aisle
