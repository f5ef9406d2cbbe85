// SPDX-License-Identifier: Apache-2.0
// A session, and a broker, a central and a journal that do to it whatever they are told to, well or
// badly. Every step is checked: acked <= sent < next, and no watermark falls but where the journal
// says so; batches follow each other, no more of them than agreed, and none before central has
// answered the hello of this connection; the ledger goes first; no link is opened twice. After
// that, when all the others behave, everything arrives. One thread.
#pragma once

#include "agent/base/limits.hpp"
#include "sync/session.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>

namespace aisle {

class SessionWorld {
public:
    explicit SessionWorld(const SessionOptions& options);

    void happens(SessionInput input);
    void append(Lane lane, std::uint64_t events);
    void pass(Micros time);
    // Until the session wants to be called.
    void wait();
    // The journal answers what it was asked, once. `acked` is bounded by what was written.
    void reconcile(bool forked, const std::array<std::uint64_t, 2>& acked);
    // With no events: there was nothing to read.
    void answer_read(std::uint64_t events);
    // From here on everybody does what is right, until all that was written has arrived.
    void recover();

    SessionView view() const { return session_.view(); }
    Seq next(Lane lane) const { return next_[index_of(lane)]; }
    const Nonce& nonce() const { return nonce_; }
    const Epoch& epoch() const { return epoch_; }
    std::uint64_t last_token() const { return last_token_; }
    bool must_reconcile() const { return reconciling_ > 0; }
    bool must_read() const { return !reads_.empty(); }

private:
    void expect(const SessionInput& input, const SessionView& before);
    void hear(const SessionOutput& output, const SessionView& before);
    void hear_read(const ReadBatch& read);
    void hear_publish(const PublishBatch& publish, const SessionView& before);
    void check(const SessionInput& input, const SessionView& before) const;
    void agree_on(const Welcome* welcome);
    bool drained() const;
    void do_right();
    void commit_what_was_sent();

    SessionOptions options_;
    SeededEntropy dice_{1};
    Session session_;
    MonoTime now_{Seconds{100}};
    std::array<Seq, 2> next_{Seq(1), Seq(1)};
    Epoch epoch_{{1}};
    Nonce nonce_{{1}};
    Incarnation incarnation_;  // of the central that was heard last
    LinkLimits limits_;
    std::size_t window_ = window_batches_default;  // batches, as agreed
    bool paced_ = false;                           // was, at any time
    bool open_ = false;                            // the link
    bool up_ = false;                              // and it has said so
    bool asked_ = false;                           // the journal, since the last hello
    bool may_publish_ = false;
    int reconciling_ = 0;
    int setting_aside_ = 0;
    std::uint64_t last_token_ = 0;
    std::uint64_t last_request_ = 0;
    std::deque<ReadBatch> reads_;
    std::deque<std::uint64_t> tokens_;      // of what was sent, oldest first
    std::optional<BatchIsReady> answered_;  // in this step
};

}  // namespace aisle
