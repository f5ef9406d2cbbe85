// SPDX-License-Identifier: Apache-2.0
#include "tests/duties/members.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace aisle {
namespace {

const std::string phone = "+8613800138000";
const std::string other_phone = "+8613900139000";

std::string phone_member(const std::string& number = phone) {
    return R"("phone":")" + number + "\"";
}

class MemberDuties : public testing::Test {
protected:
    explicit MemberDuties(ShopOptions options = {}) : store(std::move(options)) {}

    // Soon, for central has only just said so.
    bool answers_for(const std::string& id, const std::string& now) {
        return soon([&] { return store.text(store.identify(store.by_id(id)), "member_id") == now; },
                    store.tries);
    }
    bool known(const std::string& question) {
        return store.says(store.identify(question), "known");
    }
    // To the unit: of the columns of central's report that are not named each is 0.
    void expect_budget(const std::map<std::string, std::int64_t>& parts) {
        for (const auto* column : {"budget", "pool", "lent", "in_doubt", "reserved", "spent",
                                   "redemptions", "conflicts", "overrun", "overlent"}) {
            const auto part = parts.find(column);
            EXPECT_EQ(store.budget(column), part == parts.end() ? 0 : part->second) << column;
        }
    }

    MemberStore store;
};

// So that a batch is no larger than it looks.
class ErasureDuties : public MemberDuties {
protected:
    ErasureDuties() : MemberDuties({.settings = "compression = \"off\"\n"}) {}
};

// Row 2: the customer's card. With the line cut the last one is shown, with its age; of whom this
// device knows nothing, it says that it could not ask.
TEST_F(MemberDuties, Row2TheLastCardIsShownWithItsAgeWhileTheLineIsDown) {
    store.put_card("m-77", store.identifiers(phone));
    ASSERT_TRUE(answers_for("m-77", "m-77"));
    EXPECT_FALSE(store.says(store.identify(store.by_phone(other_phone)), "limited"));
    store.line_down();
    ASSERT_TRUE(
        soon([&] { return store.says(store.identify(store.by_phone(other_phone)), "limited"); },
             store.tries));
    const auto& found = store.identify(store.by_phone("138 0013 8000"));
    EXPECT_EQ(store.text(found, "member_id"), "m-77");
    EXPECT_GT(store.number(found, "card_age_s"), 24 * 3600);
    ASSERT_NE(found.find("card"), nullptr);
    EXPECT_EQ(store.text(*found.find("card"), "masked_name"), "李**");
    const auto& unknown = store.identify(store.by_phone(other_phone));
    EXPECT_NE(unknown.find("known"), nullptr);
    EXPECT_FALSE(store.says(unknown, "known"));
    store.line_up();
    const auto told = store.stored("member.identified");
    ASSERT_FALSE(told.empty());
    EXPECT_TRUE(told.back().says(R"("method":"phone")")) << told.back().bytes;
    EXPECT_TRUE(told.back().says(R"("card_age_s":)")) << told.back().bytes;
    EXPECT_TRUE(told.back().names("m-77"));
    EXPECT_FALSE(told.back().says("m-77")) << "who it was stands apart";
}

// Row 3: one person, one id. Two tills without a line sign the same number up; central hears that
// it was one number, says who that is, and both answer so.
TEST_F(MemberDuties, Row3OneNumberAtTwoTillsIsOneMemberOnceCentralHasSaidSo) {
    SecondTill other(store.shop());
    ASSERT_TRUE(other.opens());
    const auto form = store.form("form-1", phone_member(), store.membership());
    store.line_down();
    const auto here = store.sign_up("form-1", phone_member("138 0013 8000"));
    const auto there = store.text(other.post("/v1/members", form), "member_id");
    ASSERT_NE(here, "");
    ASSERT_NE(there, "");
    EXPECT_NE(here, there);
    store.purchase(1, store.loyalty(here));
    EXPECT_NE(store.text(other.post("/v1/purchases", store.receipt(2, store.loyalty(there))), "id"),
              "");
    store.line_up();
    ASSERT_TRUE(store.has_stored("identity.link.observed", 2));
    const auto digest = store.hmac(IdentifierKind::phone, phone);
    for (const auto& link : store.stored("identity.link.observed")) {
        EXPECT_TRUE(link.names(digest)) << link.person;
        EXPECT_TRUE(link.names(here) || link.names(there)) << link.person;
        EXPECT_FALSE(link.says(digest)) << "whose it is stands apart";
    }
    ASSERT_TRUE(store.has_stored("purchase.completed", 2));
    store.put_card("m-1", store.identifiers(phone) + R"(,"merged_from":[")" + here + R"(",")" +
                              there + R"("])");
    EXPECT_TRUE(answers_for(here, "m-1"));
    EXPECT_EQ(store.text(store.identify(store.by_id(there)), "member_id"), "m-1")
        << "given at the other till";
    EXPECT_TRUE(soon(
        [&] {
            const auto& found = other.post("/v1/members/identify", store.by_id(there));
            return store.text(found, "member_id") == "m-1";
        },
        store.tries));
    const auto& found = store.identify(store.by_phone(phone));
    EXPECT_EQ(store.text(found, "member_id"), "m-1");
    EXPECT_FALSE(store.says(found, "provisional"));
    EXPECT_TRUE(store.says(found, "alone"));
}

