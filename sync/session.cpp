// SPDX-License-Identifier: Apache-2.0
#include "sync/session.hpp"

#include "agent/base/limits.hpp"
#include "sync/reason_code.hpp"

#include <algorithm>
#include <array>

namespace aisle {
namespace {

template <class T, std::size_t i = 0>
constexpr std::size_t input_index() {
    constexpr bool found = std::is_same_v<std::variant_alternative_t<i, SessionInput>, T>;
    if constexpr (!found) return input_index<T, i + 1>();
    return i;
}

// After this many hellos without an answer the connection itself is doubted.
constexpr int unanswered_max = 3;
// What another incarnation says is answered with a hello no more often than this: two hubs on one
// broker would otherwise have every batch answered with one.
constexpr Seconds stranger_patience_first{1};
constexpr Seconds stranger_patience_max{60};

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
    {SessionState::greeting,   input_index<Subscribed>(),        &Session::note_subscribed},
    {SessionState::greeting,   input_index<LinkIsDown>(),        &Session::lose_link},
    {SessionState::greeting,   input_index<Tick>(),              &Session::greet_again_when_due},
    {SessionState::streaming,  input_index<BatchIsReady>(),      &Session::publish},
    {SessionState::streaming,  input_index<GotAck>(),            &Session::take_ack},
    {SessionState::streaming,  input_index<CentralSpoke>(),      &Session::note_speaker},
    {SessionState::streaming,  input_index<Published>(),         &Session::note_published},
    {SessionState::streaming,  input_index<Subscribed>(),        &Session::note_subscribed},
    {SessionState::streaming,  input_index<Quarantined>(),       &Session::keep_going},
    {SessionState::streaming,  input_index<GotWelcome>(),        &Session::take_welcome},
    {SessionState::streaming,  input_index<LinkIsDown>(),        &Session::lose_link},
    {SessionState::streaming,  input_index<Tick>(),              &Session::keep_going},
};
// clang-format on

Session::Session(const SessionOptions& options, Entropy& entropy)
    : options_(options),
      entropy_(entropy),
      backoff_(options.backoff_cap, entropy, options.stable),
      versions_(options.version),
      ours_{options.window, options.message_bytes_max, options.events_per_second,
            options.compress && !options.single_events},
      patience_(options.ack_patience),
      strangers_(stranger_patience_first, stranger_patience_max) {}

Session::Outputs Session::step(SessionInput input, MonoTime now) {
    now_ = std::max(now, now_);
    if (std::holds_alternative<Appended>(input)) note_append(input);
    if (std::holds_alternative<AckSaved>(input)) note_saved(input);
    if (std::holds_alternative<JournalReconciled>(input)) note_reconciled(input);
    if (std::holds_alternative<Unsaved>(input)) note_unsaved(input);
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
    progress_.open(journal.lanes);
    opened_ = true;
    due_ = now_;
}

void Session::note_append(SessionInput& input) {
    const auto& appended = std::get<Appended>(input);
    progress_.wrote(appended.lane, appended.seq);
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
    feed_trouble_.clear();
    tell(LogLevel::info, "sync.connected", "the broker has accepted us");
    put(SubscribeDown{});
}

void Session::begin(SessionInput& input) {
    const auto& subscribed = std::get<Subscribed>(input);
    if (!subscribed.ok)
        return fall_back("the broker refuses our subscriptions: " + subscribed.text);
    unanswered_ = 0;
    if (stalls_ == 0) patience_ = options_.ack_patience;
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
    if (stalls_ > 0) backoff_.began(now_);  // however long it was, it was of no use
    backoff_.ended(now_);
    store_trouble_.clear();  // of a conversation that is over
    excused_ = false;
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
    if (options_.broker_acks) {  // there is nobody to greet: what is not acknowledged is sent again
        go_back();
        return stream();
    }
    enter(SessionState::greeting);
    nonce_ = random_id<Nonce>(entropy_);
    welcome_taken_ = false;
    hello_outcome_ = PublishOutcome::accepted;
    strangers_.answered();
    go_back();
    due_ = now_ + (unanswered_ == 0 ? welcome_patience : patience_);
    put(SayHello{nonce_});
}

void Session::greet_again_when_due(SessionInput&) {
    save_acks_when_due();
    if (now_ < due_) return;
    patience_ = std::min<Seconds>(patience_ * 2, ack_patience_max);
    const bool excused = std::exchange(excused_, false);
    if (excused || options_.broker_acks) return greet();
    const auto outcome = hello_outcome_;
    if (outcome == PublishOutcome::quota_exceeded) return greet();  // nor would another connection
    const bool refused = outcome != PublishOutcome::accepted;
    if (++unanswered_ % unanswered_max == 0) {
        return fall_back(refused ? refusal_text(outcome)
                                 : "central does not answer though the broker does; look whether "
                                   "the hub runs and hears this device's topics");
    }
    if (!refused) {
        tell(LogLevel::warn, "sync.central_silent", "no welcome from central yet; asking again");
    }
    greet();
}

void Session::note_unsaved(SessionInput& input) {
    auto& why = std::get<Unsaved>(input).why;
    store_trouble_ = why.empty() ? "this device's store failed" : std::move(why);
    excused_ = true;
    greet_later();
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
    if (nonce_.none() || reconciling_) return;
    if (welcome.nonce != nonce_) {
        if (state_ == SessionState::streaming) answer_stranger(welcome.incarnation);
        return;
    }
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
    std::array<Seq, 2> before;
    for (const Lane which : both_lanes) before[index_of(which)] = progress_.lane(which).acked;
    progress_.reconciled(journal.lanes);
    reading_ = 0;
    for (const Lane which : both_lanes) {
        const Seq acked = progress_.lane(which).acked;
        poison_.stands(which, acked);
        if (acked > before[index_of(which)]) central_commits();
    }
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
    clear_trouble();
    progressed_ = now_;
    wait_for_proof();
    pump();
}

// ---- What others see ----

// What stands in the way longest comes first.
std::string Session::trouble() const {
    if (!poison_.trouble().empty()) return std::string(poison_.trouble());
    if (!store_trouble_.empty()) return store_trouble_;
    if (!last_trouble_.empty()) return last_trouble_;
    // A welcome proves that central is there, and not that anything arrives.
    if (stalls_ > 0) return "central answers, and commits nothing of what is sent";
    return feed_trouble_;
}

void Session::clear_trouble() {
    last_trouble_.clear();
    store_trouble_.clear();
    excused_ = false;
}

std::size_t Session::rows() {
    return std::size(table);
}

MonoTime Session::deadline() const {
    MonoTime due = due_;
    if (state_ == SessionState::streaming) {
        due = options_.broker_acks ? now_ + rehello_interval : *welcomed_ + rehello_interval;
        if (!progress_.under_way().empty()) due = std::min(due, progressed_ + patience());
        due = std::min(due, strangers_.due().value_or(due));
        due = std::min(due, quiet_until_.value_or(due));
        for (const Lane which : both_lanes) {
            const auto paced = progress_.lane(which).paced_until;
            if (progress_.has_more(which) && paced > now_) due = std::min(due, paced);
        }
    }
    if (may_save_acks() && progress_.acks_unsaved()) {
        due = std::min(due, acks_saved_ + ack_save_interval);
    }
    return due;
}

SessionView Session::view() const {
    SessionView view;
    view.state = state_;
    view.since = since_;
    view.broker = broker_;
    view.version = version_;
    view.last_trouble = trouble();
    view.store_failed = poison_.trouble().empty() && !store_trouble_.empty();
    view.feeds_refused = feeds_refused_;
    for (const Lane which : both_lanes) {
        const auto& lane = progress_.lane(which);
        view.sent[index_of(which)] = lane.sent;
        view.acked[index_of(which)] = lane.acked;
        view.next[index_of(which)] = lane.next;
    }
    view.in_flight = progress_.under_way().size();
    view.welcomed = welcomed_;
    view.central = incarnation_;
    return view;
}

}  // namespace aisle
