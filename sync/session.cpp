// SPDX-License-Identifier: Apache-2.0
#include "sync/session.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {

template <class T, std::size_t i = 0>
constexpr std::size_t input_index() {
    constexpr bool found = std::is_same_v<std::variant_alternative_t<i, SessionInput>, T>;
    if constexpr (!found) return input_index<T, i + 1>();
    return i;
}

// A connection that breaks this soon after a publish may have been broken by it.
constexpr Micros poison_window = Seconds{2};
// After this many hellos without an answer the connection itself is doubted.
constexpr int unanswered_max = 3;

}  // namespace

// clang-format off
const Session::Row Session::table[] = {
    // in this state            when this happens                 do this
    {SessionState::offline,    input_index<Opened>(),            &Session::open_journal},
    {SessionState::offline,    input_index<Tick>(),              &Session::connect_when_due},
    {SessionState::connecting, input_index<LinkIsUp>(),          &Session::subscribe},
    {SessionState::connecting, input_index<Subscribed>(),        &Session::begin},
    {SessionState::connecting, input_index<LinkIsDown>(),        &Session::lose_link},
    {SessionState::connecting, input_index<Tick>(),              &Session::give_up_connecting},
    {SessionState::greeting,   input_index<GotWelcome>(),        &Session::take_welcome},
    {SessionState::greeting,   input_index<JournalReconciled>(), &Session::take_reconciled},
    {SessionState::greeting,   input_index<Published>(),         &Session::note_published_early},
    {SessionState::greeting,   input_index<LinkIsDown>(),        &Session::lose_link},
    {SessionState::greeting,   input_index<Tick>(),              &Session::greet_again_when_due},
    {SessionState::streaming,  input_index<BatchIsReady>(),      &Session::publish},
    {SessionState::streaming,  input_index<GotAck>(),            &Session::take_ack},
    {SessionState::streaming,  input_index<Published>(),         &Session::note_published},
    {SessionState::streaming,  input_index<Quarantined>(),       &Session::keep_going},
    {SessionState::streaming,  input_index<GotWelcome>(),        &Session::take_welcome},
    {SessionState::streaming,  input_index<LinkIsDown>(),        &Session::lose_link},
    {SessionState::streaming,  input_index<Tick>(),              &Session::keep_going},
};
// clang-format on

Session::Session(const SessionOptions& options, Entropy& entropy)
    : options_(options),
      entropy_(entropy),
      backoff_(options.backoff_cap, entropy),
      versions_(options.version),
      ours_{options.window, options.message_bytes_max, options.events_per_second,
            options.compress && !options.single_events} {}

Session::Outputs Session::step(SessionInput input, MonoTime now) {
    now_ = std::max(now, now_);
    if (std::holds_alternative<Appended>(input)) note_append(input);
    if (std::holds_alternative<AckSaved>(input)) note_saved(input);
    if (std::holds_alternative<JournalReconciled>(input)) note_reconciled(input);
    if (std::holds_alternative<Unsaved>(input)) greet_later();
    if (std::holds_alternative<Quarantined>(input)) setting_aside_ = false;
    const auto* row = std::find_if(std::begin(table), std::end(table), [&](const Row& one) {
        return one.state == state_ && one.input == input.index();
    });
    row_taken_ = static_cast<std::size_t>(row - std::begin(table));
    if (row != std::end(table)) (this->*row->action)(input);
    return std::exchange(outputs_, {});
}

void Session::enter(SessionState state) {
    state_ = state;
    since_ = now_;
}

void Session::tell(LogLevel level, std::string_view event, std::string text) {
    if (level >= LogLevel::warn) last_trouble_ = text;
    put(Remark{level, event, std::move(text)});
}

// ---- Connecting ----

void Session::open_journal(SessionInput& input) {
    const auto& journal = std::get<Opened>(input).journal;
    epoch_ = journal.epoch;
    for (const Lane which : both_lanes) {
        const auto& lane = journal.lane(which);
        auto& mine = progress(which);
        mine = LaneProgress{lane.next, lane.acked, lane.acked, lane.acked_id, lane.acked, {}};
    }
    opened_ = true;
    due_ = now_;
}

void Session::note_append(SessionInput& input) {
    const auto& appended = std::get<Appended>(input);
    auto& lane = progress(appended.lane);
    lane.next = std::max(lane.next, appended.seq.next());
    if (state_ == SessionState::streaming) pump();
}

void Session::connect_when_due(SessionInput&) {
    if (!opened_ || now_ < due_) return;
    version_ = versions_.next(now_);
    enter(SessionState::connecting);
    due_ = now_ + connect_patience;
    put(OpenLink{broker_, version_});
}

