// SPDX-License-Identifier: Apache-2.0
#include "tests/agent/domain/staff_body.hpp"
#include "tests/duties/members.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

const std::string identify_path = "/v1/members/identify";

class TouchDuties : public testing::Test {
protected:
    explicit TouchDuties(ShopOptions options = {}) : store(std::move(options)) {}

    // What identify says of the field.
    static std::string like(const Json& answer, std::string_view field,
                            std::string_view member = "value") {
        const auto* card = answer.find("card");
        const auto* likes = card ? card->find("preferences") : nullptr;
        const auto* found = likes ? likes->find(field) : nullptr;
        return found ? MemberStore::text(*found, member) : "";
    }
    const Json& she() { return store.identify(store.by_id("m-77")); }
    static std::string edit(const std::string& id, const std::string& field,
                            const std::string& value) {
        return R"({"id":")" + id + R"(","field":")" + field + R"(","value":")" + value +
               R"(","base_version":3})";
    }
    void employ() {
        store.decide("staff", "op7",
                     staff_with_pin("83174026", R"("clerk")", "2036-01-01T00:00:00Z"),
                     "store-s0042");
        ASSERT_TRUE(soon([&] { return store.follows("staff"); }, store.tries));
        ASSERT_TRUE(store.says(
            store.post("/v1/operators/sign-in", R"({"operator":"op7","pin":"83174026"})"),
            "signed_in"));
    }
    // The link of the only code that is shown; empty when it is not one.
    std::string link() {
        const auto* codes = store.shop().get("/v1/touchpoint-codes").find("codes");
        const bool one = codes != nullptr && codes->items().size() == 1;
        return one ? store.text(codes->items().front(), "link") : "";
    }
    bool is_mine(const std::string& member) {
        return store.says(store.identify(store.by_id(member)), "my_customer");
    }

    MemberStore store;
};

// Roles hold whoever asks over TCP; the test itself is no clerk.
class ClerkDuties : public TouchDuties {
protected:
    ClerkDuties() : TouchDuties(ShopOptions{.by_socket = true}) {}
};

// Row 5: two tills edit one member with the line down. Every edit is a fact at central, and where
// they contradict each other somebody hears of it.
TEST_F(TouchDuties, Row5TwoTillsEditOneMemberAndNoFieldIsLost) {
    SecondTill other(store.shop());
    ASSERT_TRUE(other.opens());
    store.put_card("m-77", store.identifiers("+8613800138000") +
                               R"(,"preferences":{"size":{"value":"38","version":3},)"
                               R"("colour":{"value":"red","version":3}})");
    const auto both_know = [&] {
        return like(she(), "size") == "38" &&
               like(other.post(identify_path, store.by_id("m-77")), "size") == "38";
    };
    ASSERT_TRUE(soon(both_know, store.tries));
    store.line_down();
    const std::string path = "/v1/members/m-77/preferences";
    EXPECT_NE(store.text(store.post(path, edit("e-1", "size", "39")), "id"), "");
    EXPECT_NE(store.text(other.post(path, edit("e-1", "size", "40")), "id"), "");
    EXPECT_NE(store.text(other.post(path, edit("e-2", "colour", "blue")), "id"), "");
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_EQ(like(she(), "size"), "39") << "shown at once, and after a start";
    EXPECT_EQ(like(she(), "colour"), "red");
    store.line_up();
    ASSERT_TRUE(store.has_stored("member.preference.changed", 3));
    std::size_t found = 0;
    for (const auto& event : store.stored("member.preference.changed")) {
        EXPECT_TRUE(event.says(R"("base_version":3)")) << event.bytes;
        EXPECT_TRUE(event.names("m-77")) << event.person;
        for (const auto* value : {R"("39")", R"("40")", R"("blue")"}) {
            found += event.names(value) ? 1U : 0U;
        }
    }
    EXPECT_EQ(found, 3U);
    const std::vector<std::string> report{"report", "preferences", "--json"};
    const auto told = store.shop().ask_hub(report);
    ASSERT_EQ(told.size(), 1U) << "two fields were changed, and one is contradicted";
    EXPECT_NE(told.front().find(R"("field":"size")"), std::string::npos) << told.front();
    store.put_card("m-77", R"("preferences":{"size":{"value":"40","version":4}})");
    EXPECT_TRUE(soon([&] { return like(she(), "size") == "40"; }, store.tries));
    EXPECT_TRUE(store.shop().ask_hub(report).empty());
}

// Row 6: her clerk's own code; who binds to him through it is shown to him as his customer.
TEST_F(ClerkDuties, Row6WhoBindsToAClerkIsHisCustomer) {
    store.decide("touchpoints", "wecom-1",
                 R"({"kind":"clerk","url":"https://work.example/ca/x?state={store}.{clerk}"})");
    store.put_card("m-77", R"("tags":[])");
    store.put_card("m-78", R"("tags":[],"advisor":"op8")");
    ASSERT_TRUE(soon([&] { return store.follows("touchpoints"); }, store.tries));
    ASSERT_TRUE(soon([&] { return store.says(store.identify(store.by_id("m-78")), "known"); },
                     store.tries));
    EXPECT_EQ(link(), "") << "nobody is signed in";
    employ();
    store.line_down();
    EXPECT_EQ(link(), "https://work.example/ca/x?state=s0042.op7");
    store.post("/v1/touchpoint-codes/wecom-1/exposed", R"({"id":"d-1","how":"screen"})");
    EXPECT_FALSE(is_mine("m-77"));
    store.line_up();
    ASSERT_TRUE(store.has_stored("touchpoint.exposed", 1));
    EXPECT_TRUE(store.stored("touchpoint.exposed").front().says(R"("state":"s0042.op7")"));
    // Central hears of the binding, and says so.
    store.put_card("m-77", R"("tags":[],"advisor":"op7")");
    EXPECT_TRUE(soon([&] { return is_mine("m-77"); }, store.tries));
    EXPECT_FALSE(is_mine("m-78")) << "another clerk's";
}

// Row 30: from the store to online. The link says where it was shown, and central counts each
// display once.
TEST_F(TouchDuties, Row30AJoinCarriesStoreAndTouchpoint) {
    store.decide(
        "touchpoints", "group-1",
        R"({"kind":"community","campaign":"90417","url":"https://a.example/join?)"
        R"(utm_medium=store_qr&utm_source={store}&utm_content={touchpoint}",)"
        R"("rotate":["https://b.example/join?utm_source={store}&utm_content={touchpoint}"]})");
    ASSERT_TRUE(soon([&] { return !link().empty(); }, store.tries));
    store.line_down();
    EXPECT_EQ(link(),
              "https://a.example/join?utm_medium=store_qr&utm_source=s0042&utm_content="
              "s0042-pos1");
    const std::string path = "/v1/touchpoint-codes/group-1/exposed";
    for (int i = 0; i < 3; ++i) store.post(path, R"({"id":"d-1","how":"screen"})");
    EXPECT_EQ(link(), "https://b.example/join?utm_source=s0042&utm_content=s0042-pos1");
    store.post(path, R"({"id":"d-2","how":"print"})");
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_TRUE(link().starts_with("https://a.example/")) << "the turn outlives a start";
    store.line_up();
    ASSERT_TRUE(store.has_stored("touchpoint.exposed", 2));
    for (const auto& event : store.stored("touchpoint.exposed")) {
        EXPECT_TRUE(event.says(R"("campaign":"90417","store":"s0042","touchpoint":"s0042-pos1")"))
            << event.bytes;
    }
}

}  // namespace
}  // namespace aisle
