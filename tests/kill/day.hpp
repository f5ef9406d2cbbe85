// SPDX-License-Identifier: Apache-2.0
// A day in a shop of real programs: the words that the scenarios are told with.
#pragma once

#include "tests/kill/shop.hpp"
#include "tests/kill/till.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace aisle {

class Day {
public:
    explicit Day(ShopOptions options = {}) : shop(std::move(options)) {}

    // Central and the device are there and speak.
    void open() {
        shop.start_hub();
        shop.open_daemon();
        await_central();
        ASSERT_TRUE(soon([this] { return till.form_is_open(); }, patient)) << "there is no notice";
    }
    void await_central() {
        ASSERT_TRUE(soon([this] { return shop.central() == "streaming"; }, patient))
            << "central and the device do not come together";
    }
    // So many things of all sorts, each answered as saved.
    void capture(int things) {
        for (int thing = 0; thing < things; ++thing) {
            if (thing % 3 == 0) till.want_scan();
            if (thing % 3 == 1) till.want_purchase();
            if (thing % 3 == 2) till.want_sign_up();
        }
        ASSERT_TRUE(till.settle()) << till.last_refusal();
    }
    // Central has committed all of it, and the device knows.
    void deliver() {
        ASSERT_TRUE(soon([this] { return shop.drained(); }, patient)) << "it is not delivered";
    }
    // The device itself told central of this kind of event.
    bool told(std::string_view kind) const {
        return std::any_of(
            shop.evidence.accepted.begin(), shop.evidence.accepted.end(),
            [kind](const std::string& event) { return event.find(kind) != std::string::npos; });
    }
    enum class GivesUp { nothing, something };
    void expect_whole(GivesUp what = GivesUp::nothing) {
        expect_clean(shop.verdict_when_drained(), what);
    }
    // When central forgets, or its broker refuses one batch, those under way behind it arrive
    // before it comes again. Central keeps them and settles its lanes in order all the same, or
    // they would not be drained.
    void expect_whole_though_overtaken(GivesUp what = GivesUp::nothing) {
        auto verdict = shop.verdict_when_drained();
        verdict.out_of_order = 0;
        expect_clean(verdict, what);
    }

    Shop shop;
    Till till{shop.port(), shop.evidence};

private:
    void expect_clean(const Verdict& verdict, GivesUp what) {
        EXPECT_TRUE(verdict.clean()) << verdict;
        EXPECT_TRUE(what == GivesUp::something || verdict.given_up == 0) << verdict;
        EXPECT_GT(verdict.answered, 0u);
        EXPECT_TRUE(shop.drained()) << "it does not come to an end";
        EXPECT_TRUE(shop.chain_whole()) << "central cannot follow the chain";
    }
};

}  // namespace aisle