void Session::subscribe(SessionInput& input) {
    limits_ = std::get<LinkIsUp>(input).limits;
    terms_ = agree(ours_, limits_, nullptr);
    versions_.connected();
    backoff_.began(now_);
    tell(LogLevel::info, "sync.connected", "the broker has accepted us");
    put(SubscribeDown{});
}

void Session::begin(SessionInput& input) {
    const auto& subscribed = std::get<Subscribed>(input);
    if (!subscribed.ok)
        return fall_back("the broker refuses our subscriptions: " + subscribed.text);
    unanswered_ = 0;
    patience_ = ack_patience_first;
    if (options_.broker_acks) {
        welcomed_ = now_;
        go_back();
        return stream();
    }
    greet();
}

void Session::give_up_connecting(SessionInput&) {
    if (now_ >= due_) fall_back("the broker did not answer in time");
}

void Session::fall_back(std::string why) {
    put(CloseLink{});
    go_back();  // no record is to blame for what we end ourselves
    SessionInput lost = LinkIsDown{{LinkLoss::lost, 0, std::move(why)}};
    lose_link(lost);
}

void Session::lose_link(SessionInput& input) {
    const auto& down = std::get<LinkIsDown>(input).down;
    if (state_ == SessionState::connecting && versions_.failed(version_, down.loss, now_)) {
        tell(LogLevel::info, "sync.version_3_1_1", "the broker does not speak MQTT 5");
    }
    backoff_.ended(now_);
    if (down.loss == LinkLoss::taken_over) {
        tell(LogLevel::error, "sync.identity_taken_over",
             "another client has come with this device's identity; two devices share one name");
        backoff_.go_to_cap();
    } else {
        suspect_poison();
        tell(LogLevel::warn, "sync.disconnected",
             down.text.empty() ? std::string(to_string(down.loss)) : down.text);
    }
    // Tried in turn, so that a broker that is away for long does not keep us from the others.
    broker_ = (broker_ + 1) % std::max<std::size_t>(options_.brokers, 1);
    go_back();
    enter(SessionState::offline);
    due_ = now_ + backoff_.next();
}

// ---- Greeting ----

void Session::greet() {
    enter(SessionState::greeting);
    nonce_ = random_id<Nonce>(entropy_);
    welcome_taken_ = false;
    go_back();
    due_ = now_ + (unanswered_ == 0 ? welcome_patience : patience_);
    put(SayHello{nonce_});
}

void Session::greet_again_when_due(SessionInput&) {
    save_acks_when_due();
    if (now_ < due_) return;
    patience_ = std::min<Seconds>(patience_ * 2, ack_patience_max);
    if (++unanswered_ % unanswered_max == 0) {
        return fall_back("central does not answer though the broker does");
    }
    tell(LogLevel::warn, "sync.central_silent", "no welcome from central yet; asking again");
    greet();
}

// Not at once: what failed would fail again.
void Session::greet_later() {
    reconciling_ = false;
    if (state_ != SessionState::greeting && state_ != SessionState::streaming) return;
    enter(SessionState::greeting);
    go_back();
    due_ = now_ + patience_;
}

void Session::take_welcome(SessionInput& input) {
    auto& welcome = std::get<GotWelcome>(input).welcome;
    // One at a time: a second one would be read against an epoch that the first may have left.
    if (welcome.nonce != nonce_ || reconciling_) return;
    EpochWelcome ours;
    ours.epoch = epoch_;
    for (const auto& told : welcome.epochs) {
        if (told.epoch == epoch_) ours = told;
    }
    const bool changed = incarnation_ && *incarnation_ != welcome.incarnation;
    if (changed) {
        tell(LogLevel::warn, "sync.central_changed", "central was restored or set up anew");
    }
    incarnation_ = welcome.incarnation;
    terms_ = agree(ours_, limits_, &welcome);
    enter(SessionState::greeting);
    go_back();
    due_ = now_ + ack_patience_max;  // the store answers, or reports that it failed
    unanswered_ = 0;
    welcomed_ = now_;
    welcome_taken_ = reconciling_ = true;
    put(ReconcileJournal{std::move(welcome), ours, changed});
}

// Whatever has become of the connection meanwhile, this is how the journal stands.
void Session::note_reconciled(SessionInput& input) {
    const auto& journal = std::get<JournalReconciled>(input).journal;
    reconciling_ = false;
    epoch_ = journal.epoch;
    for (const Lane which : both_lanes) {
        const auto& lane = journal.lanes[index_of(which)];
        auto& mine = progress(which);
        mine.next = std::max(mine.next, lane.next);
        mine.acked = mine.saved = lane.acked;
        mine.acked_id = lane.acked_id;
    }
    go_back();
    if (journal.rewound) {
        tell(LogLevel::warn, "journal.rewound", "central has lost what it had; sending it again");
    }
    if (!journal.forked) return;
    tell(LogLevel::error, "journal.forked", journal.why + "; a new epoch was begun");
}

