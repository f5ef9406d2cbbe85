// SPDX-License-Identifier: Apache-2.0
// The functions of aisle.h: each looks at what it was given, and hands on.
#include "agent/embed/aisle.h"

#include "agent/base/limits.hpp"
#include "agent/embed/scanned_code.hpp"
#include "agent/embed/tenant.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

using namespace aisle;

namespace {

constexpr Refusal bad_call{AISLE_INVALID, "bad_call",
                           "something that is needed is NULL, or a number stands for nothing"};
constexpr Refusal too_large{AISLE_TOO_LARGE, "body_too_large", "keep the body under 256 KiB"};

// The one place where what libraries throw for want of memory or threads ends.
template <class Call, class Otherwise>
auto guarded(Call call, Otherwise otherwise) noexcept -> decltype(call()) {
    try {
        return call();
    } catch (...) {
        return otherwise;
    }
}

// NULL when there is no memory even for this.
aisle_answer* give(aisle_answer answer) {
    return std::make_unique<aisle_answer>(std::move(answer)).release();
}

template <class Make>
aisle_answer* answer_with(Make make) noexcept {
    return guarded([&] { return give(make()); }, static_cast<aisle_answer*>(nullptr));
}

std::string_view target_of(int what) {
    switch (what) {
        case AISLE_SCAN:
            return "/v1/scans";
        case AISLE_PURCHASE:
            return "/v1/purchases";
        case AISLE_MEMBER:
            return "/v1/members";
        default:
            return "";
    }
}

struct Asked {
    const char* method;
    std::string_view target;
    const char* json;
    std::size_t size;
};

std::optional<Refusal> refusal_of(const aisle_agent* agent, const Asked& asked) {
    if (agent == nullptr || asked.method == nullptr || asked.target.empty()) return bad_call;
    if (asked.json == nullptr && asked.size > 0) return bad_call;
    if (asked.size > http_body_bytes_max) return too_large;
    // A stream without an end is no answer.
    if (asked.target.starts_with("/v1/live")) return bad_call;
    return agent->refusal();
}

Question question_of(const Asked& asked) {
    Question question{asked.method, std::string(asked.target), {}};
    if (asked.size > 0) question.body.assign(asked.json, asked.size);
    return question;
}

aisle_answer* ask(aisle_agent* agent, const Asked& asked, int timeout_ms) {
    return answer_with([&] {
        if (const auto refused = refusal_of(agent, asked)) return answer_of(*refused);
        return agent->ask(question_of(asked), timeout_ms);
    });
}

int ask_later(aisle_agent* agent, const Asked& asked, aisle_answer_function answered,
              void* context) {
    if (answered == nullptr) return AISLE_INVALID;
    if (const auto refused = refusal_of(agent, asked)) return refused->status;
    return guarded([&] { return agent->ask_later(question_of(asked), answered, context); },
                   AISLE_UNAVAILABLE);
}

// Up to the code's bytes: older structs end no sooner.
constexpr std::size_t code_size_min = offsetof(aisle_code, aim);

std::optional<Refusal> refusal_of(const aisle_agent* agent, const aisle_code* code) {
    if (agent == nullptr || code == nullptr || code->struct_size < code_size_min) return bad_call;
    if (code->bytes == nullptr && code->size > 0) return bad_call;
    if (code->size > http_body_bytes_max) return too_large;
    return agent->refusal();
}

const char* text_of(const aisle_answer* answer, std::string aisle_answer::*member) {
    return answer != nullptr ? (answer->*member).c_str() : "";
}

}  // namespace

// ---- Answers ----

const char* aisle_version(void) {
    return AISLE_VERSION;
}

int aisle_answer_status(const aisle_answer* answer) {
    return answer != nullptr ? answer->status : AISLE_UNAVAILABLE;
}

const char* aisle_answer_json(const aisle_answer* answer) {
    return text_of(answer, &aisle_answer::json);
}

const char* aisle_answer_code(const aisle_answer* answer) {
    return answer != nullptr ? answer->code.c_str() : "out_of_memory";
}

const char* aisle_answer_text(const aisle_answer* answer) {
    return answer != nullptr ? answer->text.c_str() : "there was no memory for an answer";
}

const char* aisle_answer_pointer(const aisle_answer* answer) {
    return text_of(answer, &aisle_answer::pointer);
}

void aisle_answer_free(aisle_answer* answer) {
    const std::unique_ptr<aisle_answer> gone(answer);
}

// ---- Options ----

aisle_options* aisle_options_new(void) {
    return guarded([] { return std::make_unique<aisle_options>().release(); },
                   static_cast<aisle_options*>(nullptr));
}

