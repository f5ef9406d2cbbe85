// SPDX-License-Identifier: Apache-2.0
// What every use case goes through: one transaction in which a repeat is recognised, the books move
// and the journal grows, or none of it; and the answer leaves after the commit, never before. The
// desks bring what they want to happen as a Turn. Owner's thread; what a turn moves runs inside a
// Txn on the store thread.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/function.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/books/accepted.hpp"
#include "agent/books/request_book.hpp"
#include "agent/domain/day_closing.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/rejection_pace.hpp"
#include "agent/store/store.hpp"
#include "sync/journal.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

using Accept = Function<void(Result<Accepted>)>;
using Answer = Function<void(Result<std::string>)>;

struct RecorderParts {
    Store& store;
    Journal& journal;
    RequestBook& requests;
    const Clock& clock;
    Entropy& entropy;
    Metrics& metrics;
    Log log;
};

struct RecorderEvents {
    Function<EventContext()> context;                // where and when it is now
    Function<std::optional<WallTime>()> truth = {};  // what time it is, if anybody knows
    // On the store thread: room on the disk for so many bytes, or Errc::full.
    Function<Result<void>(Txn&, Lane, std::size_t)> admit;
    // On the store thread: what was written, in the transaction that writes it; an error undoes it.
    Function<Result<void>(Txn&, const Event&, const Receipt&, const DayMoment&)> written = {};
    Function<void(const Receipt&)> saved;  // after the commit: the last of each lane
    // How each commit ended, good or bad.
    Function<void(Lane, const Result<void>&)> committed = {};
};

// The moment of a turn, and what time it is if anybody knows.
struct TurnMoment {
    EventContext context;
    std::optional<WallTime> truth = {};
};

// Writes events into the journal inside a turn's transaction, all of the turn's moment.
class Pen {
public:
    Pen(Txn& txn, const RecorderParts& parts, RecorderEvents& events, const TurnMoment& moment)
        : txn_(txn), parts_(parts), events_(events), moment_(moment) {}

    // Errors: full (no room on the disk), too_large.
    Result<Receipt> write(const EventDraft& draft);
    Result<Receipt> write(const Event& event);

    Txn& txn() { return txn_; }
    const EventContext& moment() const { return moment_.context; }
    // The same, as far as the day it belongs to is concerned.
    DayMoment when() const;
    Entropy& entropy() { return parts_.entropy; }
    const std::vector<Receipt>& written() const { return written_; }

private:
    DayMoment when(const Event& event) const;

    Txn& txn_;
    const RecorderParts& parts_;
    RecorderEvents& events_;
    const TurnMoment& moment_;
    std::vector<Receipt> written_;
};

// One use case on its way to the store.
struct Turn {
    std::vector<Event> events{};  // what is known beforehand
    std::string request{};        // "purchase:" and the caller's id; empty if it gave none
    Digest body{};                // of what the caller sent
    // The same as a program before this one remembered it: its callers may still repeat themselves.
    std::optional<Digest> earlier_body{};
    std::vector<std::string> repeats_of{};  // requests, too
    std::string member{};                   // the provisional member id, for the answer
    std::string code{};                     // what a scanned code is, for the answer
    // When it came; nothing while nobody knows what time it is.
    std::optional<WallTime> dated{};
    Job also{};  // before all else, of a repeat as well; it may be done more than once
    // After the events are written: the books move, and may write more. It may run twice, the first
    // time without consequence (see committer.hpp). Not run of a repeat.
    Function<Result<void>(Pen&)> moves{};
};

class Recorder {
public:
    Recorder(RecorderParts parts, RecorderEvents events);

    // What encode_event needs of the moment.
    Result<Event> encode(const EventDraft& draft);
    // A turn of these events; what the caller sent under its own id makes a repeat safe.
    Result<Turn> prepare(const std::vector<EventDraft>& drafts, std::string_view what = {},
                         std::string_view caller_id = {}, std::string_view body = {});
    void commit(Result<Turn> turn, Accept accept);
    // A fact of the device itself: a boot, a salvage.
    void record(const EventDraft& draft, Accept accept, Job also = {});
    // Refused in front of the person who can correct it, and noted without its values.
    void reject(std::string_view what, const Error& error, Accept& accept);

    // Reads on the read thread; the text is the answer.
    void read(Function<Result<std::string>()> job, Answer answer);

    // Of whatever is given a name here: a provisional member, a redemption.
    EventId fresh_id() { return make_event_id(parts_.clock.wall(), parts_.entropy); }
    std::optional<WallTime> truth();
    // Where it is, as events say.
    std::string store() { return events_.context().store; }
    // To judge by; the wall clock where nobody knows better.
    WallTime now();
    const RecorderParts& parts() const { return parts_; }

private:
    Result<void> apply(Pen& pen, Turn& turn, Accepted& accepted);
    void settle(const Turn& turn, const std::vector<Receipt>& written, Result<void> done,
                Accepted& accepted, Accept& accept);

    RecorderParts parts_;
    RecorderEvents events_;
    RejectionPace rejections_;
};

}  // namespace aisle
