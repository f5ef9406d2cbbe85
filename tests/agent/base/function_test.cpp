// SPDX-License-Identifier: Apache-2.0
#include "agent/base/function.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace aisle {
namespace {

int twice(int a) {
    return 2 * a;
}

TEST(Function, CallsWhatItHolds) {
    int calls = 0;
    Function<void()> count = [&calls] { ++calls; };
    count();
    count();
    EXPECT_EQ(calls, 2);
    Function<int(int)> plain = twice;
    EXPECT_EQ(plain(21), 42);
}

TEST(Function, OwnsWhatCanOnlyBeMoved) {
    auto owned = std::make_unique<std::string>("scan");
    Function<std::string()> body = [owned = std::move(owned)] { return *owned; };
    Function<std::string()> moved = std::move(body);
    EXPECT_EQ(moved(), "scan");
    EXPECT_FALSE(body);  // NOLINT: what a moved-from Function is, is its promise
}

TEST(Function, PassesOnArgumentsThatCanOnlyBeMoved) {
    Function<std::size_t(std::unique_ptr<std::string>)> size = [](auto text) {
        return text->size();
    };
    EXPECT_EQ(size(std::make_unique<std::string>("scan")), 4U);
}

TEST(Function, PassesReferencesThrough) {
    Function<void(int&)> add = [](int& a) { a += 2; };
    int value = 40;
    add(value);
    EXPECT_EQ(value, 42);
}

TEST(Function, ReleasesWhatItHeldWhenReplacedOrDestroyed) {
    const auto held = std::make_shared<int>(1);
    {
        Function<void()> body = [held] {};
        EXPECT_EQ(held.use_count(), 2);
        body = nullptr;
        EXPECT_EQ(held.use_count(), 1);
        body = [held] {};
    }
    EXPECT_EQ(held.use_count(), 1);
}

TEST(Function, IsFalseWhileEmpty) {
    EXPECT_FALSE(Function<void()>());
    EXPECT_FALSE(Function<void()>(nullptr));
    EXPECT_TRUE(Function<void()>([] {}));
}

TEST(Function, StopsTheProgramWhenCalledEmpty) {
    Function<void()> empty;
    EXPECT_DEATH(empty(), "an empty Function was called");
}

}  // namespace
}  // namespace aisle
