// SPDX-License-Identifier: Apache-2.0
#include "sync/runner.hpp"

#include "agent/base/json_writer.hpp"
#include "agent/base/limits.hpp"
#include "sync/batch_message.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace aisle {
namespace {

// Publishes that no session waits for: hello, want, status, report.
constexpr std::uint64_t no_token = 0;

std::string feed_topic(const std::string& pattern, std::string_view scope) {
    std::string topic = pattern;
    constexpr std::string_view mark = "{scope}";
    const auto at = topic.find(mark);
    if (at != std::string::npos) topic.replace(at, mark.size(), scope);
    return topic;
}

EventDraft forked_draft(const EpochWelcome& central, const Epoch& fresh) {
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("from", to_hex(central.epoch)).member("to", to_hex(fresh));
    for (const Lane which : both_lanes) {
        const auto& lane = which == Lane::ledger ? central.ledger : central.touch;
        json.key(to_string(which)).begin_object().member("committed", lane.committed.value());
        json.member("id", to_string(lane.id)).member("forked", lane.forked).end_object();
    }
    json.end_object();
    return make_draft(EventKinds::device_journal_forked, std::move(data));
}

}  // namespace

Runner::Runner(RunnerOptions options, RunnerParts parts, RunnerEvents events)
    : options_(std::move(options)),
      parts_(parts),
      events_(std::move(events)),
      session_(options_.session, parts_.entropy),
      asks_(
          {parts_.clock, parts_.entropy, parts_.metrics, parts_.log},
          {[this](std::string message) { publish(options_.topics.ask, std::move(message), false); },
           [this](std::string_view kind, const std::string& asked, const std::string& body) {
               if (events_.answered_late) events_.answered_late(kind, asked, body);
           }}) {}

void Runner::start(const JournalState& journal, std::string boot_id) {
    boot_id_ = std::move(boot_id);
    heard_ = parts_.clock.mono();
    if (options_.brokers.empty()) {
        parts_.log.warn("sync.off", {{"why", "no broker is configured; everything is kept here"}});
        return;
    }
    feed(Opened{journal});
    tick();
}

void Runner::stop() {
    if (stopped_) return;
    if (born_) {
        publish(options_.topics.status, encode(Status{Presence::offline, options_.agent}), true);
    }
    stopped_ = true;
    parts_.link.close();
    asks_.stop();
}

void Runner::tick() {
    ask_again_when_due();
    asks_.tick();
    feed(Tick{});
}

void Runner::wake() {
    // Without a broker there is no conversation, and so no time at which it would go on.
    if (!events_.wake_at || options_.brokers.empty()) return;
    auto due = session_.deadline();
    // What is wanted while the line is down waits for the next welcome, not for a moment.
    if (connected()) due = std::min(due, wanted_.due().value_or(due));
    events_.wake_at(std::min(due, asks_.due().value_or(due)));
}

bool Runner::connected() const {
    const auto state = session_.view().state;
    return state != SessionState::offline && state != SessionState::connecting;
}

void Runner::feed(SessionInput input) {
    if (stopped_) return;
    const auto before = session_.view();
    auto outputs = session_.step(std::move(input), parts_.clock.mono());
    for (auto& output : outputs) {
        std::visit([this](auto& what) { carry_out(what); }, output);
    }
    const auto after = session_.view();
    if (events_.progressed && (before.state != after.state || before.acked != after.acked)) {
        for (const Lane lane : both_lanes) {
            const auto at = index_of(lane);
            if (after.acked[at] > before.acked[at]) {
                parts_.metrics.add(Count::journal_acknowledged,
                                   after.acked[at].value() - before.acked[at].value());
            }
        }
        events_.progressed();
    }
    wake();
}

// ---- The link ----

void Runner::link_down(const LinkDown& down) {
    born_ = false;
    parts_.metrics.add(Count::sync_disconnects);
    feed(LinkIsDown{down});
}

void Runner::link_subscribed(const SubscribeOutcome& outcome) {
    feed(Subscribed{outcome.ok, outcome.text});
}

void Runner::carry_out(OpenLink& what) {
    scopes_.clear();
    wanted_.clear();  // the next welcome tells what is missing
    LinkTarget target = options_.brokers[what.broker];
    target.version = what.version;
    if (options_.will) {
        const Status lost{Presence::lost, options_.agent};
        target.will = WillMessage{options_.topics.status, encode(lost), options_.retain};
    }
    parts_.log.debug("sync.connecting", {{"broker", target.url.text()}});
    parts_.metrics.add(Count::sync_connects);
    parts_.link.open(target, *this);
}

