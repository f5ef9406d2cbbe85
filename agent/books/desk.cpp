// SPDX-License-Identifier: Apache-2.0
#include "agent/books/desk.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/member.hpp"
#include "agent/domain/purchase.hpp"
#include "agent/domain/purchase_event.hpp"
#include "agent/domain/rejection.hpp"
#include "agent/domain/scan/code_json.hpp"
#include "agent/domain/task.hpp"

#include <memory>

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
};

Result<ReadPurchase> read_purchase(std::string_view body, const StoreProfile& profile,
                                   WallTime now) {
    TRY(const auto json, Json::parse(body));
    TRY(auto purchase, parse_purchase(json, profile, now));
    TRY(auto drafts, purchase_events(purchase));
    return ReadPurchase{std::move(purchase.id), std::move(drafts)};
}

}  // namespace

Desk::Desk(DeskParts parts, StoreProfile profile, DeskEvents events, ScanPolicy scans)
    : parts_(parts),
      profile_(std::move(profile)),
      events_(std::move(events)),
      scans_(std::move(scans)) {}

Result<Event> Desk::encode(const EventDraft& draft) {
    return encode_event(draft, events_.context(), parts_.entropy);
}

// ---- Use cases ----

void Desk::capture_scan(const Scan& scan, std::string_view caller_id, Accept accept) {
    if (!is_bounded(scan)) {
        const auto most = std::to_string(scan_bytes_max);
        return reject("scan", wrong_scan("bad_scan", "a scan has from 1 to " + most + " bytes"),
                      accept);
    }
    const auto code = scans_.codes.read(scan);
    if (code.secret != SecretKind::none) return suppress(scan, code.secret, accept);
    if (code.kind == CodeClass::unknown && scans_.unknown == UnknownCodes::drop) {
        return reject("scan",
                      wrong_scan("unknown_code",
                                 "a code of no known kind, and scan.unknown is \"drop\": "
                                 "describe it as a [[code]], or choose \"hash\" or \"keep\""),
                      accept);
    }
    const std::string what = scan.aim + scan.bytes + "\n" + scan.source;
    auto capture = prepare({scan_captured(scan, code, scans_)}, "scan", caller_id, what);
    if (capture) capture->code = code_json(scan, code);
    commit(std::move(capture), std::move(accept));
}

void Desk::suppress(const Scan& scan, SecretKind kind, Accept& accept) {
    parts_.metrics.add(Count::scans_suppressed);
    record(scan_suppressed(scan, kind), [](const Result<Accepted>&) {});
    accept(wrong_scan("secret_code",
                      "a payment code, a payment card or a person's id: it is forgotten, and never "
                      "stored; scan what is bought, or the member's own code"));
}

void Desk::record_purchase(std::string_view body, Accept accept, Job also,
                           std::span<const std::string> repeats_of) {
    const auto read = read_purchase(body, profile_, now());
    if (!read) return reject("purchase", read.error(), accept);
    auto capture = prepare(read->drafts, "purchase", read->id, body);
    for (const auto& id : repeats_of) {
        if (capture) capture->repeats_of.push_back("purchase:" + id);
    }
    commit(std::move(capture), std::move(accept), std::move(also));
}

bool Desk::understands_purchase(std::string_view body) {
    return read_purchase(body, profile_, now()).has_value();
}

void Desk::sign_up(std::string_view body, Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return reject("sign_up", json.error(), accept);
    const auto wish = parse_sign_up(*json, profile_);
    if (!wish) return reject("sign_up", wish.error(), accept);
    // Usable at once, with the line down: central settles later who it is.
    const auto member = "p-" + to_string(make_event_id(parts_.clock.wall(), parts_.entropy));
    auto capture = prepare(sign_up_events(*wish, member), "sign_up", wish->id, body);
    if (capture) capture->member = member;
    commit(std::move(capture), std::move(accept));
}

void Desk::complete_task(std::string_view key, std::string_view body, Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return reject("task_completion", json.error(), accept);
    const auto completion = parse_task_completion(*json);
    if (!completion) return reject("task_completion", completion.error(), accept);
    const std::string what = std::string(key) + "\n" + std::string(body);
    auto capture = prepare({task_completed(key, *completion)}, "task", completion->id, what);
    if (capture) capture->task = key;
    commit(std::move(capture), std::move(accept));
}

void Desk::record(const EventDraft& draft, Accept accept, Job also) {
    commit(prepare({draft}, "device", "", ""), std::move(accept), std::move(also));
}

void Desk::list_tasks(Answer answer) {
    auto text = std::make_shared<std::string>();
    parts_.store.read(
        [this, text, now = now()]() -> Result<void> {
            TRY(*text, parts_.task_list.json(now));
            return {};
        },
        [text, answer = std::move(answer)](Result<void> done) mutable {
            answer(done ? Result<std::string>(std::move(*text)) : done.error());
        });
}