void aisle_options_free(aisle_options* options) {
    const std::unique_ptr<aisle_options> gone(options);
}

int aisle_options_file(aisle_options* options, const char* path) {
    if (options == nullptr || path == nullptr) return AISLE_INVALID;
    return guarded(
        [&] {
            options->file = path;
            return AISLE_OK;
        },
        AISLE_UNAVAILABLE);
}

int aisle_options_text(aisle_options* options, const char* toml, size_t size) {
    if (options == nullptr || (toml == nullptr && size > 0)) return AISLE_INVALID;
    if (size > config_bytes_max) return AISLE_TOO_LARGE;
    return guarded(
        [&] {
            options->text.emplace(size > 0 ? std::string(toml, size) : std::string());
            return AISLE_OK;
        },
        AISLE_UNAVAILABLE);
}

int aisle_options_set(aisle_options* options, const char* key, const char* value) {
    if (options == nullptr || key == nullptr || value == nullptr) return AISLE_INVALID;
    return guarded(
        [&] {
            options->overrides.push_back({key, value, "aisle_options_set"});
            return AISLE_OK;
        },
        AISLE_UNAVAILABLE);
}

int aisle_options_events(aisle_options* options, aisle_event_function told, void* context) {
    if (options == nullptr) return AISLE_INVALID;
    options->told = told;
    options->told_context = context;
    return AISLE_OK;
}

int aisle_options_log(aisle_options* options, aisle_log_function told, void* context) {
    if (options == nullptr) return AISLE_INVALID;
    options->logged = told;
    options->logged_context = context;
    return AISLE_OK;
}

// ---- The agent ----

aisle_agent* aisle_open(const aisle_options* options, aisle_answer** why) {
    if (why != nullptr) *why = nullptr;
    const auto refuse = [why](const auto& reason) -> aisle_agent* {
        if (why != nullptr) *why = answer_with([&] { return answer_of(reason); });
        return nullptr;
    };
    if (options == nullptr) return refuse(bad_call);
    const auto open = [&]() -> aisle_agent* {
        auto opened = aisle_agent::open(*options);
        if (!opened) return refuse(opened.error());
        return opened->release();
    };
    return guarded(open, static_cast<aisle_agent*>(nullptr));
}

int aisle_close(aisle_agent* agent, int timeout_ms) {
    if (agent == nullptr) return AISLE_INVALID;
    if (const auto refused = agent->refusal()) return refused->status;
    return guarded([&] { return agent->close(timeout_ms); }, AISLE_UNAVAILABLE);
}

void aisle_free(aisle_agent* agent) {
    // A child has none of its threads: what they hold cannot be taken down in order. And a callback
    // would wait for itself.
    if (agent == nullptr || agent->forked() || agent->calling_back()) return;
    const std::unique_ptr<aisle_agent> gone(agent);
}

int aisle_http_port(const aisle_agent* agent) {
    return agent != nullptr ? agent->port() : 0;
}

// ---- Capture and asking ----

aisle_answer* aisle_capture(aisle_agent* agent, int what, const char* json, size_t size,
                            int timeout_ms) {
    return ask(agent, {"POST", target_of(what), json, size}, timeout_ms);
}

int aisle_capture_async(aisle_agent* agent, int what, const char* json, size_t size,
                        aisle_answer_function answered, void* context) {
    return ask_later(agent, {"POST", target_of(what), json, size}, answered, context);
}

aisle_answer* aisle_capture_code(aisle_agent* agent, const aisle_code* code, int timeout_ms) {
    return answer_with([&] {
        if (const auto refused = refusal_of(agent, code)) return answer_of(*refused);
        return agent->ask(question_of(*code), timeout_ms);
    });
}

int aisle_capture_code_async(aisle_agent* agent, const aisle_code* code,
                             aisle_answer_function answered, void* context) {
    if (answered == nullptr) return AISLE_INVALID;
    if (const auto refused = refusal_of(agent, code)) return refused->status;
    return guarded([&] { return agent->ask_later(question_of(*code), answered, context); },
                   AISLE_UNAVAILABLE);
}

aisle_answer* aisle_status(aisle_agent* agent, int timeout_ms) {
    return ask(agent, {"GET", "/v1/status", nullptr, 0}, timeout_ms);
}

aisle_answer* aisle_ask(aisle_agent* agent, const char* method, const char* target,
                        const char* json, size_t size, int timeout_ms) {
    return ask(agent, {method, target != nullptr ? target : "", json, size}, timeout_ms);
}

int aisle_ask_async(aisle_agent* agent, const char* method, const char* target, const char* json,
                    size_t size, aisle_answer_function answered, void* context) {
    return ask_later(agent, {method, target != nullptr ? target : "", json, size}, answered,
                     context);
}