void Runner::carry_out(CloseLink&) {
    born_ = false;
    parts_.link.close();
}

void Runner::carry_out(SubscribeDown&) {
    const auto& t = options_.topics;
    parts_.link.subscribe({t.welcome, t.ack, t.page, t.answer, t.command});
    born_ = true;
    publish(t.status, encode(Status{Presence::online, options_.agent}), true);
}

void Runner::publish(const std::string& topic, std::string payload, bool retain) {
    parts_.metrics.add(Count::sync_bytes, payload.size());
    parts_.link.publish({topic, std::move(payload), retain && options_.retain, no_token});
}

void Runner::link_message(std::string topic, std::string payload) {
    if (stopped_) return;
    const auto text = unpack(payload);
    if (!text) return refuse(topic, text.error());
    const auto& t = options_.topics;
    if (topic == t.welcome) return take_welcome(*text);
    if (topic == t.ack) return take_ack(*text);
    if (topic == t.answer) return take_answer(*text);
    if (topic == t.command) return take_command(*text);
    const bool live = std::find(scopes_.begin(), scopes_.end(), topic) != scopes_.end();
    if (topic == t.page || live) return take_page(*text);
    parts_.log.debug("sync.message_unknown", {{"topic", topic}});
}

void Runner::refuse(std::string_view topic, const Error& error) {
    parts_.metrics.add(Count::wire_messages_refused);
    parts_.log.warn("sync.message_refused",
                    {{"topic", topic}, {"why", error.what()}, {"place", error.place()}});
}

void Runner::note_failure(std::string_view event, const Error& error) {
    parts_.log.error(event, {{"why", error.what()}});
}

void Runner::unsaved(std::string_view event, const std::string& doing, const Error& error) {
    note_failure(event, error);
    feed(Unsaved{"this device's disk, " + doing + ": " + error.what()});
}

// ---- Hello and welcome ----

struct Runner::Standing {
    JournalState journal;
    std::vector<FeedRow> feeds{};
    std::optional<std::int64_t> erased{};
};

void Runner::carry_out(SayHello& what) {
    auto standing = std::make_shared<Standing>();
    // On the store thread, after every append that came before it: what hello says is exact.
    parts_.store.write(
        [this, standing](Txn&) -> Result<void> {
            standing->journal.epoch = parts_.journal.epoch();
            for (const Lane lane : both_lanes) {
                standing->journal.lanes[index_of(lane)] = parts_.journal.lane(lane);
            }
            TRY(standing->feeds, parts_.feeds.rows());
            if (!events_.erased) return {};
            TRY(standing->erased, events_.erased());
            return {};
        },
        [this, standing, nonce = what.nonce](Result<void> done) {
            if (!done) return unsaved("sync.hello_failed", "reading the journal", done.error());
            say_hello(nonce, *standing);
        });
}

void Runner::say_hello(Nonce nonce, const Standing& standing) {
    // The store may answer when the connection is gone.
    if (stopped_ || session_.view().state != SessionState::greeting) return;
    Hello hello;
    hello.nonce = nonce;
    hello.agent = options_.agent;
    hello.wall = parts_.clock.wall();
    hello.clock = parts_.clocks.quality();
    hello.boot_id = boot_id_;
    hello.mono = parts_.clock.mono();
    const auto told = [&](Lane which) {
        const auto& lane = standing.journal.lane(which);
        return LaneHello{lane.first, lane.next, lane.acked, lane.acked_id};
    };
    hello.epochs.push_back({standing.journal.epoch, true, told(Lane::ledger), told(Lane::touch)});
    for (const auto& feed : standing.feeds) hello.feeds.push_back(feed.position);
    hello.erase_seq = standing.erased;
    hello.encodings = {"zstd"};
    asked_ = hello.mono;
    publish(options_.topics.hello, encode(hello), false);
}

void Runner::take_welcome(std::string_view payload) {
    auto welcome = decode_welcome(payload);
    if (!welcome) return refuse(options_.topics.welcome, welcome.error());
    feed(GotWelcome{std::move(*welcome)});
}

void Runner::take_ack(std::string_view payload) {
    auto ack = decode_ack(payload);
    if (!ack) return refuse(options_.topics.ack, ack.error());
    if (session_.view().central == ack->incarnation) heard();
    feed(GotAck{std::move(*ack)});
}

