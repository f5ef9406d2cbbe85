// SPDX-License-Identifier: Apache-2.0
// The session's part from the welcome on: what is sent when, and what central's word about it, the
// broker's refusals and broken connections change. The table that leads here is in session.cpp.
#include "sync/session.hpp"

#include "agent/base/limits.hpp"
#include "sync/reason_code.hpp"

#include <algorithm>

namespace aisle {

// What was sent in vain is risked one batch at a time until central commits again, so that a line
// paid by the byte bears no window of batches for each try of a long outage.
std::size_t Session::window() const {
    return poison_.isolating() || in_vain_ ? 1 : terms_.window;
}

Seconds Session::patience() const {
    return options_.broker_acks ? ack_patience_max : patience_;
}

// Asks for the next batch while there is room: the ledger first, so that a purchase waits for older
// ledger entries only and never for a backlog of scans.
void Session::pump() {
    if (quiet_until_ || reading_ != 0 || setting_aside_ || progress_.under_way().size() >= window())
        return;
    for (const Lane which : both_lanes) {
        const bool paced = now_ < progress_.lane(which).paced_until;
        if (progress_.has_more(which) && !paced) return request_batch(which);
    }
}

void Session::request_batch(Lane which) {
    reading_ = ++last_request_;
    ReadBatch read;
    read.request = reading_;
    read.lane = which;
    read.after = progress_.lane(which).sent;
    read.message_bytes_max = terms_.message_bytes_max;
    read.compress = terms_.compress;
    read.dictionary = terms_.dictionary;
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
    if (ready.first <= progress_.lane(ready.lane).sent) return pump();  // an ack has overtaken it
    if (terms_.events_per_second > 0) {
        const Micros takes{1'000'000 * static_cast<std::int64_t>(ready.events) /
                           terms_.events_per_second};
        progress_.pace(ready.lane, now_, takes);
    }
    if (options_.messages_per_second > 0) {
        const Micros takes{1'000'000 / options_.messages_per_second};
        for (const Lane which : both_lanes) progress_.pace(which, now_, takes);
    }
    if (progress_.under_way().empty()) progressed_ = now_;
    progress_.sent({ready.lane, ready.first, ready.last, ready.last_id, ++last_token_, now_});
    put(PublishBatch{last_token_, std::move(ready.payload)});
    pump();
}

void Session::take_ack(SessionInput& input) {
    const auto& ack = std::get<GotAck>(input).ack;
    if (answer_stranger(ack.incarnation)) return;
    if (nonce_.none() || ack.nonce != nonce_ || ack.epoch != epoch_) return;
    const auto& lane = progress_.lane(ack.lane);
    if (ack.forked || ack.committed >= lane.next) return greet();
    if (ack.committed <= lane.acked) return;
    advance(ack.lane, ack.committed, ack.id);
    save_acks_when_due();
    pump();
}

void Session::note_speaker(SessionInput& input) {
    answer_stranger(std::get<CentralSpoke>(input).incarnation);
}

// A central that was wiped knows no nonce of ours: its name alone is news enough.
bool Session::answer_stranger(const Incarnation& who) {
    if (!incarnation_ || *incarnation_ == who) return false;
    if (strangers_.allows(now_)) greet();
    return true;
}

void Session::advance(Lane which, Seq committed, const EventId& id) {
    progress_.committed(which, committed, id);
    progressed_ = now_;
    clear_trouble();
    poison_.committed(which, committed);
    central_commits();
}

void Session::central_commits() {
    patience_ = options_.ack_patience;
    stalls_ = 0;
    in_vain_ = false;
}

void Session::note_published_early(SessionInput& input) {
    const auto outcome = std::get<Published>(input).outcome;
    if (outcome == PublishOutcome::accepted || outcome == PublishOutcome::failed) return;
    if (outcome != PublishOutcome::no_subscriber) {
        hello_outcome_ = outcome;
        return tell(LogLevel::warn, "sync.hello_refused", refusal_text(outcome));
    }
    // A hello that nobody hears: central is away behind this broker, and will be back.
    if (unanswered_ == 0) due_ = std::min(due_, now_ + unheard_patience);
    last_trouble_ = "central is not listening";
}

void Session::note_published(SessionInput& input) {
    const auto& published = std::get<Published>(input);
    auto* const batch = progress_.find(published.token);
    if (batch == nullptr) return;
    if (published.outcome == PublishOutcome::accepted ||
        (published.outcome == PublishOutcome::no_subscriber && options_.broker_acks)) {
        batch->accepted = true;
        if (options_.broker_acks) settle_by_broker();
        return;
    }
    handle_refusal(*batch, published.outcome);
}

void Session::settle_by_broker() {
    while (!progress_.under_way().empty() && progress_.under_way().front().accepted) {
        const SentBatch batch = progress_.under_way().front();
        advance(batch.lane, batch.last, batch.last_id);
    }
    welcomed_ = now_;
    save_acks_when_due();
    pump();
}

void Session::handle_refusal(const SentBatch& batch, PublishOutcome outcome) {
    std::string why(to_string(outcome));
    switch (outcome) {
        case PublishOutcome::too_large:
        case PublishOutcome::format_invalid:
            if (batch.first == batch.last) {
                set_aside(batch.lane, batch.first, std::move(why));
            } else if (poison_.isolating()) {
                return fall_back("the broker refuses a message of ours: " + why);
            } else {
                poison_.isolate(batch.lane, batch.last);
            }
            go_back();
            return pump();
        case PublishOutcome::no_subscriber:
            tell(LogLevel::warn, "sync.central_silent", "central is not listening");
            return greet_later();
        case PublishOutcome::quota_exceeded:
            tell(LogLevel::warn, "sync.quota_exceeded", refusal_text(outcome));
            excused_ = true;
            return greet_later();
        default:
            return fall_back(refusal_text(outcome));
    }
}

void Session::keep_going(SessionInput&) {
    save_acks_when_due();
    const bool stalled = !progress_.under_way().empty() && now_ - progressed_ >= patience();
    if (stalled && options_.broker_acks) {
        return fall_back("the broker does not acknowledge what we publish");
    }
    if (stalled) {
        ++stalls_;
        tell(LogLevel::warn, "sync.stalled",
             "central has not committed what we sent; asking again");
        // When all patience is used up, the connection itself is doubted.
        if (patience_ >= ack_patience_max)
            return fall_back("central commits nothing of what we send");
        patience_ = std::min<Seconds>(patience_ * 2, ack_patience_max);
        return greet();
    }
    if (quiet_until_ && now_ >= *quiet_until_) {
        quiet_until_.reset();
        judge(poison_.held_without());
    }
    const bool daily = welcomed_ && now_ - *welcomed_ >= rehello_interval && !options_.broker_acks;
    const bool stranger = strangers_.due() && strangers_.allows(now_);
    if (daily || stranger) return greet();
    pump();
}

void Session::go_back() {
    if (!progress_.under_way().empty()) in_vain_ = true;
    progress_.go_back();
    reading_ = 0;
}

// ---- Poison ----

// After a break that one record may have caused, the line is watched without it for as long.
void Session::wait_for_proof() {
    quiet_until_.reset();
    if (poison_.wants_proof()) quiet_until_ = now_ + poison_window;
}

void Session::suspect_poison() {
    if (std::exchange(quiet_until_, std::nullopt)) return poison_.broke_without();
    const auto* const front = progress_.oldest_unaccepted();
    if (front == nullptr || now_ - front->published > poison_window) return;
    judge(poison_.broke(front->lane, front->first, front->last));
}

void Session::judge(PoisonWatch::Verdict verdict) {
    switch (verdict) {
        case PoisonWatch::Verdict::none:
            return;
        case PoisonWatch::Verdict::send_one_by_one:
            for (const auto& batch : progress_.under_way()) {
                poison_.isolate(batch.lane, batch.last);
            }
            return;
        case PoisonWatch::Verdict::set_aside:
            return set_aside(poison_.suspect().lane, poison_.suspect().first, "connection-lost");
        case PoisonWatch::Verdict::topic_refused:
            return tell(LogLevel::error, "sync.journal_refused", std::string(poison_.trouble()));
    }
}

void Session::set_aside(Lane lane, Seq seq, std::string reason) {
    setting_aside_ = true;
    tell(LogLevel::error, "sync.quarantined", "one event cannot be delivered: " + reason);
    put(SetAside{lane, seq, std::move(reason)});
}

// ---- Acks on disk ----

// Written seldom: central's word is asked for at every connect, so a lost note costs nothing, and
// one more commit for each live event would double what the flash has to bear.
void Session::save_acks_when_due() {
    if (!may_save_acks() || now_ - acks_saved_ < ack_save_interval) return;
    for (auto& ack : progress_.take_unsaved_acks()) {
        acks_saved_ = now_;
        put(SaveAck{std::move(ack)});
    }
}

// Not while a welcome is worked in: that may take back what we would write.
bool Session::may_save_acks() const {
    return !reconciling_ && (state_ == SessionState::greeting || state_ == SessionState::streaming);
}

void Session::note_saved(SessionInput& input) {
    const auto& saved = std::get<AckSaved>(input);
    if (!saved.written) progress_.ack_not_saved(saved.lane);
    if (!saved.fits && may_save_acks()) greet();
}

// ---- Feeds ----

// Of a feed's topic; the answer about our own topics comes while connecting.
void Session::note_subscribed(SessionInput& input) {
    const auto& subscribed = std::get<Subscribed>(input);
    feed_trouble_.clear();
    if (subscribed.ok) return;
    ++feeds_refused_;
    feed_trouble_ =
        "the broker refuses a feed (" + subscribed.text + "): its ACL must allow reading feed/#";
    put(Remark{LogLevel::warn, "sync.feed_refused", feed_trouble_});
}

}  // namespace aisle
