// SPDX-License-Identifier: Apache-2.0
// The conversation with central as one function from what happened to what to do. No I/O, no clock,
// no thread: the runner carries out the outputs and reports back; tests and the simulation call
// step() themselves. What it promises: nothing of the journal leaves before a welcome; the window
// is counted in batches that central has not committed; the ledger goes before touch; on a stall it
// goes back to the last ack and tries with one batch; it never gives up and never hammers.
//
//   offline ──due──▶ connecting ──subscribed──▶ greeting ──welcome, reconciled──▶ streaming
//      ▲                 │                        ▲  │                              │
//      └── link down ────┴────────────────────────┼──┴──────────────────────────────┤
//                                                 └── stall, rewind, daily, misfit ─┘
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/log.hpp"
#include "agent/base/time.hpp"
#include "sync/backoff.hpp"
#include "sync/journal_reader.hpp"
#include "sync/link.hpp"
#include "sync/patience.hpp"
#include "sync/poison_watch.hpp"
#include "sync/progress.hpp"
#include "sync/reconcile.hpp"
#include "sync/session_view.hpp"
#include "sync/terms.hpp"
#include "sync/version_memory.hpp"
#include "sync/wire.hpp"

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace aisle {

struct SessionOptions {
    std::size_t brokers = 1;
    VersionPreference version = VersionPreference::automatic;
    Seconds backoff_cap = backoff_cap_default;
    Seconds stable = stable_session;  // a session that held so long forgives the failures before it
    Seconds ack_patience = ack_patience_first;  // doubles while central commits nothing
    std::size_t window = window_batches_default;
    std::size_t message_bytes_max = message_bytes_max_default;
    std::int64_t events_per_second = 0;    // 0: no bound of our own
    std::int64_t messages_per_second = 0;  // of both lanes together, as brokers count; 0: no bound
    bool compress = true;                  // when central offers it
    // For platforms without a hub: PUBACK counts as commit, events travel one by one.
    bool broker_acks = false;
    bool single_events = false;
};

// ---- What happened ----

struct Opened {  // the journal is there
    JournalState journal;
};
struct Appended {
    Lane lane = Lane::ledger;
    Seq seq;
};
struct Tick {};
struct LinkIsUp {
    LinkLimits limits;
};
struct Subscribed {
    bool ok = true;
    std::string text;
};
struct LinkIsDown {
    LinkDown down;
};
struct GotWelcome {
    Welcome welcome;
};
struct GotAck {
    Ack ack;
};
struct CentralSpoke {  // an answer or a command, of this life of central
    Incarnation incarnation;
};
struct JournalReconciled {
    Reconciled journal;
};
struct BatchIsReady {  // answers ReadBatch; without a payload there was nothing to read
    std::uint64_t request = 0;
    Lane lane = Lane::ledger;
    Seq first;
    Seq last;
    EventId last_id;
    std::string payload;
    std::size_t events = 0;  // in the payload
};
struct Published {
    std::uint64_t token = 0;
    PublishOutcome outcome = PublishOutcome::accepted;
};
struct AckSaved {
    bool fits = true;     // false: the journal has another event there
    bool written = true;  // false: the store could not, and is asked again
    Lane lane = Lane::ledger;
};
struct Quarantined {};
struct Unsaved {  // a store job of ours failed: greet again, later
    std::string why;
};

using SessionInput = std::variant<Opened, Appended, Tick, LinkIsUp, Subscribed, LinkIsDown,
                                  GotWelcome, GotAck, CentralSpoke, JournalReconciled, BatchIsReady,
                                  Published, AckSaved, Quarantined, Unsaved>;

// ---- What to do ----

struct OpenLink {
    std::size_t broker = 0;
    MqttVersion version = MqttVersion::v5;
};
struct CloseLink {};
struct SubscribeDown {};
struct SayHello {
    Nonce nonce;
};
struct ReconcileJournal {  // and follow the welcome's feeds, and learn its time
    Welcome welcome;
    EpochWelcome ours;
    bool incarnation_changed = false;
};
struct ReadBatch {
    std::uint64_t request = 0;
    Lane lane = Lane::ledger;
    Seq after;
    BatchBounds bounds;
    std::size_t message_bytes_max = 0;  // as published
    bool compress = false;
    std::uint32_t dictionary = 0;
    bool single_event = false;
};
struct PublishBatch {
    std::uint64_t token = 0;
    std::string payload;
};
struct SaveAck {
    Committed committed;
};
struct SetAside {
    Lane lane = Lane::ledger;
    Seq seq;
    std::string reason;
};
struct Remark {
    LogLevel level = LogLevel::info;
    std::string_view event;
    std::string text;
};

using SessionOutput = std::variant<OpenLink, CloseLink, SubscribeDown, SayHello, ReconcileJournal,
                                   ReadBatch, PublishBatch, SaveAck, SetAside, Remark>;

class Session {
public:
    using Outputs = std::vector<SessionOutput>;

    Session(const SessionOptions& options, Entropy& entropy);

    Outputs step(SessionInput input, MonoTime now);
    // When the next Tick is due.
    MonoTime deadline() const;
    SessionView view() const;
    // Which row of the table the last step took, rows() if none: for the test that visits them all.
    std::size_t row_taken() const { return row_taken_; }
    static std::size_t rows();

private:
    using Action = void (Session::*)(SessionInput&);
    struct Row {
        SessionState state;
        std::size_t input;
        Action action;
    };
    static const Row table[];

    // Actions, named for what they do.
    void open_journal(SessionInput& input);
    void note_append(SessionInput& input);
    void connect_when_due(SessionInput& input);
    void subscribe(SessionInput& input);
    void begin(SessionInput& input);
    void give_up_connecting(SessionInput& input);
    void greet_again_when_due(SessionInput& input);
    void take_welcome(SessionInput& input);
    void take_reconciled(SessionInput& input);
    void take_ack(SessionInput& input);
    void note_speaker(SessionInput& input);
    void publish(SessionInput& input);
    void note_published(SessionInput& input);
    void note_published_early(SessionInput& input);
    void note_saved(SessionInput& input);
    void note_subscribed(SessionInput& input);
    void note_unsaved(SessionInput& input);
    void note_reconciled(SessionInput& input);
    void keep_going(SessionInput& input);
    void lose_link(SessionInput& input);

    void enter(SessionState state);
    void greet();
    void greet_later();
    void stream();
    void pump();
    void request_batch(Lane lane);
    bool answer_stranger(const Incarnation& who);
    void advance(Lane lane, Seq committed, const EventId& id);
    void central_commits();
    void settle_by_broker();
    void judge(PoisonWatch::Verdict verdict);
    void set_aside(Lane lane, Seq seq, std::string reason);
    void go_back();
    void fall_back(std::string why);
    void suspect_poison();
    void wait_for_proof();
    void handle_refusal(const SentBatch& batch, PublishOutcome outcome);
    void save_acks_when_due();
    std::size_t window() const;
    Seconds patience() const;
    bool may_save_acks() const;
    std::string trouble() const;
    void clear_trouble();
    void tell(LogLevel level, std::string_view event, std::string text);
    void put(SessionOutput output) { outputs_.push_back(std::move(output)); }

    SessionOptions options_;
    Entropy& entropy_;
    Backoff backoff_;
    SessionState state_ = SessionState::offline;
    MonoTime now_{};
    MonoTime since_{};
    MonoTime due_{};
    Outputs outputs_;
    std::size_t row_taken_ = 0;
    bool opened_ = false;

    std::size_t broker_ = 0;
    VersionMemory versions_;
    MqttVersion version_ = MqttVersion::v5;
    std::string last_trouble_;
    std::string store_trouble_;
    std::string feed_trouble_;  // of this connection
    std::size_t feeds_refused_ = 0;

    Epoch epoch_;
    Progress progress_;
    Terms ours_;
    LinkLimits limits_;
    Terms terms_;

    Nonce nonce_;
    bool welcome_taken_ = false;  // for this nonce
    bool reconciling_ = false;    // the journal has not yet answered
    PublishOutcome hello_outcome_ = PublishOutcome::accepted;
    std::optional<Incarnation> incarnation_;
    std::optional<MonoTime> welcomed_;
    Seconds patience_;
    int unanswered_ = 0;
    int stalls_ = 0;        // since central has committed anything
    bool in_vain_ = false;  // what was sent last was not committed
    bool excused_ = false;  // not central is waited for: our own store, or a quota
    Patience strangers_;
    MonoTime progressed_{};
    MonoTime acks_saved_{};

    std::uint64_t last_token_ = 0;
    std::uint64_t reading_ = 0;  // the request under way, 0 if none
    std::uint64_t last_request_ = 0;
    bool setting_aside_ = false;
    PoisonWatch poison_;
    std::optional<MonoTime> quiet_until_;  // nothing is sent, to see whether the line holds
};

}  // namespace aisle
