// SPDX-License-Identifier: Apache-2.0
#include "agent/books/accepted.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

Accepted accepted() {
    Accepted accepted;
    accepted.receipt.id = *parse_event_id("01a204ec-0ffb-7bb0-a632-8d0b789d2b41");
    accepted.receipt.epoch = *parse_id<Epoch>("8f1e79480662d683c9fb7b863ec13129");
    accepted.receipt.lane = Lane::touch;
    accepted.receipt.seq = Seq(7);
    return accepted;
}

TEST(AcceptedJson, NamesTheFirstEventAndItsPlace) {
    EXPECT_EQ(to_json(accepted()),
              R"({"id":"01a204ec-0ffb-7bb0-a632-8d0b789d2b41","lane":"touch","seq":7,)"
              R"("epoch":"8f1e79480662d683c9fb7b863ec13129","events":1})");
}

TEST(AcceptedJson, NamesTheMemberOfASignUpAndIsTheSameForARepeat) {
    auto sign_up = accepted();
    sign_up.member = "p-1";
    sign_up.events = 3;
    EXPECT_NE(to_json(sign_up).find(R"("events":3,"member_id":"p-1"})"), std::string::npos);
    auto again = sign_up;
    again.repeated = true;
    EXPECT_EQ(to_json(again), to_json(sign_up));
}

TEST(AcceptedJson, NamesTheCaseThatWasOpened) {
    auto opened = accepted();
    opened.case_id = "case-1";
    EXPECT_NE(to_json(opened).find(R"("events":1,"case_id":"case-1"})"), std::string::npos);
}

}  // namespace
}  // namespace aisle