void Desk::list_coupons(std::string_view after, std::size_t rows_max, Answer answer) {
    auto text = std::make_shared<std::string>();
    parts_.store.read(
        [this, text, after = std::string(after), rows_max, now = now()]() -> Result<void> {
            TRY(*text, parts_.coupon_list.json(after, rows_max, now));
            return {};
        },
        [text, answer = std::move(answer)](Result<void> done) mutable {
            answer(done ? Result<std::string>(std::move(*text)) : done.error());
        });
}

// ---- On the way to the store ----

std::optional<WallTime> Desk::truth() {
    return events_.truth ? events_.truth() : std::nullopt;
}

WallTime Desk::now() {
    return truth().value_or(parts_.clock.wall());
}

Result<Desk::Capture> Desk::prepare(const std::vector<EventDraft>& drafts, std::string_view what,
                                    std::string_view caller_id, std::string_view body) {
    Capture capture;
    if (!caller_id.empty()) {
        capture.request = std::string(what) + ":" + std::string(caller_id);
        capture.body = sha256({body});
        capture.dated = truth();
    }
    capture.events.reserve(drafts.size());
    for (const auto& draft : drafts) {
        TRY(auto event, encode(draft));
        capture.events.push_back(std::move(event));
    }
    return capture;
}

void Desk::commit(Result<Capture> prepared, Accept accept, Job also) {
    if (!prepared) return accept(prepared.error());
    auto capture = std::make_shared<Capture>(std::move(*prepared));
    capture->also = std::move(also);
    auto accepted = std::make_shared<Accepted>();
    parts_.store.write(
        [this, capture, accepted, now = parts_.clock.wall()](Txn& txn) {
            return apply(txn, *capture, *accepted, now);
        },
        [this, capture, accepted, accept = std::move(accept)](Result<void> done) mutable {
            settle(*capture, std::move(done), *accepted, accept);
        });
}

// One transaction: the repeat is recognised, the books move, the journal grows, or none of it.
Result<void> Desk::apply(Txn& txn, Capture& capture, Accepted& accepted, WallTime now) {
    if (capture.also) TRY(capture.also(txn));
    if (!capture.request.empty()) {
        TRY(auto before, parts_.requests.recall(txn, capture.request, capture.body));
        if (!before) {
            TRY(before, parts_.requests.recall_any(txn, capture.repeats_of));
        }
        if (before) {
            accepted = *before;
            return {};
        }
    }
    accepted = {.receipt = {}, .events = capture.events.size(), .member = capture.member};
    for (std::size_t i = 0; i < capture.events.size(); ++i) {
        const auto& event = capture.events[i];
        TRY(events_.admit(txn, event.lane, event.bytes.size() + event.person.size()));
        TRY(const auto receipt, parts_.journal.append(txn, event));
        if (i == 0) accepted.receipt = receipt;
    }
    if (!capture.task.empty()) {
        TRY(parts_.tasks.complete(txn, capture.task, accepted.receipt, now));
    }
    if (capture.request.empty()) return {};
    return parts_.requests.remember(txn, capture.request, capture.body, accepted, capture.dated);
}

void Desk::settle(const Capture& capture, Result<void> done, Accepted& accepted, Accept& accept) {
    if (events_.committed) events_.committed(capture.events.front().lane, done);
    accepted.code = capture.code;
    if (!done) {
        const bool conflict = done.error().kind() == Errc::conflict;
        parts_.metrics.add(conflict ? Count::capture_conflicts : Count::capture_refused);
        if (!conflict) parts_.log.error("capture.refused", {{"why", done.error().what()}});
        return accept(done.error());
    }
    if (accepted.repeated) {
        parts_.metrics.add(Count::capture_repeated);
        return accept(accepted);
    }
    Receipt last = accepted.receipt;
    last.seq = Seq(last.seq.value() + capture.events.size() - 1);
    parts_.metrics.add(last.lane == Lane::ledger ? Count::captured_ledger : Count::captured_touch,
                       capture.events.size());
    accept(accepted);
    if (events_.saved) events_.saved(last);
    if (!capture.task.empty() && events_.task_done) events_.task_done(capture.task);
}

// Refused in front of the person who can correct it, and noted without its values.
void Desk::reject(std::string_view what, const Error& error, Accept& accept) {
    parts_.metrics.add(Count::capture_refused);
    const auto repeated = rejections_.due(what, error, parts_.clock.mono());
    if (repeated) record(data_rejected(what, error, *repeated), [](const Result<Accepted>&) {});
    accept(error);
}

}  // namespace aisle