// Row 7: scan to join. Who signs up with the line down is a member at once, with what members get.
TEST_F(MemberDuties, Row7WhoSignsUpWithTheLineDownIsAMemberAtOnce) {
    store.campaign(R"(,"use":"many","member_needed":true,"per_member":1)");
    store.order({"fund", "90417", "count", "100"});
    store.order({"lend", "s0042-pos1", "90417", "3"});
    ASSERT_TRUE(store.told("lease.state"));
    store.line_down();
    const auto id = store.sign_up("form-1", phone_member() + R"(,"name":"李雷")");
    ASSERT_NE(id, "");
    EXPECT_EQ(store.sign_up("form-1", phone_member() + R"(,"name":"李雷")"), id) << "said again";
    const auto& found = store.identify(store.by_phone(phone));
    EXPECT_EQ(store.text(found, "member_id"), id);
    EXPECT_TRUE(store.says(found, "provisional"));
    ASSERT_NE(found.find("card"), nullptr);
    EXPECT_EQ(store.text(*found.find("card"), "masked_name"), "李**");
    const auto welcome = [&](const std::string& sale) {
        return R"({"code":"90417-0","pos_ref":")" + sale + R"(","member_id":")" + id +
               R"(","basket":{"currency":"CNY","total":2900}})";
    };
    const auto& granted = store.post("/v1/coupons/present", welcome("sale-1"));
    ASSERT_EQ(store.text(granted, "mode"), "L") << store.text(granted, "reason");
    store.redeem(granted);
    EXPECT_EQ(store.text(store.post("/v1/coupons/present", welcome("sale-2")), "reason"),
              "member_limit");
    store.purchase(1, store.loyalty(id));
    store.line_up();
    ASSERT_TRUE(soon([&] { return store.budget("redemptions") == 1; }, store.tries));
    const auto joined = store.stored("member.signup.submitted");
    ASSERT_EQ(joined.size(), 1U);
    EXPECT_TRUE(joined[0].names(id));
    const auto sold = store.stored("purchase.completed");
    ASSERT_EQ(sold.size(), 1U);
    EXPECT_TRUE(sold[0].names(id));
}

