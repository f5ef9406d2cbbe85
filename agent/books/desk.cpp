// SPDX-License-Identifier: Apache-2.0
#include "agent/books/desk.hpp"

#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/purchase.hpp"
#include "agent/domain/purchase_event.hpp"
#include "agent/domain/scan/code_json.hpp"
#include "agent/domain/task_deed.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aisle {
namespace {

Error wrong_scan(std::string_view code, const std::string& what) {
    return Error(Errc::invalid, what).coded(code).placed("/data");
}

bool is_bounded(const Scan& scan) {
    return !scan.bytes.empty() && scan.bytes.size() <= scan_bytes_max;
}

struct ReadPurchase {
    std::string id;
    std::vector<EventDraft> drafts;
    std::string member;  // who bought; empty where nothing was sold
    // What the receipt was said to earn whom; nobody where it counts for nothing.
    std::string earner{};
    std::string receipt{};  // its key
    std::int64_t points = 0;
};

struct SealedBy {
    const MemberKeys& keys;
    Entropy& entropy;
};

Result<ReadPurchase> read_purchase(std::string_view body, const StoreProfile& profile, WallTime now,
                                   const SealedBy& sealed) {
    TRY(const auto json, Json::parse(body));
    TRY(auto purchase, parse_purchase(json, profile, now));
    TRY(auto drafts, purchase_events(purchase, sealed.keys, sealed.entropy));
    const bool sold = purchase_kind(purchase).name == EventKinds::purchase_completed.name;
    ReadPurchase read{std::move(purchase.id), std::move(drafts),
                      sold ? purchase.customer.member_id : std::string()};
    const bool returned = purchase_kind(purchase).name == EventKinds::return_completed.name;
    if ((sold || returned) && purchase.points_estimate.value_or(0) != 0) {
        read.receipt = purchase_key(purchase);
        read.earner = std::move(purchase.customer.member_id);
        read.points = *purchase.points_estimate;
    }
    return read;
}

}  // namespace

Desk::Desk(DeskParts parts, StoreProfile profile, ScanPolicy scans)
    : recorder_(parts.recorder),
      parts_(std::move(parts)),
      profile_(std::move(profile)),
      scans_(std::move(scans)) {}

void Desk::capture_scan(const Scan& scan, std::string_view caller_id, Accept accept) {
    if (!is_bounded(scan)) {
        const auto most = std::to_string(scan_bytes_max);
        return recorder_.reject(
            "scan", wrong_scan("bad_scan", "a scan has from 1 to " + most + " bytes"), accept);
    }
    const auto code = scans_.codes.read(scan);
    if (code.secret != SecretKind::none) return suppress(scan, code.secret, accept);
    if (code.kind == CodeClass::unknown && scans_.unknown == UnknownCodes::drop) {
        return recorder_.reject(
            "scan",
            wrong_scan("unknown_code",
                       "a code of no known kind, and scan.unknown is \"drop\": "
                       "describe it as a [[code]], or choose \"hash\" or \"keep\""),
            accept);
    }
    const std::string what = scan.aim + scan.bytes + "\n" + scan.source;
    auto turn = recorder_.prepare({scan_captured(scan, code, scans_)}, "scan", caller_id, what);
    if (turn) turn->code = code_json(scan, code);
    recorder_.commit(std::move(turn), std::move(accept));
}

void Desk::suppress(const Scan& scan, SecretKind kind, Accept& accept) {
    recorder_.parts().metrics.add(Count::scans_suppressed);
    recorder_.record(scan_suppressed(scan, kind), [](const Result<Accepted>&) {});
    accept(wrong_scan("secret_code",
                      "a payment code, a payment card or a person's id: it is forgotten, and never "
                      "stored; scan what is bought, or the member's own code"));
}

void Desk::record_purchase(std::string_view body, Accept accept, Job also,
                           std::span<const std::string> repeats_of) {
    const auto read =
        read_purchase(body, profile_, recorder_.now(), {keys(), recorder_.parts().entropy});
    if (!read) return recorder_.reject("purchase", read.error(), accept);
    auto turn = recorder_.prepare(read->drafts, "purchase", read->id, body);
    if (turn && parts_.members != nullptr) {
        turn->earlier_body = turn->body;
        turn->body = parts_.members->digest_of(body);
    }
    for (const auto& id : repeats_of) {
        if (turn) turn->repeats_of.push_back("purchase:" + id);
    }
    if (turn) turn->also = std::move(also);
    if (turn && !(read->member.empty() && read->earner.empty())) {
        turn->moves = [this, member = read->member, earner = read->earner, receipt = read->receipt,
                       points = read->points, now = recorder_.now()](Pen& pen) -> Result<void> {
            if (!earner.empty() && parts_.members != nullptr) {
                TRY(parts_.members->note_points(pen, {earner, receipt, points}));
            }
            return member.empty() ? Result<void>() : credit_tasks(pen, member, now);
        };
    }
    recorder_.commit(std::move(turn), std::move(accept));
}

// An event of its own: which tasks a purchase is to the credit of is known only inside the turn,
// and the purchase was encoded before.
Result<void> Desk::credit_tasks(Pen& pen, const std::string& member, WallTime now) {
    std::vector<std::string> ids{member};
    if (parts_.members != nullptr) {
        TRY(ids, parts_.members->ids_of(member));
    }
    std::vector<std::string> tasks;
    for (const auto& id : ids) {
        TRY(auto owed, parts_.tasks.credits().take(pen.txn(), id, now));
        std::ranges::move(owed, std::back_inserter(tasks));
    }
    if (tasks.empty()) return {};
    const auto purchase = to_string(pen.written().front().id);
    TRY(pen.write(task_credited(
        {member, purchase, std::string(EventKinds::purchase_completed.name), std::move(tasks)})));
    return {};
}

bool Desk::understands_purchase(std::string_view body) {
    const MemberKeys none;
    return read_purchase(body, profile_, recorder_.now(), {none, recorder_.parts().entropy})
        .has_value();
}

void Desk::sign_up(std::string_view body, Accept accept) {
    members().sign_up(body, std::move(accept));
}

const MemberKeys& Desk::keys() const {
    static const MemberKeys none;
    return parts_.members == nullptr ? none : parts_.members->keys();
}

PersonsKnownBy Desk::persons_known_by() const {
    const auto& key = keys().identifiers;
    return {key ? &*key : nullptr, profile_.region};
}

MemberDesk& Desk::members() {
    CHECK(parts_.members != nullptr, "a desk where somebody signs up has its member desk");
    return *parts_.members;
}

void Desk::record(const EventDraft& draft, Accept accept, Job also) {
    recorder_.record(draft, std::move(accept), std::move(also));
}

void Desk::list_coupons(std::string_view after, std::size_t rows_max, Answer answer) {
    recorder_.read(
        [this, after = std::string(after), rows_max,
         here = CouponList::Here{recorder_.store(), recorder_.now()}] {
            return parts_.coupon_list.json(after, rows_max, here);
        },
        std::move(answer));
}

}  // namespace aisle
