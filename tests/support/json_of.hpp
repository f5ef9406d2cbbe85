// SPDX-License-Identifier: Apache-2.0
// A parsed text for a test, kept together with its text until the program ends.
#pragma once

#include "agent/base/json.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <string>

namespace aisle {

inline const Json& json_of(std::string text, JsonBounds bounds = {}) {
    struct Kept {
        std::string text;
        Json json;
    };
    static std::deque<Kept> kept;
    auto& one = kept.emplace_back(std::move(text));
    auto json = Json::parse(one.text, bounds);
    EXPECT_TRUE(json) << json.error().what() << " at " << json.error().place() << " in "
                      << one.text;
    if (json) one.json = std::move(*json);
    return one.json;
}

}  // namespace aisle