// Row 7, and the other store: the welcome coupon is for her store alone. With the line down a till
// of another one refuses it and says why; that takes nothing from her, nor from the budget.
TEST_F(MemberDuties, Row7TheSecondStoreMayNotHonourIt) {
    SecondTill away(store.shop(), "s0043-pos1");
    ASSERT_TRUE(away.opens());
    store.campaign(R"(,"use":"many","member_needed":true,"per_member":1,"stores":["s0042"])");
    store.order({"fund", "90417", "count", "100"});
    store.order({"lend", "s0042-pos1", "90417", "3"});
    ASSERT_TRUE(store.told("lease.state"));
    const std::string path = "/v1/coupons/present";
    const auto welcome = [](const std::string& sale, const std::string& more = "") {
        return R"({"code":"90417-0","pos_ref":")" + sale + "\"" + more +
               R"(,"basket":{"currency":"CNY","total":2900}})";
    };
    // Of a campaign that has not come yet it would say another reason.
    const auto knows_it = [&] {
        return store.text(away.post(path, welcome("early-1")), "reason") == "other_store";
    };
    ASSERT_TRUE(soon(knows_it, store.tries));
    store.line_down();
    const auto id = store.sign_up("form-1", phone_member());
    ASSERT_NE(id, "");
    const auto& refused = away.post(path, welcome("away-1"));
    EXPECT_EQ(store.text(refused, "decision"), "rejected");
    EXPECT_EQ(store.text(refused, "reason"), "other_store");
    EXPECT_EQ(store.text(refused, "en"), "The coupon is not for this store.");
    EXPECT_EQ(store.text(refused, "zh"), "此券不适用于本店。");
    const auto hers = R"(,"member_id":")" + id + "\"";
    EXPECT_EQ(store.text(away.post(path, welcome("away-2", hers)), "reason"), "other_store")
        << "whoever she is";
    const auto& granted = store.post(path, welcome("sale-1", hers));
    ASSERT_EQ(store.text(granted, "mode"), "L") << store.text(granted, "reason");
    store.redeem(granted);
    store.line_up();
    ASSERT_TRUE(soon([&] { return store.budget("redemptions") == 1; }, store.tries));
    const auto told_away = [&] {
        return std::ranges::any_of(store.stored("coupon.rejected"), [](const StoredEvent& event) {
            return event.says(R"("storeid":"s0043")") &&
                   event.says(R"("reason":"other_store","pos_ref":"away-2")");
        });
    };
    ASSERT_TRUE(soon(told_away, store.tries));
    const auto joined = store.stored("member.signup.submitted");
    ASSERT_EQ(joined.size(), 1U);
    EXPECT_TRUE(joined[0].names(id));
    const auto used = store.stored("coupon.redeemed");
    ASSERT_EQ(used.size(), 1U);
    EXPECT_TRUE(used[0].says(R"("storeid":"s0042")")) << used[0].bytes;
    EXPECT_TRUE(used[0].names(id));
    EXPECT_EQ(store.stored("coupon.held").size(), 1U);
    expect_budget({{"budget", 100}, {"pool", 97}, {"lent", 2}, {"spent", 1}, {"redemptions", 1}});
}

// Row 35: reach over all channels. A withdrawal in the store counts at once, through a power cut,
// and central hears of it.
TEST_F(MemberDuties, Row35AWithdrawalCountsAtOnceAndCentralHearsOfIt) {
    const auto sms = store.consent("marketing", "sms", "given");
    const auto form = store.form("form-1", phone_member(), store.membership() + "," + sms);
    store.line_down();
    const auto id = store.text(store.post("/v1/members", form), "member_id");
    ASSERT_EQ(store.decision(id, "marketing"), "given");
    const auto& said =
        store.post("/v1/members/" + id + "/consents",
                   R"({"id":"w-1","consents":[)"
                   R"({"purpose":"marketing","channel":"sms","decision":"withdrawn"}]})");
    EXPECT_EQ(store.text(said, "code"), "");
    EXPECT_EQ(store.decision(id, "marketing"), "withdrawn");
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_EQ(store.decision(id, "marketing"), "withdrawn");
    EXPECT_EQ(store.decision(id, "membership"), "given");
    store.line_up();
    const auto withdrawn = store.stored("consent.withdrawn");
    ASSERT_EQ(withdrawn.size(), 1U);
    EXPECT_TRUE(withdrawn[0].names(id));
    EXPECT_TRUE(withdrawn[0].says(R"("channel":"sms")")) << withdrawn[0].bytes;
    EXPECT_TRUE(withdrawn[0].says(R"("prev_consent_id":)")) << withdrawn[0].bytes;
}

