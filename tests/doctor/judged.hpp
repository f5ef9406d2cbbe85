// SPDX-License-Identifier: Apache-2.0
// What a check came to, looked at.
#pragma once

#include "tools/doctor/diagnosis.hpp"

#include <gtest/gtest.h>

#include <string_view>

namespace aisle {

inline bool says(const Diagnosis& one, std::string_view words) {
    return (one.seen + " | " + one.next).find(words) != std::string::npos;
}

// What fails or warns names the next step; what is well does not.
#define AISLE_EXPECT(health_, one)                                                             \
    do {                                                                                       \
        const auto& found_ = (one);                                                            \
        EXPECT_EQ(found_.health, Health::health_) << found_.seen;                              \
        const bool step_ = Health::health_ == Health::fail || Health::health_ == Health::warn; \
        EXPECT_EQ(found_.next.empty(), !step_) << found_.next;                                 \
    } while (false)

}  // namespace aisle
