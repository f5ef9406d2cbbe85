// SPDX-License-Identifier: Apache-2.0
#include "agent/embed/tenant.hpp"

#include "agent/base/limits.hpp"

#include <unistd.h>

#include <future>
#include <utility>

using namespace aisle;

namespace {

constexpr Refusal forked_refusal{
    AISLE_DENIED, "forked",
    "this process was forked from the one that opened the agent: open one of your own here, with a "
    "state folder of its own"};
constexpr Refusal late{
    AISLE_UNAVAILABLE, "answer_late",
    "no answer within the time: it may still be saved, repeat with the same id to be told"};

Millis patience_of(int timeout_ms) {
    return timeout_ms > 0 ? Millis{timeout_ms} : Millis{http_answer_patience};
}

int kind_of(Happening::Kind kind) {
    switch (kind) {
        case Happening::Kind::saved:
            return AISLE_EVENT_SAVED;
        case Happening::Kind::delivered:
            return AISLE_EVENT_DELIVERED;
        case Happening::Kind::feed_changed:
            return AISLE_EVENT_FEED;
        case Happening::Kind::task_done:
            return AISLE_EVENT_TASK_DONE;
        case Happening::Kind::task_lost:
            return AISLE_EVENT_TASK_LOST;
        case Happening::Kind::status_changed:
            return AISLE_EVENT_STATUS;
        case Happening::Kind::scan_lost:
            return AISLE_EVENT_SCAN_LOST;
        case Happening::Kind::fatal:
            break;
    }
    return AISLE_EVENT_FATAL;
}

bool has_place(int kind) {
    return kind == AISLE_EVENT_SAVED || kind == AISLE_EVENT_DELIVERED;
}

}  // namespace

aisle_agent::aisle_agent(const aisle_options& options)
    : process_(::getpid()),
      told_(options.told),
      told_context_(options.told_context),
      logged_(options.logged),
      logged_context_(options.logged_context),
      herald_([this] {
          const aisle_event missed{sizeof(aisle_event), AISLE_EVENT_MISSED, "", 0, ""};
          if (told_ != nullptr) told_(told_context_, &missed);
      }) {}

Result<std::unique_ptr<aisle_agent>> aisle_agent::open(const aisle_options& options) {
    auto agent = std::make_unique<aisle_agent>(options);
    TRY(agent->hosted_, HostedAgent::open(agent->hosted_options(options)));
    return agent;
}

HostedOptions aisle_agent::hosted_options(const aisle_options& options) {
    HostedOptions hosted{options.file, options.text, options.overrides};
    if (told_ != nullptr) {
        hosted.happened = [this](const Happening& happening) { happened(happening); };
    }
    if (logged_ == nullptr) return hosted;
    hosted.logged = [this](LogLevel level, std::string line) {
        herald_.tell([this, level, line = std::move(line)] {
            logged_(logged_context_, to_string(level).data(), line.c_str());
        });
    };
    return hosted;
}

// ---- Events ----

void aisle_agent::happened(const Happening& happening) {
    const int kind = kind_of(happening.kind);
    if (kind == AISLE_EVENT_DELIVERED) {
        auto& before = delivered_[index_of(happening.lane)];
        if (std::exchange(before, happening.through) == happening.through) return;
    }
    auto news = [this, kind, happening] { tell(kind, happening); };
    // Without this one the host would wait for answers that cannot come.
    if (kind == AISLE_EVENT_FATAL) return herald_.owe(std::move(news));
    herald_.tell(std::move(news));
}

void aisle_agent::tell(int kind, const Happening& happening) {
    const char* lane = has_place(kind) ? to_string(happening.lane).data() : "";
    const aisle_event event{sizeof(aisle_event), kind, lane, happening.through.value(),
                            happening.name.c_str()};
    told_(told_context_, &event);
}

// ---- Asking ----

bool aisle_agent::forked() const {
    return process_ != ::getpid();
}

std::optional<Refusal> aisle_agent::refusal() const {
    if (forked()) return forked_refusal;
    return std::nullopt;
}

aisle_answer aisle_agent::ask(Question question, int timeout_ms) {
    auto promise = std::make_shared<std::promise<Reply>>();
    auto future = promise->get_future();
    hosted_->ask(std::move(question),
                 [promise](Reply reply) { promise->set_value(std::move(reply)); });
    const auto patience = patience_of(timeout_ms);
    if (future.wait_for(patience) != std::future_status::ready) return answer_of(late);
    return answer_of(future.get());
}

int aisle_agent::ask_later(Question question, aisle_answer_function answered, void* context) {
    if (++unanswered_ > embed_calls_max) {
        --unanswered_;
        return AISLE_UNAVAILABLE;
    }
    hosted_->ask(std::move(question), [this, answered, context](Reply reply) {
        herald_.owe([this, answered, context, reply = std::move(reply)]() mutable {
            const auto answer = answer_of(std::move(reply));
            answered(context, &answer);
            --unanswered_;
        });
    });
    return AISLE_ACCEPTED;
}

int aisle_agent::close(int timeout_ms) {
    // It would wait for itself.
    if (calling_back()) return AISLE_CONFLICT;
    const auto patience = patience_of(timeout_ms);
    const SystemClock clock;
    const auto until = clock.mono() + patience;
    if (!hosted_->close(patience)) return AISLE_UNAVAILABLE;
    const auto left = std::chrono::duration_cast<Millis>(until - clock.mono());
    return herald_.wait(std::max(left, Millis{1})) ? AISLE_OK : AISLE_UNAVAILABLE;
}
