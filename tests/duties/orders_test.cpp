// SPDX-License-Identifier: Apache-2.0
#include "agent/base/ids.hpp"
#include "agent/domain/pickup.hpp"
#include "tests/duties/members.hpp"
#include "tests/duties/signed_token.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace aisle {
namespace {

// What central signs for the phone of who ordered.
std::string pick_up_token() {
    auto token = token_of(TokenType::pick_up);
    token.serial = 42;
    return signed_text(token);
}

class OrderDuties : public testing::Test {
protected:
    // An order waits at a device for who shows this code.
    void wait(const std::string& order, const std::string& code, const std::string& holder,
              const std::string& more = "") {
        store.decide("pickups", order,
                     R"({"code_sha256":")" + to_hex(pickup_code_digest(code).view()) +
                         R"(","holder":")" + holder +
                         R"(","items":[{"sku":"A-1","quantity":"1","text":"Tea"}],)"
                         R"("valid_until":"2036-01-01T00:00:00Z")" +
                         more + "}",
                     "store-s0042");
    }
    static std::string shows(const std::string& code) { return R"({"code":")" + code + "\"}"; }
    const Json& present(const std::string& code) {
        return store.post("/v1/pickups/present", shows(code));
    }
    std::string reason(const std::string& code) { return store.text(present(code), "reason"); }
    bool is_ready(const std::string& code) {
        return store.text(present(code), "decision") == "ready";
    }
    const Json& complete(const std::string& order, const std::string& body = "{}") {
        return store.post("/v1/pickups/" + order + "/complete", body);
    }

    MemberStore store{ShopOptions{}, token_keys()};
};

// Row 24: customer service. A case that is opened with the line down has its id at once and keeps
// it, however often the kiosk says it and whatever is killed between; central has it once. Control:
// another case is another.
TEST_F(OrderDuties, Row24ACaseOpenedOfflineIsOneCaseAtCentral) {
    store.put_card("m-77", R"("flags":["open_case"])");
    ASSERT_TRUE(soon([&] { return store.follows("members"); }, store.tries));
    store.line_down();
    const std::string words = "The cup leaks, and nobody called back.";
    const std::string complaint = R"({"case_id":"kiosk-17","kind":"complaint","text":")" + words +
                                  R"(","member_id":"m-77","receipt_number":"1234"})";
    const auto& first = store.post("/v1/cases", complaint);
    const auto id = store.text(first, "id");
    ASSERT_NE(id, "") << store.text(first, "detail");
    EXPECT_EQ(store.text(first, "case_id"), "kiosk-17");
    EXPECT_EQ(store.text(store.post("/v1/cases", complaint), "id"), id);
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_EQ(store.text(store.post("/v1/cases", complaint), "id"), id) << "after a power cut";
    const auto& other = store.post("/v1/cases", R"({"kind":"question","text":"When?"})");
    EXPECT_NE(store.text(other, "case_id"), "");
    const auto* card = store.identify(store.by_id("m-77")).find("card");
    ASSERT_NE(card, nullptr);
    EXPECT_TRUE(store.says(*card, "open_case")) << "from the cache";
    store.line_up();
    const auto cases = store.stored("service.case.opened");
    EXPECT_EQ(cases.size(), 2U);
    const auto is_it = [](const StoredEvent& event) {
        return event.says(R"("case_id":"kiosk-17")");
    };
    ASSERT_EQ(std::ranges::count_if(cases, is_it), 1);
    const auto& opened = *std::ranges::find_if(cases, is_it);
    EXPECT_TRUE(opened.says(id)) << opened.bytes;
    EXPECT_TRUE(opened.names(words));
    EXPECT_TRUE(opened.names("m-77"));
    EXPECT_FALSE(opened.says(words)) << "her words stand apart";
    EXPECT_FALSE(opened.says("m-77")) << "and so does who she is";
}

