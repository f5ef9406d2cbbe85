// SPDX-License-Identifier: Apache-2.0
// The words in which the session's tests are told: what happens, said step by step, and what the
// session wants done about it. Broker, central and journal are played by the test; the journal here
// is two lengths, and every event's id can be told from its number.
#pragma once

#include "agent/base/limits.hpp"
#include "sync/session.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace aisle {

class SessionStory {
public:
    struct Sent {
        Lane lane;
        Seq first;
        Seq last;
        std::uint64_t token;
    };

    explicit SessionStory(SessionOptions with = {}, std::uint64_t seed = 1)
        : options(with), dice(seed), session(options, dice) {
        epoch.bytes[0] = 1;
        incarnation.bytes[0] = 7;
    }

    static EventId id_of(Lane lane, Seq seq) {
        EventId id;
        if (seq.none()) return id;
        id.bytes[0] = static_cast<std::uint8_t>(index_of(lane) + 1);
        for (std::size_t i = 0; i < 8; ++i) {
            id.bytes[15 - i] = static_cast<std::uint8_t>(seq.value() >> (8 * i));
        }
        return id;
    }

    // ---- What happens ----

    void happens(SessionInput input) {
        for (auto& output : session.step(std::move(input), now)) said.push_back(std::move(output));
    }
    void pass(Micros by) {
        now += by;
        happens(Tick{});
    }
    // Until the session asks to be woken; it must not ask for the same moment again.
    void wait() {
        now = std::max(now, session.deadline());
        happens(Tick{});
        EXPECT_GT(session.deadline(), now) << "a tick was asked for in vain";
    }
    void open() {
        JournalState journal;
        journal.epoch = epoch;
        journal.lanes = lanes();
        happens(Opened{journal});
    }
    // The whole way from offline to the first hello.
    void connect(LinkLimits limits = {}) {
        wait();
        happens(LinkIsUp{limits});
        happens(Subscribed{});
    }
    void lose(LinkLoss loss = LinkLoss::lost) { happens(LinkIsDown{{loss, 0, "it broke"}}); }

    Welcome make_welcome() {
        Welcome welcome;
        welcome.nonce = nonce();
        welcome.incarnation = incarnation;
        welcome.epochs.push_back({epoch, told(Lane::ledger), told(Lane::touch)});
        return welcome;
    }
    void welcome() { happens(GotWelcome{make_welcome()}); }
    // The journal agrees with central.
    void reconcile() {
        acked = committed;
        happens(JournalReconciled{{epoch, lanes(), false, false, ""}});
    }
    void stream(LinkLimits limits = {}) {
        open();
        connect(limits);
        welcome();
        reconcile();
    }
    // Once more, after a loss or a second hello.
    void stream_again() {
        if (session.view().state == SessionState::offline) connect();
        welcome();
        reconcile();
    }

    void append(Lane lane, std::uint64_t count = 1) {
        for (std::uint64_t i = 0; i < count; ++i) {
            const Seq seq = next[index_of(lane)];
            next[index_of(lane)] = seq.next();
            happens(Appended{lane, seq});
        }
    }
    // Central has committed so far and says so.
    void ack(Lane lane, Seq through) {
        committed[index_of(lane)] = through;
        happens(GotAck{make_ack(lane, through)});
    }
    Ack make_ack(Lane lane, Seq through) {
        return {nonce(), incarnation, epoch, lane, through, id_of(lane, through), false};
    }
    void puback(const Sent& sent, PublishOutcome outcome = PublishOutcome::accepted) {
        happens(Published{sent.token, outcome});
    }

    // ---- What the session wants ----

    // Takes out what was said of this kind since the last time.
    template <class T>
    std::vector<T> take() {
        std::vector<T> found;
        std::vector<SessionOutput> left;
        for (auto& output : said) {
            if (auto* one = std::get_if<T>(&output)) {
                if constexpr (std::is_same_v<T, SayHello>) last_nonce = one->nonce;
                found.push_back(std::move(*one));
            } else {
                left.push_back(std::move(output));
            }
        }
        said = std::move(left);
        return found;
    }
    template <class T>
    std::size_t count() {
        return take<T>().size();
    }
    bool remarked(std::string_view event) {
        for (const auto& remark : take<Remark>()) {
            if (remark.event == event) return true;
        }
        return false;
    }
    Nonce nonce() {
        take<SayHello>();
        return last_nonce;
    }
    // Answers every read from the lanes' lengths and gives what was published.
    std::vector<Sent> send() {
        std::vector<Sent> sent;
        while (true) {
            const auto asked = take<ReadBatch>();
            if (asked.empty()) return sent;
            for (const auto& read : asked) answer(read, sent);
        }
    }
    void answer(const ReadBatch& read, std::vector<Sent>& sent) {
        reads.push_back(read);
        const Seq head = next[index_of(read.lane)].before();
        const auto entries = std::min<std::uint64_t>(batch_events, read.bounds.entries_max);
        const Seq last(std::min(head.value(), read.after.value() + entries));
        BatchIsReady ready{read.request, read.lane, read.after.next(), last, {}, "", 0};
        if (last > read.after) {
            ready.last_id = id_of(read.lane, last);
            ready.events = static_cast<std::size_t>(last.value() - read.after.value());
            ready.payload = "batch";
        }
        const Sent what{read.lane, ready.first, ready.last, 0};
        happens(std::move(ready));
        for (const auto& publish : take<PublishBatch>()) {
            sent.push_back({what.lane, what.first, what.last, publish.token});
        }
    }
    SessionState state() const { return session.view().state; }

    SessionOptions options;
    SeededEntropy dice;
    Session session;
    MonoTime now{Seconds{1000}};
    std::vector<SessionOutput> said;
    std::vector<ReadBatch> reads;
    Nonce last_nonce;

    Epoch epoch;
    Incarnation incarnation;
    std::array<Seq, 2> next{Seq(1), Seq(1)};
    std::array<Seq, 2> acked;      // as the journal has it
    std::array<Seq, 2> committed;  // as central has it
    std::uint64_t batch_events = 10;

private:
    std::array<LaneState, 2> lanes() const {
        std::array<LaneState, 2> states;
        for (const Lane lane : both_lanes) {
            auto& state = states[index_of(lane)];
            state.lane = lane;
            state.next = next[index_of(lane)];
            state.acked = acked[index_of(lane)];
            state.acked_id = id_of(lane, state.acked);
        }
        return states;
    }
    LaneWelcome told(Lane lane) const {
        const Seq through = committed[index_of(lane)];
        return {through, id_of(lane, through), false};
    }
};

}  // namespace aisle