void Session::take_reconciled(SessionInput& input) {
    if (!welcome_taken_) return;  // of a hello before this one
    if (std::get<JournalReconciled>(input).journal.forked) return greet();
    stream();
}

void Session::stream() {
    enter(SessionState::streaming);
    last_trouble_.clear();
    progressed_ = now_;
    pump();
}

// ---- Streaming ----

std::size_t Session::window() const {
    return poison_.isolating() ? 1 : terms_.window;
}

Seconds Session::patience() const {
    return options_.broker_acks ? ack_patience_max : patience_;
}

// Asks for the next batch while there is room: the ledger first, so that a purchase waits for older
// ledger entries only and never for a backlog of scans.
void Session::pump() {
    if (reading_ != 0 || setting_aside_ || in_flight_.size() >= window()) return;
    for (const Lane which : both_lanes) {
        const auto& lane = progress(which);
        if (lane.sent < lane.next.before() && now_ >= lane.paced_until) return request_batch(which);
    }
}

void Session::request_batch(Lane which) {
    reading_ = ++last_request_;
    ReadBatch read;
    read.request = reading_;
    read.lane = which;
    read.after = progress(which).sent;
    read.message_bytes_max = terms_.message_bytes_max;
    read.compress = terms_.compress;
    read.single_event = options_.single_events;
    read.bounds.entries_max = poison_.isolating() || options_.single_events ? 1 : batch_entries_max;
    const std::size_t room =
        read.message_bytes_max - std::min(read.message_bytes_max / 2, batch_frame_bytes);
    // Packed, five to eight events take the room of one; the receiver bounds what a frame becomes.
    read.bounds.bytes_max = read.compress ? std::min(room * 3, batch_bytes_max / 2) : room;
    put(read);
}

void Session::publish(SessionInput& input) {
    auto& ready = std::get<BatchIsReady>(input);
    if (ready.request != reading_) return;
    reading_ = 0;
    if (ready.payload.empty()) return;
    auto& lane = progress(ready.lane);
    if (ready.first <= lane.sent) return pump();  // an ack has overtaken the read
    if (terms_.events_per_second > 0) {
        const Micros takes{1'000'000 * static_cast<std::int64_t>(ready.events) /
                           terms_.events_per_second};
        lane.paced_until = std::max(lane.paced_until, now_) + takes;
    }
    if (in_flight_.empty()) progressed_ = now_;
    lane.sent = ready.last;
    in_flight_.push_back({ready.lane, ready.first, ready.last, ready.last_id, ++last_token_, now_});
    put(PublishBatch{last_token_, std::move(ready.payload)});
    pump();
}

void Session::take_ack(SessionInput& input) {
    const auto& ack = std::get<GotAck>(input).ack;
    // A central that was wiped knows no nonce of ours: its name alone is news enough.
    if (incarnation_ && *incarnation_ != ack.incarnation) return greet();
    if (ack.nonce != nonce_ || ack.epoch != epoch_) return;
    const auto& lane = progress(ack.lane);
    if (ack.forked || ack.committed >= lane.next) return greet();
    if (ack.committed <= lane.acked) return;
    advance(ack.lane, ack.committed, ack.id);
    save_acks_when_due();
    pump();
}

void Session::advance(Lane which, Seq committed, const EventId& id) {
    auto& lane = progress(which);
    lane.acked = committed;
    lane.acked_id = id;
    lane.sent = std::max(lane.sent, committed);
    std::erase_if(in_flight_, [&](const InFlight& batch) {
        return batch.lane == which && batch.last <= committed;
    });
    progressed_ = now_;
    patience_ = ack_patience_first;
    last_trouble_.clear();
    poison_.committed(which, committed);
}

void Session::note_published_early(SessionInput& input) {
    // A hello that nobody hears: central is away behind this broker, and will be back.
    if (std::get<Published>(input).outcome != PublishOutcome::no_subscriber) return;
    if (unanswered_ == 0) due_ = std::min(due_, now_ + unheard_patience);
    last_trouble_ = "central is not listening";
}

void Session::note_published(SessionInput& input) {
    const auto& published = std::get<Published>(input);
    const auto batch = std::find_if(in_flight_.begin(), in_flight_.end(), [&](const auto& sent) {
        return sent.token == published.token;
    });
    if (batch == in_flight_.end()) return;
    if (published.outcome == PublishOutcome::accepted ||
        (published.outcome == PublishOutcome::no_subscriber && options_.broker_acks)) {
        batch->accepted = true;
        if (options_.broker_acks) settle_by_broker();
        return;
    }
    handle_refusal(*batch, published.outcome);
}

void Session::settle_by_broker() {
    while (!in_flight_.empty() && in_flight_.front().accepted) {
        const InFlight batch = in_flight_.front();
        advance(batch.lane, batch.last, batch.last_id);
    }
    welcomed_ = now_;
    save_acks_when_due();
    pump();
}