void Runner::carry_out(ReconcileJournal& what) {
    heard();
    observe_clock(what.welcome);
    follow_scopes(what.welcome);
    if (events_.welcomed) events_.welcomed(what.welcome);
    const auto fresh = random_id<Epoch>(parts_.entropy);
    auto forked = events_.encode(forked_draft(what.ours, fresh));
    if (!forked) {
        return unsaved("journal.refused", "recording a fork", forked.error());
    }
    auto outcome = std::make_shared<Reconciled>();
    auto wants = std::make_shared<std::vector<FeedPosition>>();
    auto changed = std::make_shared<bool>(false);
    const auto truth = parts_.time.now();
    parts_.store.write(
        [this, outcome, wants, changed, truth, fresh, forked = std::move(*forked), ours = what.ours,
         who = what.welcome.incarnation, feeds = what.welcome.feeds](Txn& txn) -> Result<void> {
            TRY(*changed, parts_.central.meet(who));
            TRY(*outcome, reconcile(txn, parts_.journal, ours, fresh, truth));
            TRY(*wants, parts_.feeds.follow(txn, feeds));
            if (!outcome->forked) return {};
            TRY(parts_.journal.append(txn, forked));
            outcome->lanes[index_of(Lane::ledger)] = parts_.journal.lane(Lane::ledger);
            return {};
        },
        [this, outcome, wants, changed, who = what.welcome.incarnation](Result<void> done) {
            if (!done) {
                return unsaved("sync.reconcile_failed", "working in central's welcome",
                               done.error());
            }
            if (*changed && events_.new_central) events_.new_central(who);
            reconciled(*outcome, std::move(*wants));
        });
}

void Runner::reconciled(const Reconciled& outcome, std::vector<FeedPosition> wants) {
    if (outcome.forked) parts_.metrics.add(Count::journal_forks);
    if (outcome.forked && events_.forked) events_.forked();
    feed(JournalReconciled{outcome});
    wanted_.clear();  // what is still missing stands in `wants`
    for (const auto& after : wants) want(after);
}

// Only what answers a hello tells how old it is; an unasked welcome may have waited anywhere.
void Runner::observe_clock(const Welcome& welcome) {
    const auto asked = std::exchange(asked_, std::nullopt);
    if (!asked) return;
    parts_.time.told(welcome.wall);
    const auto seen = parts_.clocks.observe(welcome.wall, *asked);
    if (!seen) return;
    std::string data;
    JsonWriter json(data);
    json.begin_object().member("bootid", boot_id_).member("monotime", micros(seen->at) / 1000);
    json.member("offset_ms", seen->offset.count()).member("error_ms", seen->error.count());
    json.end_object();
    append(make_draft(EventKinds::device_clock_observed, std::move(data)));
}

void Runner::append(const EventDraft& draft) {
    auto event = events_.encode(draft);
    if (!event) return parts_.log.error("journal.refused", {{"why", event.error().what()}});
    auto receipt = std::make_shared<Receipt>();
    parts_.store.write(
        [this, receipt, event = std::move(*event)](Txn& txn) -> Result<void> {
            TRY(*receipt, parts_.journal.append(txn, event));
            return {};
        },
        [this, receipt](Result<void> done) {
            if (done) appended(*receipt);
        });
}

void Runner::follow_scopes(const Welcome& welcome) {
    std::vector<std::string> topics{feed_topic(options_.topics.feed, "fleet")};
    for (const auto& group : welcome.groups) {
        topics.push_back(feed_topic(options_.topics.feed, "group-" + group));
    }
    if (topics == scopes_) return;
    scopes_ = topics;
    parts_.link.subscribe(std::move(topics));
}

// ---- Sending ----

void Runner::carry_out(ReadBatch& what) {
    auto message = std::make_shared<BatchMessage>();
    parts_.store.read(
        [this, message, what]() -> Result<void> {
            TRY(*message, make_batch_message(parts_.reader, what));
            return {};
        },
        [this, message, what](Result<void> done) {
            if (!done) return unsaved("journal.unreadable", "reading the journal", done.error());
            if (message->missing)
                return declare_missing(what.lane, *message->missing, what.request);
            feed(std::move(message->ready));
        });
}