// Row 45: buy anywhere. With the line down a code is good once, and at one device only: whoever
// comes again, also after a power cut, hears when it was, and the other till says where to go.
TEST_F(OrderDuties, Row45APickUpCodeIsGoodOnceInTheStore) {
    SecondTill other(store.shop());
    ASSERT_TRUE(other.opens());
    const std::string code = "PLUGH-7731";
    wait("W-1", code, "s0042-pos1", R"(,"member":"m-77")");
    wait("W-2", "XYZZY-9", "s0042-pos1", R"(,"token":"42")");
    ASSERT_TRUE(soon([&] { return is_ready(code) && is_ready("XYZZY-9"); }, store.tries));
    const auto there = [&] {
        return store.text(other.post("/v1/pickups/present", shows(code)), "reason");
    };
    ASSERT_TRUE(soon([&] { return there() == "pickup_elsewhere"; }, store.tries));
    store.line_down();
    // The other till first: it would hand the same goods over, if it could.
    const auto& elsewhere = other.post("/v1/pickups/present", shows(code));
    EXPECT_EQ(store.text(elsewhere, "device"), "s0042-pos1");
    EXPECT_NE(store.text(elsewhere, "zh").find("s0042-pos1"), std::string::npos);
    EXPECT_EQ(store.text(other.post("/v1/pickups/W-1/complete", "{}"), "code"), "pickup_elsewhere");
    EXPECT_EQ(reason("PLUGH-7732"), "unknown_code");
    const auto done = store.text(complete("W-1", R"({"id":"p-1"})"), "id");
    ASSERT_NE(done, "");
    EXPECT_EQ(store.text(complete("W-1", R"({"id":"p-1"})"), "id"), done) << "the same call";
    EXPECT_EQ(store.text(complete("W-1"), "code"), "already_picked_up");
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_EQ(reason(code), "already_picked_up");
    EXPECT_NE(store.text(present(code), "at"), "");
    EXPECT_EQ(store.text(complete("W-1"), "code"), "already_picked_up");
    // Control: an order that nobody came for is still ready, by what central signed as well.
    EXPECT_TRUE(is_ready("XYZZY-9"));
    EXPECT_EQ(store.text(present(pick_up_token()), "order"), "W-2");
    EXPECT_NE(store.text(complete("W-2"), "id"), "");
    EXPECT_EQ(reason(pick_up_token()), "already_picked_up");
    const auto& wish =
        store.post("/v1/order-intents", R"({"id":"w","items":[{"sku":"A-2","quantity":"1"}]})");
    EXPECT_NE(store.text(wish, "id"), "");
    store.line_up();
    const auto handed_over = store.stored("pickup.completed");
    ASSERT_EQ(handed_over.size(), 2U);
    EXPECT_TRUE(handed_over[0].says(R"("data":{"order":"W-1"})")) << handed_over[0].bytes;
    EXPECT_TRUE(handed_over[0].names("m-77"));
    for (const auto& event : handed_over) EXPECT_FALSE(event.says("PLUGH")) << event.bytes;
    EXPECT_EQ(store.stored("order.intent").size(), 1U);
    // Central puts it again, by a mistake; it stays handed over.
    wait("W-1", "FOOBAR-1", "s0042-pos1");
    EXPECT_TRUE(soon([&] { return reason("FOOBAR-1") == "already_picked_up"; }, store.tries));
}

// Row 46: privacy. The order of who is forgotten goes, and a list that was written before brings it
// back to nobody. Control: another member's stays.
TEST_F(OrderDuties, Row46TheOrderOfWhoIsForgottenGoesAndDoesNotComeBack) {
    wait("W-1", "PLUGH-1", "s0042-pos1", R"(,"member":"m-9")");
    wait("W-2", "PLUGH-2", "s0042-pos1", R"(,"member":"m-77")");
    ASSERT_TRUE(soon([&] { return is_ready("PLUGH-1") && is_ready("PLUGH-2"); }, store.tries));
    store.decide("erasures", "r-1", R"({"erase_seq":1,"member_id":"m-9"})");
    ASSERT_TRUE(soon([&] { return reason("PLUGH-1") == "unknown_code"; }, store.tries));
    wait("W-1", "PLUGH-3", "s0042-pos1", R"(,"member":"m-9")");
    wait("W-3", "PLUGH-4", "s0042-pos1");
    ASSERT_TRUE(soon([&] { return is_ready("PLUGH-4"); }, store.tries)) << "what came after it";
    EXPECT_EQ(reason("PLUGH-3"), "unknown_code");
    EXPECT_EQ(store.text(complete("W-1"), "code"), "unknown_pickup");
    EXPECT_TRUE(is_ready("PLUGH-2"));
    wait("W-1", "PLUGH-5", "s0042-pos1");
    EXPECT_TRUE(soon([&] { return is_ready("PLUGH-5"); }, store.tries)) << "without her";
}

}  // namespace
}  // namespace aisle
