// SPDX-License-Identifier: Apache-2.0
// Words for tests that read bodies: a good body, changed in one place.
#pragma once

#include "agent/domain/event.hpp"
#include "agent/domain/store_profile.hpp"
#include "tests/support/json_of.hpp"
#include "tests/support/manual_clock.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace aisle {

inline EventContext smallest_context() {
    EventContext context;
    context.tenant = "t";
    context.device = "d";
    context.wall = ManualClock::morning;
    return context;
}

inline StoreProfile store_in_china() {
    StoreProfile store;
    store.store_id = "S0042";
    return store;
}

// The text with its first `from`, which must be there, turned into `to`.
inline std::string changed(std::string text, std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from << " is not in " << text;
    return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

template <class T>
::testing::AssertionResult refused(const Result<T>& result, std::string_view code,
                                   std::string_view place) {
    if (result) return ::testing::AssertionFailure() << "it was accepted";
    const auto& error = result.error();
    if (error.kind() == Errc::invalid && error.code() == code && error.place() == place) {
        return ::testing::AssertionSuccess();
    }
    return ::testing::AssertionFailure() << to_string(error.kind()) << " " << error.code() << " at "
                                         << error.place() << ": " << error.what();
}

}  // namespace aisle