void Session::handle_refusal(const InFlight& batch, PublishOutcome outcome) {
    const std::string why(to_string(outcome));
    switch (outcome) {
        case PublishOutcome::too_large:
        case PublishOutcome::format_invalid:
            if (batch.first == batch.last) {
                set_aside(batch, why);
            } else if (poison_.isolating()) {
                return fall_back("the broker refuses a message of ours: " + why);
            } else {
                poison_.isolate(batch.lane, batch.last);
            }
            go_back();
            return pump();
        case PublishOutcome::no_subscriber:
            tell(LogLevel::warn, "sync.central_silent", "central is not listening");
            [[fallthrough]];
        case PublishOutcome::quota_exceeded:
            return greet_later();
        default:
            return fall_back("the broker refuses what we publish: " + why);
    }
}

void Session::keep_going(SessionInput&) {
    save_acks_when_due();
    const bool stalled = !in_flight_.empty() && now_ - progressed_ >= patience();
    if (stalled && options_.broker_acks) {
        return fall_back("the broker does not acknowledge what we publish");
    }
    if (stalled) {
        patience_ = std::min<Seconds>(patience_ * 2, ack_patience_max);
        tell(LogLevel::warn, "sync.stalled",
             "central has not committed what we sent; asking again");
        return greet();
    }
    if (welcomed_ && now_ - *welcomed_ >= rehello_interval && !options_.broker_acks) return greet();
    pump();
}

void Session::go_back() {
    in_flight_.clear();
    reading_ = 0;
    for (auto& lane : lanes_) lane.sent = lane.acked;
}

// ---- Poison ----

void Session::suspect_poison() {
    const auto front = std::find_if(in_flight_.begin(), in_flight_.end(),
                                    [](const InFlight& batch) { return !batch.accepted; });
    if (front == in_flight_.end() || now_ - front->published > poison_window) return;
    const auto verdict = poison_.broke(front->lane, front->first, front->last);
    if (verdict == PoisonWatch::Verdict::set_aside) set_aside(*front, "connection-lost");
    if (verdict != PoisonWatch::Verdict::send_one_by_one) return;
    for (const auto& batch : in_flight_) poison_.isolate(batch.lane, batch.last);
}

void Session::set_aside(const InFlight& batch, std::string reason) {
    setting_aside_ = true;
    tell(LogLevel::error, "sync.quarantined", "one event cannot be delivered: " + reason);
    put(SetAside{batch.lane, batch.first, std::move(reason)});
}

// ---- Acks on disk ----

// Written seldom: central's word is asked for at every connect, so a lost note costs nothing, and
// one more commit for each live event would double what the flash has to bear.
void Session::save_acks_when_due() {
    if (!may_save_acks() || now_ - acks_saved_ < ack_save_interval) return;
    for (const Lane which : both_lanes) {
        auto& lane = progress(which);
        if (lane.saved >= lane.acked) continue;
        lane.saved = lane.acked;
        acks_saved_ = now_;
        put(SaveAck{{which, lane.acked, lane.acked_id}});
    }
}

// Not while a welcome is worked in: that may take back what we would write.
bool Session::may_save_acks() const {
    return !reconciling_ && (state_ == SessionState::greeting || state_ == SessionState::streaming);
}

void Session::note_saved(SessionInput& input) {
    if (!std::get<AckSaved>(input).fits && may_save_acks()) greet();
}

// ---- What others see ----

std::size_t Session::rows() {
    return std::size(table);
}

MonoTime Session::deadline() const {
    MonoTime due = due_;
    if (state_ == SessionState::streaming) {
        due = options_.broker_acks ? now_ + rehello_interval : *welcomed_ + rehello_interval;
        if (!in_flight_.empty()) due = std::min(due, progressed_ + patience());
        for (const auto& lane : lanes_) {
            const bool more = lane.sent < lane.next.before();
            if (more && lane.paced_until > now_) due = std::min(due, lane.paced_until);
        }
    }
    for (const auto& lane : lanes_) {
        if (lane.saved < lane.acked && may_save_acks()) {
            due = std::min(due, acks_saved_ + ack_save_interval);
        }
    }
    return due;
}

SessionView Session::view() const {
    SessionView view;
    view.state = state_;
    view.since = since_;
    view.broker = broker_;
    view.version = version_;
    view.last_trouble = last_trouble_;
    for (const Lane which : both_lanes) {
        const auto& lane = lanes_[index_of(which)];
        view.sent[index_of(which)] = lane.sent;
        view.acked[index_of(which)] = lane.acked;
        view.next[index_of(which)] = lane.next;
    }
    view.in_flight = in_flight_.size();
    view.welcomed = welcomed_;
    return view;
}

}  // namespace aisle
