// SPDX-License-Identifier: Apache-2.0
// The root of the table of entries, an inner page once there are some hundred rows; and its keys,
// each the greatest number below one child. Of the ledger they have one or two bytes.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/store/sqlite.hpp"

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <vector>

namespace aisle {

inline std::size_t root_of_entries(Database& db) {
    auto find = db.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'entry'");
    auto row = find.bind();
    EXPECT_TRUE(row.one());
    return static_cast<std::size_t>(row.integer(0) - 1) * page_bytes;
}

// Where in the file the keys of that page begin.
inline std::vector<std::size_t> keys_of_inner_page(const std::string& file, std::size_t page) {
    const auto number = [&](std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(file[at])) * 256 +
               static_cast<unsigned char>(file[at + 1]);
    };
    EXPECT_EQ(file[page], 5) << "an inner page";
    std::vector<std::size_t> keys;
    const auto cells = number(page + 3);
    for (std::size_t i = 0; i < cells; ++i) keys.push_back(page + number(page + 12 + 2 * i) + 4);
    EXPECT_FALSE(keys.empty());
    return keys;
}

}  // namespace aisle
