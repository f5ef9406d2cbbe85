// SPDX-License-Identifier: Apache-2.0
// The one door in: what a scanner, a till, a kiosk or a vendor's program may do. Each use case
// reads what came, decides (in domain/), and hands one job to the store: the books move and the
// journal grows in the same transaction, or neither. The answer leaves after the commit, never
// before. Owner's thread.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/function.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/books/accepted.hpp"
#include "agent/books/coupon_book.hpp"
#include "agent/books/request_book.hpp"
#include "agent/books/task_book.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/rejection_pace.hpp"
#include "agent/domain/scan.hpp"
#include "agent/domain/scan/scan_event.hpp"
#include "agent/domain/store_profile.hpp"
#include "agent/store/store.hpp"
#include "sync/journal.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

using Accept = Function<void(Result<Accepted>)>;
using Answer = Function<void(Result<std::string>)>;

struct DeskParts {
    Store& store;
    Journal& journal;
    RequestBook& requests;
    TaskBook& tasks;
    TaskList& task_list;
    CouponList& coupon_list;
    const Clock& clock;
    Entropy& entropy;
    Metrics& metrics;
    Log log;
};

struct DeskEvents {
    Function<EventContext()> context;                // where and when it is now
    Function<std::optional<WallTime>()> truth = {};  // what time it is, if anybody knows
    // On the store thread: room on the disk for so many bytes, or Errc::full.
    Function<Result<void>(Txn&, Lane, std::size_t)> admit;
    Function<void(const Receipt&)> saved;  // after the commit, once a lane and use case
    // How each commit ended, good or bad.
    Function<void(Lane, const Result<void>&)> committed = {};
    Function<void(std::string_view key)> task_done;
};

class Desk {
public:
    Desk(DeskParts parts, StoreProfile profile, DeskEvents events, ScanPolicy scans = {});

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
    void complete_task(std::string_view key, std::string_view body, Accept accept);
    // A fact of the device itself: a boot, a salvage.
    void record(const EventDraft& draft, Accept accept, Job also = {});

    void list_tasks(Answer answer);
    void list_coupons(std::string_view after, std::size_t rows_max, Answer answer);

    // What encode_event needs of the moment.
    Result<Event> encode(const EventDraft& draft);

private:
    // One use case on its way to the store.
    struct Capture {
        std::vector<Event> events;
        std::string request;  // "purchase:" and the caller's id; empty if it gave none
        Digest body;
        std::vector<std::string> repeats_of{};  // requests, too
        std::string member;                     // the provisional member id, for the answer
        std::string task;                       // the task this completes
        std::string code;                       // what a scanned code is, for the answer
        // When it came; nothing while nobody knows what time it is.
        std::optional<WallTime> dated;
        Job also;
    };
    void suppress(const Scan& scan, SecretKind kind, Accept& accept);
    std::optional<WallTime> truth();
    // To judge by; the wall clock where nobody knows better.
    WallTime now();
    Result<Capture> prepare(const std::vector<EventDraft>& drafts, std::string_view what,
                            std::string_view caller_id, std::string_view body);
    void commit(Result<Capture> capture, Accept accept, Job also = {});
    Result<void> apply(Txn& txn, Capture& capture, Accepted& accepted, WallTime now);
    void settle(const Capture& capture, Result<void> done, Accepted& accepted, Accept& accept);
    void reject(std::string_view what, const Error& error, Accept& accept);

    DeskParts parts_;
    StoreProfile profile_;
    DeskEvents events_;
    ScanPolicy scans_;
    RejectionPace rejections_;
};

}  // namespace aisle
