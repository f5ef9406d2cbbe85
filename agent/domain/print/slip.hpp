// SPDX-License-Identifier: Apache-2.0
// What is printed for a customer, as data without any printer's bytes: a coupon, a receipt of what
// somebody consented to, a test page. A request is a body of the local interface; what was parsed
// agrees with itself. The wording in both languages stands here and nowhere else. Pure; any thread.
//
//   {"id":"…","printer":"…","slip":"coupon","language":"zh","coupon":{"title":"…","terms":["…"],
//    "value":{"amount":500},"currency":"CNY","token":"…","expires":"2026-08-31T23:59:59+08:00"}}
//   {"id":"…","slip":"consent","language":"en","consent":{"notice_id":"…","notice_version":"…",
//    "language":"en","decisions":[{"purpose":"…","channel":"…","decision":"given"}],
//    "collected_at":"2026-07-01T08:00:00Z"}}
//   {"id":"…","slip":"test","language":"zh"}
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/money.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/consent.hpp"
#include "agent/domain/coupon/discount.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace aisle {

enum class SlipLanguage { zh, en };
enum class SlipAlign { left, centre, right };

struct SlipStyle {
    SlipAlign align = SlipAlign::left;
    bool bold = false;
    bool large = false;  // twice as wide and high
    bool operator==(const SlipStyle&) const = default;
};

// One paragraph; how it is cut into lines is the printer's width's affair.
struct SlipText {
    std::string text;
    SlipStyle style{};
    bool operator==(const SlipText&) const = default;
};
struct SlipRule {
    bool operator==(const SlipRule&) const = default;
};
struct SlipSymbol {  // a QR code
    std::string payload;
    bool operator==(const SlipSymbol&) const = default;
};
struct SlipFeed {
    int lines = 1;
    bool operator==(const SlipFeed&) const = default;
};
using SlipPart = std::variant<SlipText, SlipRule, SlipSymbol, SlipFeed>;

struct Slip {
    SlipLanguage language = SlipLanguage::zh;
    std::vector<SlipPart> parts;
};

struct CouponSlip {
    std::string title;
    std::vector<std::string> terms;  // each a line or a few
    // None: the title says it, as of a gift.
    std::optional<std::variant<Money, BasisPoints>> worth;
    std::string token;
    WallTime expires;
};

struct ConsentAnswer {
    std::string purpose;  // the words of Consent
    std::string channel;
    ConsentDecision decision = ConsentDecision::refused;
};

struct ConsentSlip {
    std::string notice_id;
    std::string notice_version;
    std::string notice_language;  // BCP 47
    std::vector<ConsentAnswer> answers;
    WallTime collected_at;
};

struct TestSlip {};

struct SlipRequest {
    std::string id;       // the caller's; makes a repeat safe
    std::string printer;  // empty: the one there is
    SlipLanguage language = SlipLanguage::zh;
    std::variant<TestSlip, CouponSlip, ConsentSlip> content;
};

// Errors: invalid, coded and placed by JSON pointer.
Result<SlipRequest> parse_slip_request(const Json& body);

struct SlipSurroundings {
    std::string store_name;
    std::string device;
    std::string printed_at;              // local_text of now
    std::chrono::minutes utc_offset{0};  // of the store's local time
    int copy_number = 0;                 // 0: the original
};

Slip make_slip(const SlipRequest& request, const SlipSurroundings& around);

// "2026-07-01 16:00"
std::string local_text(WallTime at, std::chrono::minutes utc_offset);

}  // namespace aisle
