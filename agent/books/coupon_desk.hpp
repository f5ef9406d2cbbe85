// SPDX-License-Identifier: Apache-2.0
// Coupons at the till: presented with what is being bought, granted or refused with the reason,
// then redeemed or released with the sale. What is granted was taken from a right that this device
// holds, in the transaction that says so; only where it holds none is central asked, and what
// central grants too late is given back. A till that asks again hears the same. Owner's thread.
#pragma once

#include "agent/books/central_line.hpp"
#include "agent/books/recorder.hpp"
#include "agent/books/rights.hpp"
#include "agent/books/sure_time.hpp"
#include "agent/domain/coupon/redemption.hpp"
#include "agent/domain/scan/code.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace aisle {

// Where the till stands, as central's registry has it.
struct TillPlace {
    std::string store;
    std::uint32_t holder = 0;
    std::string currency;  // where a basket names none
};

struct CouponDeskParts {
    Recorder& recorder;
    Rights& rights;
    HoldList& holds;
    SureTime& time;
    const CodeReader& codes;
    CentralLine& central;
    Function<TillPlace()> place;
    // Who wants to be forgotten is not heard yet: whoever is named is nobody's member.
    Function<bool()> members_closed = {};
};

class CouponDesk {
public:
    explicit CouponDesk(CouponDeskParts parts) : parts_(std::move(parts)) {}

    // Answers with granted_json or rejected_json. Errors: invalid (placed), full, unavailable.
    void present(std::string_view body, Answer answer);
    // Errors: not_found ("unknown_redemption"), conflict ("closed_otherwise"), invalid
    // ("amount_over_held").
    void close(std::string_view redemption_id, std::string_view body, Answer answer);
    // Errors: not_found, conflict ("not_redeemed").
    void reverse(std::string_view redemption_id, std::string_view body, Answer answer);
    void list_holds(Answer answer);
    // Central reserved something when nobody waited for it any more.
    void answered_late(std::string_view asked, std::string_view body);

private:
    struct Case;
    using Course = std::shared_ptr<Case>;

    std::optional<RejectionReason> read_code(Case& open);
    void decide(const Course& open);
    Result<void> judge_in(Pen& pen, Case& open);
    Result<void> grant(Pen& pen, Case& open, const CouponGrant& grant);
    Result<void> refuse(Pen& pen, Case& open, RejectionReason reason);
    void ask_central(const Course& open);
    void hear_central(const Course& open, const Result<std::string>& said);
    struct Ending;
    Result<void> close_in(Pen& pen, const Ending& ending, std::string& answer);
    Result<void> close_late(Pen& pen, const Redemption& released, const Ending& ending,
                            std::string& answer);
    // A turn that answers with a text.
    void run(Function<Result<void>(Pen&, std::string&)> job, Answer answer);

    CouponDeskParts parts_;
};

}  // namespace aisle