// Row 8: points. With the line cut a till says one purchase three times, and again after a kill: it
// is one purchase, and promises its points once. So it does under another name.
TEST_F(MemberDuties, Row8TheSamePurchaseThreeTimesIsPointsOnce) {
    store.put_card("m-77", R"("points":{"balance":120,"as_of":"2025-01-01T00:00:00Z"})");
    ASSERT_TRUE(answers_for("m-77", "m-77"));
    const auto pending = [this] {
        return store.number(store.identify(store.by_id("m-77")), "points_pending");
    };
    EXPECT_EQ(pending(), 0);
    store.line_down();
    const auto sale = store.receipt(1, R"(,"loyalty":{"member_id":"m-77","points_est":29})");
    const auto id = store.text(store.post("/v1/purchases", sale), "id");
    ASSERT_NE(id, "");
    EXPECT_EQ(pending(), 29);
    for (int again = 0; again < 2; ++again) {
        EXPECT_EQ(store.text(store.post("/v1/purchases", sale), "id"), id);
    }
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_EQ(store.text(store.post("/v1/purchases", sale), "id"), id);
    EXPECT_EQ(pending(), 29);
    store.line_up();
    ASSERT_TRUE(store.has_stored("purchase.completed", 1));
    auto renamed = sale;
    renamed.replace(renamed.find("sale-1"), 6, "till-1");
    const auto other = store.text(store.post("/v1/purchases", renamed), "id");
    EXPECT_NE(other, id);
    EXPECT_EQ(pending(), 29);
    ASSERT_TRUE(store.has_stored("purchase.completed", 2));
    for (const auto& event : store.stored("purchase.completed")) {
        EXPECT_TRUE(event.says("/1/completed\"")) << "central sees one receipt: " << event.bytes;
    }
    store.purchase(2, R"(,"loyalty":{"member_id":"m-77","points_est":1})");
    EXPECT_EQ(pending(), 30) << "the control: another receipt earns";
}

// Row 46: privacy. What nobody could read here nobody has consented to; and a no is an answer.
TEST_F(MemberDuties, Row46AFormWithoutItsNoticeIsClosedAndARefusalIsRecorded) {
    auto elsewhere = store.membership();
    const std::string_view hash = R"("sha256":")";
    elsewhere.replace(elsewhere.find(hash) + hash.size(), 64, 64, '7');
    const auto& closed = store.post("/v1/members", store.form("form-1", phone_member(), elsewhere));
    EXPECT_EQ(store.text(closed, "code"), "notice_missing");
    EXPECT_FALSE(known(store.by_phone(phone)));
    const auto no = store.consent("marketing", "any", "refused");
    const auto& open = store.post(
        "/v1/members", store.form("form-2", phone_member(), store.membership() + "," + no));
    const auto id = store.text(open, "member_id");
    EXPECT_EQ(store.decision(id, "marketing"), "refused");
    ASSERT_TRUE(store.has_stored("consent.recorded", 2));
    EXPECT_EQ(store.stored("member.signup.submitted").size(), 1U);
    const auto answers = store.stored("consent.recorded");
    EXPECT_EQ(std::count_if(answers.begin(), answers.end(),
                            [](const auto& event) { return event.says(R"("refused")"); }),
              1);
}

// Row 46: somebody is forgotten while her sale waits for the line. The sale comes, she does not.
TEST_F(ErasureDuties, Row46TheSaleOfWhoIsForgottenComesWithoutHer) {
    store.notice();
    store.line_down();
    // So much stands before her that central's word is here before she could be sent: of such
    // batches no more than a handful are under way at once.
    for (int sale = 0; sale < 12; ++sale) store.day.till.want_purchase(1600);
    ASSERT_TRUE(store.day.till.settle()) << store.day.till.last_refusal();
    const auto her = store.sign_up("form-1", phone_member());
    const auto another = store.sign_up("form-2", phone_member(other_phone));
    store.purchase(1, store.loyalty(her));
    store.purchase(2, store.loyalty(another));
    store.decide("erasures", "r-1",
                 R"({"erase_seq":1,"member_id":"m-9","provisional_ids":[")" + her +
                     R"("],"identifier_hmacs":[")" + store.hmac(IdentifierKind::phone, phone) +
                     R"("]})");
    store.line_up();
    ASSERT_TRUE(store.has_stored("privacy.erased", 1));
    const auto erased = store.stored("privacy.erased")[0];
    EXPECT_TRUE(erased.says(R"("request_id":"r-1","erase_seq":1)")) << erased.bytes;
    EXPECT_TRUE(erased.says(R"("cards":1,)")) << erased.bytes;
    EXPECT_TRUE(erased.says(R"("consents":1,)")) << erased.bytes;
    // The form, her answer, her number, her sale.
    EXPECT_TRUE(erased.says(R"("person_parts":4,)")) << erased.bytes;
    const auto digest = store.hmac(IdentifierKind::phone, phone);
    int persons = 0;
    int sales = 0;
    for (const auto* kind : {"member.signup.submitted", "consent.recorded",
                             "identity.link.observed", "purchase.completed"}) {
        for (const auto& event : store.stored(kind)) {
            EXPECT_FALSE(event.names(her) || event.names(digest)) << kind;
            if (event.names(another)) ++persons;
            if (event.says("/1/completed") && event.says("pos1/")) {
                ++sales;
                EXPECT_EQ(event.person, "");
                EXPECT_TRUE(event.says(R"("personhash":)")) << "it was captured with her";
                EXPECT_FALSE(event.says(her)) << event.bytes;
            }
        }
    }
    EXPECT_EQ(persons, 4) << "the control: nobody else is forgotten";
    EXPECT_EQ(sales, 1) << "the sale is not dropped";
    // Members are shown again once all of central's word is in.
    EXPECT_TRUE(soon([&] { return known(store.by_id(another)); }, store.tries));
    EXPECT_FALSE(known(store.by_id(her)));
    EXPECT_FALSE(known(store.by_phone(phone)));
    // A card that was under way does not bring her back.
    store.put_card("m-9", store.identifiers(phone) + R"(,"merged_from":[")" + her + R"("])");
    store.put_card("m-10", R"("tags":[])");
    ASSERT_TRUE(answers_for("m-10", "m-10"));
    EXPECT_FALSE(known(store.by_id("m-9")));
    EXPECT_FALSE(known(store.by_phone(phone)));
}

