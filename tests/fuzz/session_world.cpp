// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/session_world.hpp"

#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {

SessionWorld::SessionWorld(const SessionOptions& options)
    : options_(options), session_(options, dice_) {
    paced_ = options.events_per_second > 0;
    Opened opened;
    opened.journal.epoch = epoch_;
    opened.journal.lanes[1].lane = Lane::touch;
    happens(opened);
}

// ---- What happens ----

void SessionWorld::happens(SessionInput input) {
    const auto before = session_.view();
    expect(input, before);
    const SessionInput seen = input;
    const auto outputs = session_.step(std::move(input), now_);
    for (const auto& output : outputs) hear(output, before);
    check(seen, before);
    answered_.reset();
}

void SessionWorld::append(Lane lane, std::uint64_t events) {
    auto& next = next_[index_of(lane)];
    next = Seq(next.value() + events);
    happens(Appended{lane, next.before()});
}

void SessionWorld::pass(Micros time) {
    now_ += time;
    happens(Tick{});
}

void SessionWorld::wait() {
    now_ = std::max(now_, session_.deadline());
    happens(Tick{});
    CHECK(session_.deadline() > now_, "no tick is asked for in vain");
}

void SessionWorld::reconcile(bool forked, const std::array<std::uint64_t, 2>& acked) {
    if (reconciling_ == 0) return;
    --reconciling_;
    Reconciled outcome;
    outcome.forked = forked;
    if (forked) ++epoch_.bytes[1];
    outcome.epoch = epoch_;
    for (const Lane which : both_lanes) {
        auto& state = outcome.lanes[index_of(which)];
        state.lane = which;
        state.next = next(which);
        if (!forked) {
            state.acked = std::min(Seq(acked[index_of(which)]), state.next.before());
        }
    }
    happens(JournalReconciled{outcome});
}

void SessionWorld::answer_read(std::uint64_t events) {
    if (reads_.empty()) return;
    const auto read = reads_.front();
    reads_.pop_front();
    BatchIsReady ready;
    ready.request = read.request;
    ready.lane = read.lane;
    const Seq head = next(read.lane).before();
    if (head > read.after && events > 0) {
        const auto most = std::min<std::uint64_t>(events, read.bounds.entries_max);
        ready.first = read.after.next();
        ready.last = Seq(std::min(head.value(), read.after.value() + most));
        ready.events = static_cast<std::size_t>(ready.last.value() - read.after.value());
        ready.payload = "batch";
    }
    happens(std::move(ready));
}

// ---- What must be ----

// What the input alone means for those around the session.
void SessionWorld::expect(const SessionInput& input, const SessionView& before) {
    if (const auto* up = std::get_if<LinkIsUp>(&input)) {
        if (before.state != SessionState::connecting) return;
        limits_ = up->limits;
        up_ = true;
        agree_on(nullptr);
    } else if (std::holds_alternative<LinkIsDown>(input)) {
        open_ = up_ = asked_ = may_publish_ = false;
    } else if (const auto* subscribed = std::get_if<Subscribed>(&input)) {
        const bool connecting = before.state == SessionState::connecting;
        if (connecting && options_.broker_acks && subscribed->ok) may_publish_ = true;
    } else if (const auto* journal = std::get_if<JournalReconciled>(&input)) {
        may_publish_ = asked_ && !journal->journal.forked;
    } else if (const auto* ready = std::get_if<BatchIsReady>(&input)) {
        answered_ = *ready;
    } else if (std::holds_alternative<Quarantined>(input)) {
        setting_aside_ = 0;
    }
}

void SessionWorld::hear(const SessionOutput& output, const SessionView& before) {
    const auto view = session_.view();
    if (const auto* link = std::get_if<OpenLink>(&output)) {
        CHECK(!open_, "one link at a time");
        CHECK(link->broker < options_.brokers, "a broker of the list");
        open_ = true;
        up_ = asked_ = may_publish_ = false;
    } else if (std::holds_alternative<CloseLink>(output)) {
        CHECK(open_, "only what is open is closed");
        open_ = up_ = asked_ = may_publish_ = false;
    } else if (std::holds_alternative<SubscribeDown>(output)) {
        CHECK(open_, "one subscribes on a link");
    } else if (const auto* hello = std::get_if<SayHello>(&output)) {
        CHECK(!options_.broker_acks, "where there is no hub nobody is greeted");
        CHECK(open_ && hello->nonce != nonce_, "every hello is another, said on a link");
        nonce_ = hello->nonce;
        asked_ = may_publish_ = false;
    } else if (const auto* asked = std::get_if<ReconcileJournal>(&output)) {
        CHECK(asked->welcome.nonce == nonce_ && asked->ours.epoch == epoch_, "of this hello");
        ++reconciling_;
        incarnation_ = asked->welcome.incarnation;
        asked_ = true;
        may_publish_ = false;
        agree_on(&asked->welcome);
    } else if (const auto* read = std::get_if<ReadBatch>(&output)) {
        hear_read(*read);
    } else if (const auto* publish = std::get_if<PublishBatch>(&output)) {
        hear_publish(*publish, before);
    } else if (const auto* save = std::get_if<SaveAck>(&output)) {
        const auto& told = save->committed;
        CHECK(!told.through.none() && told.through <= view.acked[index_of(told.lane)],
              "no ack is noted that nobody gave");
    } else if (const auto* aside = std::get_if<SetAside>(&output)) {
        const auto i = index_of(aside->lane);
        CHECK(aside->seq > view.acked[i] && aside->seq < view.next[i], "what waits is set aside");
        ++setting_aside_;
    }
}

