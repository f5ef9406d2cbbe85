// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/table.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Table, WordsStandToTheLeftAndNumbersToTheRight) {
    EXPECT_EQ(table_text({{"n", "word"}, {"7", "a"}, {"100", "bcdef"}, {"-", ""}}),
              "  n  word\n"
              "  7  a\n"
              "100  bcdef\n"
              "  -\n");
}

TEST(Table, WidthIsCountedInCharacters) {
    EXPECT_EQ(table_text({{"name", "x"}, {"\xC3\xA9t\xC3\xA9", "a"}}),
              "name  x\n\xC3\xA9t\xC3\xA9   a\n");
}

TEST(Table, AShortRowIsNoTrouble) {
    EXPECT_EQ(table_text({{"a", "b"}, {"c"}}), "a  b\nc\n");
    EXPECT_EQ(table_text({}), "");
}

}  // namespace
}  // namespace aisle