// Row 46: central sees through which erasure a device is, when it says hello, and so which devices
// are still to be reached.
TEST_F(MemberDuties, Row46CentralSeesThroughWhichErasureADeviceIs) {
    const auto through = [this] {
        return store.number(store.reported({"devices"}, "device", "s0042-pos1"), "erase_seq");
    };
    EXPECT_EQ(through(), 0);
    store.decide("erasures", "r-1", R"({"erase_seq":3,"member_id":"m-9"})");
    ASSERT_TRUE(store.has_stored("privacy.erased", 1));
    store.shop().kill_daemon();
    store.shop().open_daemon();
    EXPECT_TRUE(soon([&] { return through() == 3; }, store.tries));
}

// Row 37: data quality. A wrong number is refused where it can be corrected; central hears which
// rule it was, and never the number.
TEST_F(MemberDuties, Row37AWrongNumberIsRefusedAtTheCounterAndTheValueStaysThere) {
    const std::string wrong = "1987x6543";
    const auto& refused =
        store.post("/v1/members", store.form("form-1", phone_member(wrong), store.membership()));
    EXPECT_EQ(store.text(refused, "code"), "bad_phone");
    EXPECT_EQ(store.text(refused, "pointer"), "/phone");
    EXPECT_EQ(store.text(refused, "detail").find(wrong), std::string::npos);
    ASSERT_TRUE(store.has_stored("data.rejected", 1));
    const auto told = store.stored("data.rejected")[0];
    EXPECT_TRUE(told.says(R"("what":"sign_up","rule":"bad_phone","field":"/phone")")) << told.bytes;
    EXPECT_FALSE(told.says(wrong)) << told.bytes;
    EXPECT_EQ(told.person, "");
    EXPECT_NE(store.sign_up("form-1", phone_member()), "") << "corrected, with the same id";
}

// Row 4: sales of the tills. What a till says three times is one sale, and one that does not add up
// is none.
TEST_F(MemberDuties, Row4WhatATillSaysThreeTimesIsOneSale) {
    store.line_down();
    for (int time = 0; time < 3; ++time) store.purchase(1);
    auto wrong = store.receipt(2);
    const std::string_view total = R"("grand":100)";
    wrong.replace(wrong.find(total), total.size(), R"("grand":110)");
    EXPECT_EQ(store.text(store.post("/v1/purchases", wrong), "code"), "totals_disagree");
    store.purchase(3);
    store.line_up();
    const auto sold = store.stored("purchase.completed");
    ASSERT_EQ(sold.size(), 2U);
    EXPECT_TRUE(sold[0].says("/1/completed")) << sold[0].bytes;
    EXPECT_TRUE(sold[1].says("/3/completed")) << sold[1].bytes;
}

}  // namespace
}  // namespace aisle
