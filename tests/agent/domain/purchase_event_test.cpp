// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/purchase_event.hpp"

#include "agent/base/limits.hpp"
#include "tests/agent/domain/receipt.hpp"

namespace aisle {
namespace {

std::vector<EventDraft> events_of(const Purchase& purchase) {
    auto events = drafts_of(purchase);
    EXPECT_TRUE(events) << events.error().what();
    return events ? *events : std::vector<EventDraft>{};
}

// As many lines, each with texts of this many bytes that are written as two each.
Purchase long_receipt(std::size_t lines, std::size_t text_bytes) {
    Purchase purchase = receipt_of(good_receipt);
    purchase.lines.clear();
    for (std::size_t i = 0; i < lines; ++i) {
        PurchaseLine line;
        line.sequence = static_cast<std::int64_t>(i);
        line.item_id = std::string(text_bytes, '"');
        purchase.lines.push_back(line);
    }
    return purchase;
}

std::vector<std::int64_t> sequences_in(const Json& data) {
    std::vector<std::int64_t> sequences;
    for (const auto& line : data.find("lines")->items()) {
        sequences.push_back(*line.find("sequence")->integer());
    }
    return sequences;
}

TEST(PurchaseEvent, IsOneWithTheFactsInItAndThePersonApart) {
    const auto events = events_of(receipt_of(good_receipt));
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].type, "purchase.completed");
    EXPECT_EQ(events[0].lane, Lane::ledger);
    EXPECT_EQ(
        events[0].data,
        R"({"purchase_key":"S0042/pos1/2026-07-01/1234/completed","store_id":"S0042",)"
        R"("workstation_id":"pos1","business_day_date":"2026-07-01","sequence_number":1234,)"
        R"("till_id":"t1","begin_date_time":"2026-07-01T16:29:00+08:00",)"
        R"("end_date_time":"2026-07-01T16:30:00+08:00","operator_id":"op7","currency":"CNY",)"
        R"("offline":true,"tax_included":true,"status":"completed",)"
        R"("totals":{"gross":3356,"discount":0,"net":3356,"tax":386,"grand":3356},)"
        R"("tenders":[{"type":"mobile_payment","amount":3400},{"type":"cash","amount":0},)"
        R"({"type":"rounding","amount":-44}],"loyalty":{"points_est":33},"lines":[)"
        R"({"sequence":1,"type":"sale","item_id":"A1","quantity":"2","actual_unit_price":1450,)"
        R"("extended_amount":2900},{"sequence":2,"type":"sale","gtin":"4006381333931",)"
        R"("quantity":"0.456","uom":"KGM","actual_unit_price":1000,"extended_amount":456}]})");
    EXPECT_EQ(events[0].person,
              R"({"member_id":"m-77","masks":{"phone":"138****8000","email":"l***@example.com",)"
              R"("name":"李**"}})");
}

TEST(PurchaseEvent, SealsHowTheCustomerIsReachedToCentralAlone) {
    SeededEntropy dice{3};
    const auto central = make_seal_key(dice);
    const MemberKeys keys{public_of(central), IdentifierKey(std::string(32, 'k'))};
    const auto purchase = receipt_of(good_receipt);
    const auto events = purchase_events(purchase, keys, dice);
    ASSERT_TRUE(events);
    const auto& person = events->front().person;
    for (const auto* clear : {"13800138000", "li@example", "李雷"}) {
        EXPECT_EQ(person.find(clear), std::string::npos) << clear;
    }
    const Json& json = json_of(person);
    EXPECT_EQ(json.find("identifiers")->items().size(), 2U);
    const auto key = purchase_key(purchase);
    const auto opened =
        open_sealed_contact(*json.find("sealed"), {"purchase.completed", key}, central);
    ASSERT_TRUE(opened) << opened.error().what();
    EXPECT_EQ(*opened, purchase.customer.contact);
    // As another receipt's it says nothing.
    EXPECT_FALSE(
        open_sealed_contact(*json.find("sealed"), {"purchase.completed", key + "x"}, central));
}

TEST(PurchaseEvent, OfNobodyHasNoPersonPart) {
    Purchase purchase = receipt_of(good_receipt);
    purchase.customer = {};
    EXPECT_TRUE(events_of(purchase)[0].person.empty());
}

TEST(PurchaseEvent, NamesTheReceiptItReturnsOrVoids) {
    Purchase purchase = receipt_of(good_receipt);
    purchase.return_of = ReceiptIdentity{"S1", "pos9", "2026-06-30", 9};
    purchase.void_of = ReceiptIdentity{"S2", "pos8", "2026-06-29", 8};
    const Json& data = json_of(events_of(purchase)[0].data);
    EXPECT_EQ(data.find("return_of")->find("workstation_id")->string(), "pos9");
    EXPECT_EQ(data.find("void_of")->find("sequence_number")->integer(), 8);
}

