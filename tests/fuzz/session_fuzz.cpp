// SPDX-License-Identifier: Apache-2.0
// The session as a machine: the bytes choose what happens, in whatever order, and afterwards the
// world is a good one in which everything must arrive. What must hold stands in session_world.hpp.
// An input may begin with 0xff and a byte of options.
#include "agent/base/limits.hpp"
#include "tests/fuzz/session_world.hpp"

#include <cstdint>
#include <span>

namespace aisle {
namespace {

// A backlog; more says no more.
constexpr std::uint64_t events_max = 4000;

class Happenings {
public:
    explicit Happenings(std::span<const std::uint8_t> bytes)
        : bytes_(bytes), options_(read_options()), world_(options_) {}

    void run() {
        while (!bytes_.empty()) step();
        world_.recover();
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

    SessionOptions read_options() {
        SessionOptions options{.brokers = 2};
        if (bytes_.empty() || bytes_.front() != 0xff) return options;
        take();
        const auto bits = take();
        options.broker_acks = (bits & 1) != 0;
        options.single_events = (bits & 2) != 0;
        options.compress = (bits & 4) != 0;
        if ((bits & 8) != 0) options.events_per_second = 1 + take();
        if ((bits & 16) != 0) options.window = 1 + take() % window_batches_max;
        if ((bits & 32) != 0)
            options.version = flip() ? VersionPreference::v5 : VersionPreference::v311;
        options.brokers = 1 + (bits >> 6);
        return options;
    }

    void step() {
        const auto what = take();
        if (what == 0xfe) return hear();
        switch (what % 14) {
            case 0:
                return append();
            case 1:
                return world_.pass(Micros{take()} * 997'000);
            case 2:
                return world_.wait();
            case 3:
                return world_.happens(LinkIsUp{limits()});
            case 4:
                return world_.happens(Subscribed{take() % 8 != 0, ""});
            case 5:
                return world_.happens(LinkIsDown{{static_cast<LinkLoss>(take() % 10 % 9), 0, ""}});
            case 6:
                return welcome();
            case 7:
                return ack();
            case 8:
                return reconcile();
            case 9:
                return answer_read();
            case 10:
                return published();
            case 11:
                return world_.happens(AckSaved{take() % 8 != 0, flip(), lane()});
            case 12:
                return world_.happens(Quarantined{});
            default:
                return world_.happens(Unsaved{});
        }
    }

    void append() {
        const Lane which = lane();
        const std::uint64_t events = 1 + take() % 40;
        written_ += events;
        if (written_ <= events_max) world_.append(which, events);
    }
    LinkLimits limits() {
        LinkLimits limits;
        limits.packet_bytes_max = flip() ? std::uint32_t{take()} * 512 : 0;
        limits.receive_maximum = take();
        return limits;
    }
    void welcome() {
        Welcome said;
        said.nonce = flip() ? world_.nonce() : Nonce{};
        said.incarnation.bytes[0] = take() % 2;
        if (flip()) said.pace.window = 1 + take() % 64;
        if (flip()) said.pace.events_per_second = 1 + take();
        if (flip()) said.message_bytes_max = 1024 + take() * 256;
        if (flip()) said.encodings = {"zstd"};
        world_.happens(GotWelcome{std::move(said)});
    }
    void ack() {
        Ack said;
        said.nonce = take() % 4 != 0 ? world_.nonce() : Nonce{};
        said.incarnation.bytes[0] = take() % 16 == 0 ? 1 : 0;
        said.epoch = world_.epoch();
        said.lane = lane();
        said.committed = Seq(take() % (world_.next(said.lane).value() + 2));
        said.forked = take() % 16 == 0;
        world_.happens(GotAck{said});
    }
    // An answer or a command.
    void hear() {
        CentralSpoke said;
        said.incarnation.bytes[0] = take() % 2;
        world_.happens(said);
    }
    void reconcile() {
        if (!world_.must_reconcile()) return;
        const bool forked = take() % 8 == 0;
        std::array<std::uint64_t, 2> acked{};
        for (const Lane which : both_lanes) {
            if (!forked) acked[index_of(which)] = take() % world_.next(which).value();
        }
        world_.reconcile(forked, acked);
    }
    void answer_read() {
        if (!world_.must_read()) return;
        const bool something = take() % 8 != 0;
        world_.answer_read(something ? 1 + take() % 20 : 0);
    }
    void published() {
        const auto token = take() % (world_.last_token() + 2);
        world_.happens(Published{token, static_cast<PublishOutcome>(take() % 8)});
    }

    std::span<const std::uint8_t> bytes_;
    SessionOptions options_;
    SessionWorld world_;
    std::uint64_t written_ = 0;
};

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::Happenings({bytes, size}).run();
    return 0;
}
