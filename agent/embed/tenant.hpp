// SPDX-License-Identifier: Apache-2.0
// One agent that lives in the host's process, as the C interface holds it: the agent, the thread
// that calls the host's functions, and the process it belongs to. A child made by fork has the
// memory and not the threads, so every call looks first whether it is in the right process.
#pragma once

#include "agent/embed/answer.hpp"
#include "agent/embed/herald.hpp"
#include "agent/embed/opening.hpp"

#include <sys/types.h>

#include <array>
#include <atomic>
#include <memory>
#include <optional>

// The name that aisle.h declares.
struct aisle_agent {
public:
    static aisle::Result<std::unique_ptr<aisle_agent>> open(const aisle_options& options);

    // Nothing when it is in order to ask.
    std::optional<aisle::Refusal> refusal() const;
    aisle_answer ask(aisle::Question question, int timeout_ms);
    // What aisle_capture_async promises. `context` is the host's.
    int ask_later(aisle::Question question, aisle_answer_function answered, void* context);
    int close(int timeout_ms);
    bool forked() const;
    // Whether this is the thread of the host's functions.
    bool calling_back() const { return herald_.here(); }
    std::uint16_t port() const { return hosted_->port(); }

    // For open().
    explicit aisle_agent(const aisle_options& options);

private:
    aisle::HostedOptions hosted_options(const aisle_options& options);
    void happened(const aisle::Happening& happening);
    void tell(int kind, const aisle::Happening& happening);

    pid_t process_;
    aisle_event_function told_;
    void* told_context_;
    aisle_log_function logged_;
    void* logged_context_;
    std::array<aisle::Seq, 2> delivered_{};  // by lane, as last told; on the agent's thread
    std::atomic<std::size_t> unanswered_ = 0;
    aisle::Herald herald_;
    std::unique_ptr<aisle::HostedAgent> hosted_;  // gone first: it still tells the herald
};
