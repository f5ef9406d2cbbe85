// SPDX-License-Identifier: Apache-2.0
// A good receipt as a till sends it, to be changed in one place by a test.
#pragma once

#include "agent/domain/purchase_event.hpp"
#include "tests/agent/domain/body.hpp"

namespace aisle {

inline const std::string good_receipt =
    R"({"id":"r-1","workstation_id":"pos1","till_id":"t1","sequence_number":1234,)"
    R"("business_day_date":"2026-07-01","begin_date_time":"2026-07-01T16:29:00+08:00",)"
    R"("end_date_time":"2026-07-01T16:30:00+08:00","operator_id":"op7","currency":"CNY",)"
    R"("offline":true,"status":"completed","lines":[)"
    R"({"sequence":1,"type":"sale","item_id":"A1","quantity":"2","actual_unit_price":1450,)"
    R"("extended_amount":2900},)"
    R"({"sequence":2,"type":"sale","gtin":"4006381333931","quantity":"0.456","uom":"KGM",)"
    R"("actual_unit_price":1000,"extended_amount":456}],)"
    R"("tenders":[{"type":"mobile_payment","amount":3400},{"type":"cash","amount":0},)"
    R"({"type":"rounding","amount":-44}],)"
    R"("loyalty":{"member_id":"m-77","points_est":33},)"
    R"("customer":{"name":"李雷","phone":"138 0013 8000","email":"li@Example.com"},)"
    R"("totals":{"net":3356,"tax":386,"grand":3356}})";

inline Result<Purchase> parse_receipt(const std::string& text) {
    return parse_purchase(json_of(text), store_in_china(), ManualClock::morning);
}

inline Purchase receipt_of(const std::string& text) {
    auto purchase = parse_receipt(text);
    EXPECT_TRUE(purchase) << purchase.error().code() << " at " << purchase.error().place() << ": "
                          << purchase.error().what();
    return purchase ? *purchase : Purchase{};
}

// As a till without central's key makes them.
inline Result<std::vector<EventDraft>> drafts_of(const Purchase& purchase) {
    SeededEntropy dice{1};
    return purchase_events(purchase, {}, dice);
}

}  // namespace aisle
