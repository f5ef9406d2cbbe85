// SPDX-License-Identifier: Apache-2.0
#include "agent/app/hosted_agent.hpp"

#include "agent/api/problem.hpp"
#include "agent/api/target.hpp"
#include "agent/app/quiet_thread.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>

#include <system_error>
#include <utility>

namespace aisle {
namespace {

Reply reply_of(const Response& response) {
    return {response.status, response.body};
}

Reply closed_reply() {
    return reply_of(
        Error(Errc::unavailable, "this agent is closed, and it was not saved").coded("closed"));
}

// An answer that is owed: given once, if need be when whoever should have given it is gone.
class Owed {
public:
    explicit Owed(Answered answered) : answered_(std::move(answered)) {}
    ~Owed() {
        if (!answered_) return;
        answered_(reply_of(
            respond_with(Error(Errc::unavailable,
                               "this agent closed before it could tell whether this was saved; "
                               "open it and repeat with the same id")
                             .coded("closed"))));
    }
    Owed(Owed&& other) noexcept : answered_(std::exchange(other.answered_, {})) {}
    Owed& operator=(Owed&&) = delete;

    void pay(Reply reply) { std::exchange(answered_, {})(std::move(reply)); }

private:
    Answered answered_;
};

// That a call may still post, for as long as it may.
class Asking {
public:
    explicit Asking(std::atomic<int>& calls) : calls_(calls) { ++calls_; }
    ~Asking() {
        if (--calls_ == 0) calls_.notify_all();
    }
    Asking(const Asking&) = delete;
    Asking& operator=(const Asking&) = delete;

private:
    std::atomic<int>& calls_;
};

Error no_thread(const std::system_error& error) {
    return Error(Errc::unavailable, std::string("a thread cannot be started: ") + error.what())
        .coded("no_thread");
}

Error config_error(const std::vector<ConfigProblem>& problems) {
    std::string text;
    for (const auto& problem : problems) text += (text.empty() ? "" : "\n") + to_string(problem);
    return Error(Errc::invalid, std::move(text)).coded("bad_config");
}

}  // namespace

Reply reply_of(const Error& error) {
    return reply_of(respond_with(error));
}

void HostedAgent::Lines::line(LogLevel level, std::string_view event, LogFields fields) {
    if (!options_.logged) return;
    options_.logged(level, format_log_line(level, event, fields, format_, clock_.wall()));
}

HostedAgent::HostedAgent(HostedOptions options)
    : options_(std::move(options)),
      lines_(options_, clock_),
      when_closed_(closed_.get_future().share()) {}

HostedAgent::~HostedAgent() {
    if (!thread_.joinable()) return;
    while (!close(Millis{60'000})) {
    }
    thread_.join();
}

// ---- Opening ----

Result<std::unique_ptr<HostedAgent>> HostedAgent::open(HostedOptions options) {
    auto hosted = std::make_unique<HostedAgent>(std::move(options));
    TRY(hosted->begin());
    return hosted;
}

Result<Config> HostedAgent::read_config() {
    std::string text = options_.text.value_or("");
    const std::string name =
        options_.text || options_.file.empty() ? "configuration" : options_.file;
    if (!options_.text && !options_.file.empty()) {
        TRY(text, files_.read(options_.file, config_bytes_max));
    }
    auto outcome = parse_config(text, name, options_.overrides);
    if (!outcome.problems.empty()) return config_error(outcome.problems);
    auto& http = outcome.config.http;
    if (!outcome.origins.contains("http.listen")) http.listen.clear();
    if (!outcome.origins.contains("http.socket")) http.socket.clear();
    lines_.format(outcome.config.log.format);
    return std::move(outcome.config);
}

Result<void> HostedAgent::begin() {
    TRY(auto config, read_config());
    std::promise<Result<void>> started;
    auto outcome = started.get_future();
    try {
        thread_ = quiet_thread("aisle", [this, &started, config = std::move(config)]() mutable {
            live(std::move(config), started);
        });
    } catch (const std::system_error& error) {
        return no_thread(error);
    }
    auto began = outcome.get();
    if (began) return {};
    thread_.join();
    return began;
}

// The store and the link have threads of their own, and the system may have none left.
Result<void> HostedAgent::try_to_start(Config config) {
    try {
        return start(std::move(config));
    } catch (const std::system_error& error) {
        return no_thread(error);
    }
}

Result<void> HostedAgent::start(Config config) {
    const Log log(lines_, config.log.level);
    TRY(agent_, Agent::open(std::move(config), {io_, clock_, entropy_, files_, metrics_, log}));
    agent_->on_happening([this](const Happening& happening) {
        if (options_.happened) options_.happened(happening);
    });
    TRY(agent_->start());
    port_ = agent_->port();
    return {};
}

// ---- Its life, on its thread ----

void HostedAgent::live(Config config, std::promise<Result<void>>& started) {
    const auto work = boost::asio::make_work_guard(io_);
    auto outcome = try_to_start(std::move(config));
    const bool alive = outcome.has_value();
    started.set_value(std::move(outcome));  // gone when this returns
    if (alive) io_.run();
    agent_.reset();
    if (alive) answer_the_rest();
    closed_.set_value();
}

// Nobody may begin to ask any more; those who had begun are heard and told that it is closed.
void HostedAgent::answer_the_rest() {
    wait_for_who_asks();
    io_.restart();
    io_.poll();
}

// For as long as it takes to post a question.
void HostedAgent::wait_for_who_asks() {
    for (int asking = asking_; asking != 0; asking = asking_) asking_.wait(asking);
}

void HostedAgent::ask(Question question, Answered answered) {
    {
        const Asking asking(asking_);
        if (!closing_) {
            return boost::asio::post(io_, [this, question = std::move(question),
                                           answered = std::move(answered)]() mutable {
                answer(std::move(question), std::move(answered));
            });
        }
    }
    answered(closed_reply());
}

void HostedAgent::answer(Question question, Answered answered) {
    if (!agent_) return answered(closed_reply());
    if (question.body.size() > http_body_bytes_max) {
        return answered(
            reply_of(respond_with(Problem{"body_too_large", "keep the body under 256 KiB"})));
    }
    Request request;
    request.door = Door::library;
    request.method = std::move(question.method);
    request.body = std::move(question.body);
    const auto understood = read_target(question.target, request);
    if (!understood) return answered(reply_of(respond_with(understood.error())));
    agent_->ask(request, [owed = Owed(std::move(answered))](const Response& response) mutable {
        owed.pay(reply_of(response));
    });
}

bool HostedAgent::close(Millis patience) {
    if (!closing_.exchange(true)) {
        boost::asio::post(io_, [this] {
            // Whoever had begun to ask has then posted it, in front of the store's end: an answer
            // that came behind it would find nobody there.
            wait_for_who_asks();
            agent_->stop([this] { io_.stop(); });
        });
    }
    return when_closed_.wait_for(patience) == std::future_status::ready;
}

}  // namespace aisle
