// SPDX-License-Identifier: Apache-2.0
// Carries out what the session decides: link, store, journal and feeds on one side, the session on
// the other, and no decision of its own. Owner's thread; store jobs run where the store runs them.
// It sees neither a socket nor a timer, so the simulation runs it as it is.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/function.hpp"
#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/domain/event.hpp"
#include "agent/store/store.hpp"
#include "sync/ask_desk.hpp"
#include "sync/central_memory.hpp"
#include "sync/clock_repair.hpp"
#include "sync/feeds.hpp"
#include "sync/journal.hpp"
#include "sync/journal_reader.hpp"
#include "sync/link.hpp"
#include "sync/session.hpp"
#include "sync/true_time.hpp"
#include "sync/wanted_pages.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

// Whole topics; {scope} stands in `feed`.
struct Topics {
    std::string status, hello, journal, want, ask, report;
    std::string welcome, ack, page, answer, command;
    std::string feed;
};

struct RunnerOptions {
    SessionOptions session;
    std::vector<LinkTarget> brokers;  // as many as session.brokers
    Topics topics;
    std::string agent;  // program version, for hello and birth
    // What brokers may lack: status kept for who looks later, and `lost` said in our place.
    bool retain = true;
    bool will = true;
};

// What the wiring is told, after the commit that made it true.
struct RunnerEvents {
    Function<void(MonoTime)> wake_at;                   // when to call tick() next
    Function<Result<Event>(const EventDraft&)> encode;  // with the surroundings of now
    // On the store thread: through which number what central wants forgotten is.
    Function<Result<std::int64_t>()> erased = {};
    Function<void()> progressed;  // state or acks have moved
    Function<void(std::string_view feed, std::size_t entries)> fed;
    Function<void(const Welcome&)> welcomed;
    // An answer after its moment: what was asked, and what central has said to it.
    Function<void(std::string_view kind, const std::string& asked_body, const std::string& body)>
        answered_late;
    Function<void(const Command&)> commanded;  // each time it comes; repeats are the listener's
    Function<void()> forked;                   // the journal has another epoch
    // Central was set back or set up anew since this file last met it.
    Function<void(const Incarnation&)> new_central;
};

struct RunnerParts {
    Link& link;
    Store& store;
    Journal& journal;
    JournalReader& reader;
    Feeds& feeds;
    CentralMemory& central;
    ClockRepair& clocks;
    TrueTime& time;
    const Clock& clock;
    Entropy& entropy;
    Metrics& metrics;
    Log log;
};

class Runner final : public LinkEvents {
public:
    Runner(RunnerOptions options, RunnerParts parts, RunnerEvents events);

    void start(const JournalState& journal, std::string boot_id);
    // Says goodbye in order, so that the will is not sent.
    void stop();
    void tick();
    void appended(const Receipt& receipt) { feed(Appended{receipt.lane, receipt.seq}); }
    SessionView view() const { return session_.view(); }
    // `reply` is called exactly once, perhaps before this returns; its errors stand at AskDesk.
    void ask(std::string kind, std::string body, Millis patience, AskReply reply);
    // Whether a question asked now would leave.
    bool listens() const;
    // Since central last said something in a session that it had greeted; since the start, if
    // never.
    Micros unheard_for(MonoTime now) const;

    void link_up(const LinkLimits& limits) override { feed(LinkIsUp{limits}); }
    void link_down(const LinkDown& down) override;
    void link_subscribed(const SubscribeOutcome& outcome) override;
    void link_published(std::uint64_t token, PublishOutcome outcome) override {
        feed(Published{token, outcome});
    }
    void link_message(std::string topic, std::string payload) override;

private:
    void feed(SessionInput input);
    void carry_out(OpenLink& what);
    void carry_out(CloseLink& what);
    void carry_out(SubscribeDown& what);
    void carry_out(SayHello& what);
    void carry_out(ReconcileJournal& what);
    void carry_out(ReadBatch& what);
    void carry_out(PublishBatch& what);
    void carry_out(SaveAck& what);
    void carry_out(SetAside& what);
    void carry_out(Remark& what);

    struct Standing;
    void say_hello(Nonce nonce, const Standing& standing);
    void reconciled(const Reconciled& outcome, std::vector<FeedPosition> wants);
    void declare_missing(Lane lane, const Gap& missing, std::uint64_t request);
    void take_page(std::string_view payload);
    void ask_again_when_due();
    void take_welcome(std::string_view payload);
    void take_ack(std::string_view payload);
    void take_answer(std::string_view payload);
    void take_command(std::string_view payload);
    bool is_central(const Incarnation& who);
    void heard();
    void observe_clock(const Welcome& welcome);
    void follow_scopes(const Welcome& welcome);
    void want(const FeedPosition& after);
    void publish(const std::string& topic, std::string payload, bool retain);
    void append(const EventDraft& draft);
    void refuse(std::string_view topic, const Error& error);
    void note_failure(std::string_view event, const Error& error);
    void unsaved(std::string_view event, const std::string& doing, const Error& error);
    void wake();
    bool connected() const;

    RunnerOptions options_;
    RunnerParts parts_;
    RunnerEvents events_;
    Session session_;
    AskDesk asks_;
    std::string boot_id_;
    std::optional<MonoTime> asked_;    // the hello that no welcome has answered yet
    std::vector<std::string> scopes_;  // feed topics subscribed on this connection
    WantedPages wanted_;               // of this connection
    MonoTime heard_{};                 // when central spoke
    bool born_ = false;                // `online` was said on this connection
    bool stopped_ = false;
};

}  // namespace aisle
