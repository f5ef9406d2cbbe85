// SPDX-License-Identifier: Apache-2.0
// The one door in: what a scanner, a till, a kiosk or a vendor's program may do. Each use case
// reads what came, decides (in domain/), and hands one job to the store: the books move and the
// journal grows in the same transaction, or neither. The answer leaves after the commit, never
// before. Owner's thread.
#pragma once

#include "agent/books/coupon_book.hpp"
#include "agent/books/member_desk.hpp"
#include "agent/books/recorder.hpp"
#include "agent/books/task_book.hpp"
#include "agent/domain/receipt/paper_persons.hpp"
#include "agent/domain/scan.hpp"
#include "agent/domain/scan/scan_event.hpp"
#include "agent/domain/store_profile.hpp"

#include <span>
#include <string>
#include <string_view>

namespace aisle {

struct DeskParts {
    Recorder& recorder;
    TaskBook& tasks;
    CouponList& coupon_list;
    MemberDesk* members = nullptr;  // where somebody signs up
};

class Desk {
public:
    Desk(DeskParts parts, StoreProfile profile, ScanPolicy scans = {});

    // `caller_id` makes a repeat safe; empty for a device, whose scans have none. What must be
    // forgotten is refused ("secret_code"), and that it was there is recorded.
    void capture_scan(const Scan& scan, std::string_view caller_id, Accept accept);
    // Bodies are the JSON that came; errors are placed in it by JSON pointer.
    // `also`: done in the same transaction, of a repeat as well; it may be done more than once.
    // `repeats_of`: ids it may have been told under before; then it is a repeat of that one.
    void record_purchase(std::string_view body, Accept accept, Job also = {},
                         std::span<const std::string> repeats_of = {});
    // Whether record_purchase() would find nothing wrong with it.
    bool understands_purchase(std::string_view body);
    void sign_up(std::string_view body, Accept accept);
    // A fact of the device itself: a boot, a salvage.
    void record(const EventDraft& draft, Accept accept, Job also = {});

    const CodeReader& codes() const { return scans_.codes; }
    // What persons on a paper are known again by.
    PersonsKnownBy persons_known_by() const;
    // For what only members are asked.
    MemberDesk& members();
    void list_coupons(std::string_view after, std::size_t rows_max, Answer answer);

private:
    const MemberKeys& keys() const;
    void suppress(const Scan& scan, SecretKind kind, Accept& accept);
    Result<void> credit_tasks(Pen& pen, const std::string& member, WallTime now);

    Recorder& recorder_;
    DeskParts parts_;
    StoreProfile profile_;
    ScanPolicy scans_;
};

}  // namespace aisle
