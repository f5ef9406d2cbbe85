// SPDX-License-Identifier: Apache-2.0
// One conversation with a printer, without I/O: it is asked how it is, sent a slip, and asked
// again. Promise: to a printer that cannot print not a byte of the slip is sent; "printed" is said
// only when the printer says, behind the last byte, that it is still well. A printer that is never
// asked, or one on a node of its own that never answers, is believed when it has taken every byte.
//
// Status requests are answered at once, in the middle of a slip that is still being printed. So
// behind the slip stands GS r, which is answered when all before it has been done. Some printers do
// not know it; what is learnt of that in one conversation is told to the next.
// Pure; any thread.
#pragma once

#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"
#include "drivers/printer_status.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

enum class PrintResult {
    printed,
    nothing_sent,  // the slip may be tried again
    doubtful,      // bytes went: some of it, or all, may stand on paper
};

struct PrintOutcome {
    PrintResult result = PrintResult::nothing_sent;
    PrinterCondition condition = PrinterCondition::unreachable;
    std::string why{};  // for the log
};

struct TalkTerms {
    bool asks = true;
    bool silence_prints = false;        // who never answers is there all the same
    std::optional<bool> answers_end{};  // whether GS r is answered, as far as is known
    Micros reply_patience = printer_reply_patience;
    Micros write_patience = printer_write_patience;
};

class PrinterTalk {
public:
    // Without a slip it is only asked how it is.
    PrinterTalk(std::string slip, const TalkTerms& terms, MonoTime now);
    PrinterTalk(const PrinterTalk&) = delete;
    PrinterTalk& operator=(const PrinterTalk&) = delete;

    // What is to be written now; its first bytes, as many as were taken, are then `wrote`.
    std::string_view to_write() const;
    void wrote(std::size_t bytes, MonoTime now);
    void heard(std::string_view bytes, MonoTime now);
    // While it waits() for written bytes to leave this machine: how many have not.
    void left(std::size_t unsent, MonoTime now);
    bool waits() const { return phase_ == Phase::draining; }
    // Nothing can be heard on this line.
    void deaf(MonoTime now);
    void broke(std::string why);
    void tick(MonoTime now);

    MonoTime deadline() const { return deadline_; }
    const std::optional<PrintOutcome>& outcome() const { return outcome_; }
    // The terms, with what was learnt.
    std::optional<bool> answers_end() const { return terms_.answers_end; }
    bool answered() const { return answered_; }

private:
    enum class Phase { asking, writing, draining, ending, asking_again, over };

    void ask(MonoTime now);
    void replied(std::uint8_t byte, MonoTime now);
    void told(PrinterCondition condition, MonoTime now);
    void go_on_unasked(MonoTime now);
    void begin_slip(MonoTime now);
    void slip_left(MonoTime now);
    void ended(MonoTime now);
    void stuck();
    void finish(PrintResult result, PrinterCondition condition, std::string why = {});
    // Of a slip that did not get through.
    PrintResult failed() const;

    std::string slip_;
    TalkTerms terms_;
    Phase phase_ = Phase::asking;
    std::string_view pending_{};  // of what is being written, the rest
    std::size_t sent_ = 0;        // bytes of the slip
    std::size_t unsent_ = 0;
    std::size_t request_ = 0;
    PrinterReplies replies_;
    bool answered_ = false;  // anything at all
    bool deaf_ = false;
    bool end_heard_ = false;
    MonoTime deadline_;
    std::optional<PrintOutcome> outcome_;
};

}  // namespace aisle
