// SPDX-License-Identifier: Apache-2.0
// The agent inside another program: on threads of its own, asked from any thread, closed in order.
// What is asked and what is answered are those of the local interface, to the byte, so that a till
// may change between HTTP and this without learning anything new.
//
// Unlike the daemon it listens nowhere unless the configuration says where, reads no environment,
// and leaves the process as it is: no signal is installed, nothing is set for SQLite as a whole.
#pragma once

#include "agent/app/agent.hpp"
#include "agent/app/happening.hpp"
#include "config/parse.hpp"

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace aisle {

struct HostedOptions {
    std::string file;                   // the configuration; empty: none is read
    std::optional<std::string> text{};  // the configuration itself, instead of a file
    std::vector<Override> overrides{};  // win over either
    // On the agent's thread, and should return at once.
    std::function<void(const Happening&)> happened{};
    // From any thread.
    std::function<void(LogLevel, std::string line)> logged{};
};

struct Question {
    std::string method;  // "POST"
    std::string target;  // "/v1/purchases"
    std::string body;
};

struct Reply {
    int status = 0;  // HTTP's
    std::string body;
};
using Answered = Function<void(Reply)>;
// What the local interface says of an error.
Reply reply_of(const Error& error);

class HostedAgent {
public:
    // Capture is ready when this returns; central is called behind it. Errors: invalid, coded
    // bad_config, with every mistake on a line of its own; conflict, coded folder_in_use;
    // unavailable, coded no_thread; what Agent::open says.
    static Result<std::unique_ptr<HostedAgent>> open(HostedOptions options);
    // Closes, however long it takes.
    ~HostedAgent();
    HostedAgent(const HostedAgent&) = delete;
    HostedAgent& operator=(const HostedAgent&) = delete;

    // Any thread. `answered` is called once, on the agent's thread, or at once on the caller's when
    // it is closed. What was asked before close() is still answered.
    void ask(Question question, Answered answered);
    // Any thread but the agent's. True once all is closed; false when that takes longer, and it
    // goes on closing: call again.
    bool close(Millis patience);
    // The TCP port of the local interface, 0 when there is none.
    std::uint16_t port() const { return port_; }

    // For open().
    explicit HostedAgent(HostedOptions options);

private:
    Result<Config> read_config();
    Result<void> begin();
    void live(Config config, std::promise<Result<void>>& started);
    Result<void> try_to_start(Config config);
    Result<void> start(Config config);
    void answer(Question question, Answered answered);
    void answer_the_rest();
    void wait_for_who_asks();

    // Lines for the host.
    class Lines final : public LogSink {
    public:
        Lines(HostedOptions& options, const Clock& clock) : options_(options), clock_(clock) {}
        void line(LogLevel level, std::string_view event, LogFields fields) override;
        void format(LogFormat format) { format_ = format; }

    private:
        HostedOptions& options_;
        const Clock& clock_;
        LogFormat format_ = LogFormat::text;
    };

    HostedOptions options_;
    SystemClock clock_;
    SystemEntropy entropy_;
    SystemFiles files_;
    Metrics metrics_;
    Lines lines_;
    boost::asio::io_context io_{1};
    std::unique_ptr<Agent> agent_;  // on its thread
    std::uint16_t port_ = 0;
    std::atomic<bool> closing_ = false;
    std::atomic<int> asking_ = 0;  // calls of ask() that may still post
    std::promise<void> closed_;
    std::shared_future<void> when_closed_;
    std::thread thread_;
};

}  // namespace aisle
