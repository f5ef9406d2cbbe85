// SPDX-License-Identifier: Apache-2.0
#include "agent/app/vigil.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

using Names = std::vector<std::string>;

class Watch : public testing::Test {
protected:
    void SetUp() override {
        vigil.watch("writer", [this] { return writer; });
        vigil.watch("reader", [this] { return reader; });
    }

    Pulse writer;
    Pulse reader{0, true};
    Vigil vigil;
};

TEST_F(Watch, FindsNobodyStuckAtTheFirstLook) {
    EXPECT_EQ(vigil.look(), Names{});
}

TEST_F(Watch, NamesWhoHasWorkAndDoesNotGoRound) {
    vigil.look();
    EXPECT_EQ(vigil.look(), Names{"writer"});
    reader.idle = false;
    EXPECT_EQ(vigil.look(), (Names{"writer", "reader"}));
}

TEST_F(Watch, IsContentWithWhoGoesRoundHoweverMuchWaits) {
    for (int i = 0; i < 3; ++i) {
        ++writer.beats;
        EXPECT_EQ(vigil.look(), Names{});
    }
}

TEST_F(Watch, IsContentWithWhoWaitsForWork) {
    writer.idle = true;
    vigil.look();
    EXPECT_EQ(vigil.look(), Names{});
}

TEST_F(Watch, ForgivesWhoGoesOn) {
    vigil.look();
    EXPECT_EQ(vigil.look(), Names{"writer"});
    ++writer.beats;
    EXPECT_EQ(vigil.look(), Names{});
}

}  // namespace
}  // namespace aisle