void SessionWorld::hear_read(const ReadBatch& read) {
    const auto view = session_.view();
    CHECK(view.state == SessionState::streaming, "only in streaming");
    CHECK(read.request > last_request_, "no request is made twice");
    CHECK(read.after == view.sent[index_of(read.lane)], "from where it was sent to");
    CHECK(read.after.next() < next(read.lane), "what is read was written");
    CHECK(read.bounds.entries_max >= 1 && read.bounds.bytes_max > 0, "it may be read");
    CHECK(!options_.single_events || read.bounds.entries_max == 1, "one by one where asked to");
    const bool ledger_waits = view.sent[0].next() < view.next[0];
    CHECK(read.lane == Lane::ledger || paced_ || !ledger_waits, "the ledger goes first");
    last_request_ = read.request;
    reads_.push_back(read);
}

void SessionWorld::hear_publish(const PublishBatch& publish, const SessionView& before) {
    CHECK(session_.view().state == SessionState::streaming, "only in streaming");
    CHECK(may_publish_, "nothing leaves before the welcome");
    CHECK(publish.token > last_token_, "no token is given twice");
    CHECK(answered_ && !publish.payload.empty(), "what was read is sent");
    CHECK(answered_->first == before.sent[index_of(answered_->lane)].next(), "in its order");
    last_token_ = publish.token;
    tokens_.push_back(publish.token);
}

void SessionWorld::check(const SessionInput& input, const SessionView& before) const {
    const auto view = session_.view();
    const bool from_journal = std::holds_alternative<JournalReconciled>(input);
    const bool from_outside = std::holds_alternative<GotAck>(input) ||
                              std::holds_alternative<Published>(input) || from_journal;
    for (std::size_t i = 0; i < 2; ++i) {
        CHECK(view.acked[i] <= view.sent[i], "acked is sent");
        CHECK(view.sent[i] < view.next[i], "sent is written");
        CHECK(view.next[i] == next_[i], "written is written");
        CHECK(view.acked[i] >= before.acked[i] || from_journal, "only the journal goes back");
        CHECK(view.acked[i] == before.acked[i] || from_outside, "nobody else moves it");
    }
    CHECK(view.in_flight <= window_, "the window holds");
    CHECK(view.in_flight == 0 || view.state == SessionState::streaming, "only in streaming");
    CHECK((view.state == SessionState::offline) == !open_, "the state is that of the link");
    const auto wait = session_.deadline() - now_;
    const bool offline = view.state == SessionState::offline;
    CHECK(!offline || wait <= options_.backoff_cap + backoff_first,
          "and it is never away for longer");
}

void SessionWorld::agree_on(const Welcome* welcome) {
    std::size_t asked = options_.window;
    if (welcome && welcome->pace.window) asked = static_cast<std::size_t>(*welcome->pace.window);
    if (welcome && welcome->pace.events_per_second) paced_ = true;
    window_ = std::min<std::size_t>(asked, std::max<std::size_t>(1, limits_.receive_maximum));
}

// ---- When everybody does what is right ----

bool SessionWorld::drained() const {
    const auto view = session_.view();
    return view.acked[0].next() == next_[0] && view.acked[1].next() == next_[1];
}

void SessionWorld::recover() {
    const auto written = next_[0].value() + next_[1].value();
    for (auto steps = 1000 + 8 * written; steps > 0 && !drained(); --steps) do_right();
    CHECK(drained(), "in a good world everything arrives");
}

void SessionWorld::do_right() {
    const auto view = session_.view();
    if (setting_aside_ > 0) return happens(Quarantined{});
    if (reconciling_ > 0) return reconcile(false, {view.acked[0].value(), view.acked[1].value()});
    if (!reads_.empty()) return answer_read(batch_entries_max);
    switch (view.state) {
        case SessionState::offline:
            return wait();
        case SessionState::connecting:
            return up_ ? happens(Subscribed{}) : happens(LinkIsUp{});
        case SessionState::greeting: {
            if (options_.broker_acks) return wait();
            Welcome welcome;
            welcome.nonce = nonce_;
            welcome.incarnation = incarnation_;
            return happens(GotWelcome{std::move(welcome)});
        }
        case SessionState::streaming:
            return view.in_flight > 0 ? commit_what_was_sent() : wait();
    }
}

// Central takes all that was sent; without one the broker answers message by message.
void SessionWorld::commit_what_was_sent() {
    if (options_.broker_acks) {
        CHECK(!tokens_.empty(), "what is under way was sent");
        const auto token = tokens_.front();
        tokens_.pop_front();
        return happens(Published{token, PublishOutcome::accepted});
    }
    const auto view = session_.view();
    const bool ledger = view.acked[0] < view.sent[0];
    Ack ack;
    ack.nonce = nonce_;
    ack.incarnation = incarnation_;
    ack.epoch = epoch_;
    ack.lane = ledger ? Lane::ledger : Lane::touch;
    ack.committed = view.sent[index_of(ack.lane)];
    happens(GotAck{ack});
}

}  // namespace aisle