TEST(PurchaseEvent, NamesTheSessionThatItCameFromIfThereWasOne) {
    Purchase purchase = receipt_of(good_receipt);
    EXPECT_EQ(json_of(events_of(purchase)[0].data).find("handoff"), nullptr);
    purchase.handoff = HandoffSession{90417, 4711};
    EXPECT_NE(events_of(purchase)[0].data.find(R"("handoff":{"campaign":90417,"session":"4711"})"),
              std::string::npos);
}

TEST(PurchaseEvent, OfALongReceiptIsAHeadAndPartsWithEveryLineOnce) {
    const Purchase purchase = long_receipt(purchase_lines_max, name_bytes_max);
    const auto events = events_of(purchase);
    ASSERT_GT(events.size(), 2U);
    const Json& head = json_of(events[0].data);
    EXPECT_EQ(head.find("line_count")->integer(), purchase_lines_max);
    EXPECT_EQ(head.find("parts")->integer(), events.size() - 1);
    EXPECT_EQ(head.find("lines"), nullptr);
    EXPECT_EQ(head.find("totals")->find("grand")->integer(), purchase.totals.grand);
    EXPECT_FALSE(events[0].person.empty());

    std::vector<std::int64_t> sequences;
    for (std::size_t i = 1; i < events.size(); ++i) {
        EXPECT_EQ(events[i].type, "purchase.lines");
        EXPECT_EQ(events[i].lane, Lane::ledger);
        EXPECT_TRUE(events[i].person.empty());
        const Json& part = json_of(events[i].data);
        EXPECT_EQ(part.find("purchase_key")->string(), head.find("purchase_key")->string());
        EXPECT_EQ(part.find("part")->integer(), i);
        EXPECT_EQ(part.find("parts")->integer(), events.size() - 1);
        for (const auto sequence : sequences_in(part)) sequences.push_back(sequence);
    }
    ASSERT_EQ(sequences.size(), purchase_lines_max);
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        EXPECT_EQ(sequences[i], static_cast<std::int64_t>(i));
    }
}

TEST(PurchaseEvent, FitsTheBoundHoweverLongTheReceiptIs) {
    SeededEntropy entropy{3};
    EventContext context = smallest_context();
    context.tenant = std::string(name_bytes_max, 't');
    context.device = std::string(device_name_max, 'd');
    context.store = std::string(name_bytes_max, 's');
    std::size_t split = 0;
    for (std::size_t lines = 100; lines < 700; lines += 7) {
        const auto events = events_of(long_receipt(lines, 30));
        split += events.size() > 1 ? 1 : 0;
        for (const auto& draft : events) {
            EXPECT_TRUE(encode_event(draft, context, entropy)) << lines << " lines";
        }
    }
    EXPECT_GT(split, 0U);
}

TEST(PurchaseEvent, OfALongPractisedReceiptStaysOutOfTheLedger) {
    Purchase purchase = long_receipt(purchase_lines_max, 30);
    purchase.training = true;
    for (const auto& draft : events_of(purchase)) {
        EXPECT_EQ(draft.lane, Lane::touch);
        EXPECT_TRUE(draft.type.starts_with("purchase.training")) << draft.type;
        ASSERT_NE(find_event_kind(draft.type), nullptr);
    }
}

TEST(PurchaseEvent, KeepsASuspendedReceiptApartFromTheCompletedOne) {
    Purchase purchase = receipt_of(good_receipt);
    const auto completed = purchase_key(purchase);
    purchase.status = PurchaseStatus::suspended;
    EXPECT_NE(purchase_key(purchase), completed);
}

TEST(PurchaseEvent, KeepsTwoNumbersApartThatDifferInALetter) {
    Purchase purchase = receipt_of(good_receipt);
    const auto plain = purchase_key(purchase);
    purchase.receipt.receipt_number = "1234";
    EXPECT_EQ(purchase_key(purchase), plain) << "no more than the sequence says";
    purchase.receipt.receipt_number = "A-1234";
    EXPECT_EQ(purchase_key(purchase), "S0042/pos1/2026-07-01/A1234/completed");
    const auto head = events_of(purchase).front().data;
    EXPECT_EQ(Json::parse(head)->find("receipt_number")->string(), "A-1234");
}

TEST(PurchaseEvent, ACashiersNameTravelsInThePersonPartOnly) {
    Purchase purchase = receipt_of(good_receipt);
    purchase.customer = {};
    purchase.operator_name = "Anna K.";
    const auto event = events_of(purchase).front();
    EXPECT_EQ(event.data.find("Anna"), event.data.npos);
    EXPECT_EQ(event.person, R"({"operator_name":"Anna K."})");
}

TEST(PurchaseEvent, OfAHeadThatFillsAnEventIsRefused) {
    Purchase purchase = receipt_of(good_receipt);
    purchase.till_id = std::string(event_data_bytes_max, 'x');
    const auto events = drafts_of(purchase);
    ASSERT_FALSE(events);
    EXPECT_EQ(events.error().kind(), Errc::too_large);
    EXPECT_EQ(events.error().code(), "event_too_large");
}

}  // namespace
}  // namespace aisle
