// SPDX-License-Identifier: Apache-2.0
// libaisle in C++17 and later: aisle.h with owners. Header only, over the C functions alone, so
// that it works whatever compiler and standard library the shared library was built with.
//
// What aisle.h says of threads, time, fork and signals holds here. Nothing is thrown across: what
// can fail returns an Answer, which is true when it went well. A function of yours that throws ends
// the program (std::terminate), as one does that leaves a thread.
#pragma once

#include "aisle.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {

// What a call was answered with. Texts live as long as it does.
class Answer {
public:
    explicit Answer(aisle_answer* answer = nullptr) : answer_(answer) {}

    explicit operator bool() const { return status() < 300; }
    int status() const { return aisle_answer_status(answer_.get()); }
    // The first time; the same id again is true and not fresh.
    bool fresh() const { return status() == AISLE_SAVED; }
    std::string_view json() const { return aisle_answer_json(answer_.get()); }
    std::string_view code() const { return aisle_answer_code(answer_.get()); }
    std::string_view text() const { return aisle_answer_text(answer_.get()); }
    std::string_view pointer() const { return aisle_answer_pointer(answer_.get()); }

private:
    struct Free {
        void operator()(aisle_answer* answer) const { aisle_answer_free(answer); }
    };
    std::unique_ptr<aisle_answer, Free> answer_;
};

// An answer lent to a callback, and what it says.
struct Told {
    int status;
    std::string_view json;
    std::string_view code;
    std::string_view text;
    std::string_view pointer;

    explicit operator bool() const { return status < 300; }
};

struct Event {
    int kind;  // AISLE_EVENT_…
    std::string_view lane;
    std::uint64_t seq;
    std::string_view name;
};

// A scanned code. Empty texts mean that there is none.
struct Code {
    std::string_view bytes;
    std::string aim{};
    std::string source{};
    std::string id{};
};

class Agent;

class Options {
public:
    Options& file(const std::string& path) {
        aisle_options_file(options_.get(), path.c_str());
        return *this;
    }
    Options& text(std::string_view toml) {
        aisle_options_text(options_.get(), toml.data(), toml.size());
        return *this;
    }
    Options& set(const std::string& key, const std::string& value) {
        aisle_options_set(options_.get(), key.c_str(), value.c_str());
        return *this;
    }
    // Both are called on the agent's own thread for callbacks, one at a time.
    Options& on_event(std::function<void(const Event&)> told) {
        told_->event = std::move(told);
        return *this;
    }
    Options& on_log(std::function<void(std::string_view level, std::string_view line)> told) {
        told_->log = std::move(told);
        return *this;
    }

private:
    friend class Agent;
    struct Functions {
        std::function<void(const Event&)> event;
        std::function<void(std::string_view, std::string_view)> log;
    };
    struct Free {
        void operator()(aisle_options* options) const { aisle_options_free(options); }
    };

    static void hear_event(void* context, const aisle_event* event) noexcept {
        static_cast<Functions*>(context)->event(
            {event->kind, event->lane, event->seq, event->name});
    }
    static void hear_line(void* context, const char* level, const char* line) noexcept {
        static_cast<Functions*>(context)->log(level, line);
    }
    void connect() const {
        if (told_->event) aisle_options_events(options_.get(), hear_event, told_.get());
        if (told_->log) aisle_options_log(options_.get(), hear_line, told_.get());
    }

    std::unique_ptr<aisle_options, Free> options_{aisle_options_new()};
    std::shared_ptr<Functions> told_ = std::make_shared<Functions>();
};

// An agent of this process. Its destructor closes it, however long that takes; close() first where
// there is a deadline.
class Agent {
public:
    // Nothing when it cannot be opened; then `why` says what to do.
    static std::optional<Agent> open(const Options& options, Answer& why) {
        options.connect();
        aisle_answer* refused = nullptr;
        Agent agent(aisle_open(options.options_.get(), &refused), options.told_);
        why = Answer(refused);
        if (!agent.agent_) return std::nullopt;
        return agent;
    }

    // `what` is AISLE_SCAN, AISLE_PURCHASE or AISLE_MEMBER.
    Answer capture(int what, std::string_view json, int timeout_ms = 0) {
        return Answer(aisle_capture(agent_.get(), what, json.data(), json.size(), timeout_ms));
    }
    Answer capture(const Code& code, int timeout_ms = 0) {
        const aisle_code lent = lend(code);
        return Answer(aisle_capture_code(agent_.get(), &lent, timeout_ms));
    }
    // AISLE_ACCEPTED: `answered` will be called once. Else why not, and it will not.
    int capture_async(int what, std::string_view json, std::function<void(const Told&)> answered) {
        return owe(std::move(answered), [&](void* context) {
            return aisle_capture_async(agent_.get(), what, json.data(), json.size(), hear_answer,
                                       context);
        });
    }
    int capture_async(const Code& code, std::function<void(const Told&)> answered) {
        const aisle_code lent = lend(code);
        return owe(std::move(answered), [&](void* context) {
            return aisle_capture_code_async(agent_.get(), &lent, hear_answer, context);
        });
    }
    Answer ask(const std::string& method, const std::string& target, std::string_view json = {},
               int timeout_ms = 0) {
        return Answer(aisle_ask(agent_.get(), method.c_str(), target.c_str(), json.data(),
                                json.size(), timeout_ms));
    }
    Answer status(int timeout_ms = 0) { return Answer(aisle_status(agent_.get(), timeout_ms)); }
    int http_port() const { return aisle_http_port(agent_.get()); }
    // AISLE_OK, or AISLE_UNAVAILABLE when it needs longer.
    int close(int timeout_ms = 0) { return aisle_close(agent_.get(), timeout_ms); }

private:
    using Answered = std::function<void(const Told&)>;
    struct Free {
        void operator()(aisle_agent* agent) const { aisle_free(agent); }
    };

    Agent(aisle_agent* agent, std::shared_ptr<void> told) : told_(std::move(told)), agent_(agent) {}

    static void hear_answer(void* context, const aisle_answer* answer) noexcept {
        const std::unique_ptr<Answered> answered(static_cast<Answered*>(context));
        (*answered)({aisle_answer_status(answer), aisle_answer_json(answer),
                     aisle_answer_code(answer), aisle_answer_text(answer),
                     aisle_answer_pointer(answer)});
    }
    // Whoever takes the call takes the function with it.
    template <class Call>
    static int owe(Answered answered, Call call) {
        auto owned = std::make_unique<Answered>(std::move(answered));
        const int status = call(owned.get());
        if (status == AISLE_ACCEPTED) static_cast<void>(owned.release());
        return status;
    }
    static aisle_code lend(const Code& code) {
        const auto text = [](const std::string& given) {
            return given.empty() ? nullptr : given.c_str();
        };
        return {sizeof(aisle_code), code.bytes.data(), code.bytes.size(),
                text(code.aim),     text(code.source), text(code.id)};
    }

    std::shared_ptr<void> told_;  // outlives the agent that calls it
    std::unique_ptr<aisle_agent, Free> agent_;
};

}  // namespace aisle
