// SPDX-License-Identifier: Apache-2.0
#include "sync/central_memory.hpp"

#include "tests/sync/journal_bench.hpp"

namespace aisle {
namespace {

Incarnation life(std::uint8_t mark) {
    Incarnation one;
    one.bytes[0] = mark;
    return one;
}

bool meet(CentralMemory& memory, const Incarnation& one) {
    const auto changed = memory.meet(one);
    EXPECT_TRUE(changed);
    return changed && *changed;
}

TEST(CentralMemory, TheFirstCentralIsNoChange) {
    JournalBench bench;
    CentralMemory memory(*bench.write);
    EXPECT_FALSE(*memory.last());
    EXPECT_FALSE(meet(memory, life(1)));
    EXPECT_EQ(*memory.last(), life(1));
    EXPECT_FALSE(meet(memory, life(1)));
}

TEST(CentralMemory, AnotherLifeIsAChangeEachTime) {
    JournalBench bench;
    CentralMemory memory(*bench.write);
    meet(memory, life(1));
    EXPECT_TRUE(meet(memory, life(2)));
    EXPECT_FALSE(meet(memory, life(2)));
    EXPECT_TRUE(meet(memory, life(1)));
}

TEST(CentralMemory, OutlivesARestart) {
    JournalBench bench;
    {
        CentralMemory memory(*bench.write);
        meet(memory, life(1));
    }
    bench.reopen();
    CentralMemory memory(*bench.write);
    EXPECT_EQ(*memory.last(), life(1));
    EXPECT_TRUE(meet(memory, life(2)));
}

}  // namespace
}  // namespace aisle