// Damage has taken numbers: they are declared, counted and passed, so that the rest moves on.
void Runner::declare_missing(Lane lane, const Gap& missing, std::uint64_t request) {
    parts_.log.error("journal.numbers_missing", {{"lane", to_string(lane)},
                                                 {"first", missing.first.value()},
                                                 {"last", missing.last.value()}});
    parts_.store.write(
        [this, lane, missing](Txn& txn) {
            return parts_.journal.declare_missing(txn, lane, missing.first, missing.last);
        },
        [this, lane, request, head = missing.last](Result<void> done) {
            if (!done) return unsaved("journal.not_declared", "declaring a gap", done.error());
            feed(BatchIsReady{request, lane, {}, {}, {}, {}});
            feed(Appended{lane, head});
        });
}

void Runner::carry_out(PublishBatch& what) {
    parts_.metrics.add(Count::sync_batches);
    parts_.metrics.add(Count::sync_bytes, what.payload.size());
    parts_.link.publish({options_.topics.journal, std::move(what.payload), false, what.token});
}

void Runner::carry_out(SaveAck& what) {
    const auto truth = parts_.time.now();
    parts_.store.write([this, told = what.committed,
                        truth](Txn& txn) { return parts_.journal.acknowledge(txn, told, truth); },
                       [this, lane = what.committed.lane](Result<void> done) {
                           if (done) return feed(AckSaved{true, true, lane});
                           const auto kind = done.error().kind();
                           const bool misfit = kind == Errc::conflict || kind == Errc::invalid;
                           if (!misfit) note_failure("sync.ack_not_saved", done.error());
                           feed(AckSaved{!misfit, misfit, lane});
                       });
}

void Runner::carry_out(SetAside& what) {
    parts_.metrics.add(Count::journal_quarantined);
    const auto now = parts_.clock.wall();
    parts_.store.write(
        [this, what, now](Txn& txn) {
            return parts_.journal.quarantine(txn, {{}, {}, what.lane, what.seq}, what.reason, now);
        },
        [this](Result<void> done) {
            feed(Quarantined{});
            // What could not be set aside is not sent again at once.
            if (!done) unsaved("journal.not_set_aside", "setting an event aside", done.error());
        });
}

void Runner::carry_out(Remark& what) {
    if (what.event == "sync.stalled") parts_.metrics.add(Count::sync_resends);
    const LogFields fields{{"text", what.text}};
    switch (what.level) {
        case LogLevel::debug:
            return parts_.log.debug(what.event, fields);
        case LogLevel::info:
            return parts_.log.info(what.event, fields);
        case LogLevel::warn:
            return parts_.log.warn(what.event, fields);
        case LogLevel::error:
            return parts_.log.error(what.event, fields);
    }
}

// ---- Feeds ----

void Runner::take_page(std::string_view payload) {
    auto page = decode_page(payload);
    if (!page) return refuse(options_.topics.page, page.error());
    if (session_.view().state == SessionState::streaming) heard();
    auto outcome = std::make_shared<FeedOutcome>();
    const FeedPosition before{page->feed, page->scope, page->generation, page->after};
    parts_.store.write(
        [this, outcome, page = std::move(*page)](Txn& txn) -> Result<void> {
            TRY(*outcome, parts_.feeds.apply(txn, page));
            return {};
        },
        [this, outcome, before](Result<void> done) {
            if (stopped_) return;
            if (!done) {
                note_failure("feeds.not_saved", done.error());
                wanted_.lost(before, parts_.clock.mono());
                return wake();
            }
            wanted_.came(before);
            if (outcome->applied > 0) {
                parts_.metrics.add(Count::feed_entries, outcome->applied);
                if (events_.fed) events_.fed(before.feed, outcome->applied);
            }
            if (outcome->want) want(*outcome->want);
            if (!outcome->refused) return;
            parts_.metrics.add(Count::feed_pages_refused);
            parts_.log.error(
                "feeds.quarantined",
                {{"feed", before.feed}, {"scope", before.scope}, {"why", *outcome->refused}});
            std::string detail;
            JsonWriter json(detail);
            json.begin_object().member("feed", before.feed).member("scope", before.scope);
            json.member("why", *outcome->refused).end_object();
            publish(options_.topics.report, encode(Report{"feed.quarantined", detail}), false);
        });
}

void Runner::ask_again_when_due() {
    for (const auto& after : wanted_.due_by(parts_.clock.mono())) want(after);
}

void Runner::want(const FeedPosition& after) {
    if (stopped_ || !connected()) return;
    publish(options_.topics.want, encode(Want{after}), false);
    wanted_.asked(after, parts_.clock.mono());
    wake();
}

}  // namespace aisle
