// SPDX-License-Identifier: Apache-2.0
// Whatever happens, in whatever order: acked <= sent <= head, no more under way than the window,
// nothing published outside of streaming, no tick asked for in vain. The bytes choose what happens;
// the journal's part (what is read, reconciled) stays such as the journal gives it.
#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "sync/session.hpp"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <span>

namespace aisle {
namespace {

class Happenings {
public:
    explicit Happenings(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

    void run() {
        Opened opened;
        opened.journal.epoch.bytes[0] = 1;
        opened.journal.lanes[1].lane = Lane::touch;
        happens(opened);
        while (!bytes_.empty()) step();
    }

private:
    std::uint8_t take() {
        if (bytes_.empty()) return 0;
        const auto byte = bytes_.front();
        bytes_ = bytes_.subspan(1);
        return byte;
    }
    bool flip() { return (take() & 1) != 0; }
    Lane lane() { return flip() ? Lane::touch : Lane::ledger; }

    void step() {
        switch (take() % 14) {
            case 0:
                return append();
            case 1:
                now_ += Micros{take()} * 997'000;
                return happens(Tick{});
            case 2:
                return wait();
            case 3:
                return happens(LinkIsUp{{flip() ? std::uint32_t{take()} * 512 : 0, take()}});
            case 4:
                return happens(Subscribed{take() % 8 != 0, ""});
            case 5:
                return happens(LinkIsDown{{static_cast<LinkLoss>(take() % 10), 0, ""}});
            case 6:
                return welcome();
            case 7:
                return ack();
            case 8:
                return reconcile();
            case 9:
                return answer_read();
            case 10:
                return happens(
                    Published{take() % (tokens_ + 2), static_cast<PublishOutcome>(take() % 8)});
            case 11:
                return happens(AckSaved{take() % 8 != 0});
            case 12:
                return happens(Quarantined{});
            default:
                return happens(Unsaved{});
        }
    }

    void append() {
        auto& next = next_[index_of(lane())];
        next = Seq(next.value() + 1 + take() % 40);
        const Lane which = &next == &next_[0] ? Lane::ledger : Lane::touch;
        happens(Appended{which, next.before()});
    }
    void wait() {
        now_ = std::max(now_, session_.deadline());
        happens(Tick{});
        CHECK(session_.deadline() > now_, "no tick is asked for in vain");
    }
    void welcome() {
        Welcome said;
        said.nonce = flip() ? nonce_ : Nonce{};
        said.incarnation.bytes[0] = take() % 2;
        if (flip()) said.pace.window = 1 + take() % 64;
        if (flip()) said.pace.events_per_second = 1 + take();
        if (flip()) said.message_bytes_max = 1024 + take() * 256;
        if (flip()) said.encodings = {"zstd"};
        happens(GotWelcome{std::move(said)});
    }
    void ack() {
        Ack said;
        said.nonce = take() % 4 != 0 ? nonce_ : Nonce{};
        said.incarnation.bytes[0] = take() % 16 == 0 ? 1 : 0;
        said.epoch = epoch_;
        said.lane = lane();
        said.committed = Seq(take() % (next_[index_of(said.lane)].value() + 2));
        said.forked = take() % 16 == 0;
        happens(GotAck{said});
    }
    // The journal answers what it was asked, once.
    void reconcile() {
        if (reconciling_ == 0) return;
        --reconciling_;
        Reconciled outcome;
        outcome.forked = take() % 8 == 0;
        if (outcome.forked) ++epoch_.bytes[1];
        outcome.epoch = epoch_;
        for (const Lane which : both_lanes) {
            auto& state = outcome.lanes[index_of(which)];
            state.lane = which;
            state.next = next_[index_of(which)];
            if (!outcome.forked) state.acked = Seq(take() % state.next.value());
        }
        happens(JournalReconciled{outcome});
    }
    void answer_read() {
        if (reads_.empty()) return;
        const auto read = reads_.front();
        reads_.pop_front();
        BatchIsReady ready;
        ready.request = read.request;
        ready.lane = read.lane;
        const Seq head = next_[index_of(read.lane)].before();
        if (head > read.after && take() % 8 != 0) {
            ready.first = read.after.next();
            ready.last = Seq(std::min(head.value(), read.after.value() + 1 + take() % 20));
            ready.events = static_cast<std::size_t>(ready.last.value() - read.after.value());
            ready.payload = "batch";
        }
        happens(std::move(ready));
    }

    void happens(SessionInput input) {
        for (auto& output : session_.step(std::move(input), now_)) hear(output);
        const auto view = session_.view();
        for (std::size_t i = 0; i < 2; ++i) {
            CHECK(view.acked[i] <= view.sent[i], "acked is sent");
            CHECK(view.sent[i] < view.next[i], "sent is written");
        }
        CHECK(view.in_flight <= window_batches_max, "the window holds");
        CHECK(view.in_flight == 0 || view.state == SessionState::streaming, "only in streaming");
    }
    void hear(SessionOutput& output) {
        if (const auto* hello = std::get_if<SayHello>(&output)) nonce_ = hello->nonce;
        if (std::holds_alternative<ReconcileJournal>(output)) ++reconciling_;
        if (const auto* read = std::get_if<ReadBatch>(&output)) {
            CHECK(read->after < next_[index_of(read->lane)], "what is read was written");
            CHECK(read->bounds.entries_max >= 1 && read->bounds.bytes_max > 0, "it may be read");
            reads_.push_back(*read);
        }
        if (const auto* publish = std::get_if<PublishBatch>(&output)) {
            CHECK(session_.view().state == SessionState::streaming, "only in streaming");
            tokens_ = publish->token;
        }
    }

    std::span<const std::uint8_t> bytes_;
    SeededEntropy dice_{1};
    Session session_{SessionOptions{.brokers = 2}, dice_};
    MonoTime now_{Seconds{100}};
    std::array<Seq, 2> next_{Seq(1), Seq(1)};
    Epoch epoch_{{1}};
    Nonce nonce_{{1}};
    int reconciling_ = 0;
    std::uint64_t tokens_ = 0;
    std::deque<ReadBatch> reads_;
};

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::Happenings({bytes, size}).run();
    return 0;
}
