// SPDX-License-Identifier: Apache-2.0
#include "sync/open_asks.hpp"

#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

std::size_t size_of(const GivenUpAsk& ask) {
    return ask.kind.size() + ask.body.size();
}

}  // namespace

bool OpenAsks::full() const {
    return open_.size() >= asks_open_max;
}

void OpenAsks::asked(OpenAsk ask) {
    CHECK(!full(), "a question over the bound is refused before");
    open_.push_back(std::move(ask));
}

std::optional<OpenAsk> OpenAsks::answered(const EventId& id) {
    const auto found =
        std::find_if(open_.begin(), open_.end(), [&](const OpenAsk& ask) { return ask.id == id; });
    if (found == open_.end()) return std::nullopt;
    auto ask = std::move(*found);
    open_.erase(found);
    return ask;
}

std::vector<AskReply> OpenAsks::expired(MonoTime now) {
    std::vector<AskReply> replies;
    std::erase_if(open_, [&](OpenAsk& ask) {
        if (ask.deadline > now) return false;
        remember(ask, now);
        replies.push_back(std::move(ask.reply));
        return true;
    });
    return replies;
}

void OpenAsks::remember(OpenAsk& ask, MonoTime now) {
    given_up_.push_back(
        {ask.id, {std::move(ask.kind), std::move(ask.body)}, now + Micros{ask_memory}});
    given_up_bytes_ += size_of(given_up_.back().ask);
    while (given_up_.size() > given_up_max || given_up_bytes_ > given_up_bytes_max) forget_oldest();
}

void OpenAsks::forget_oldest() {
    given_up_bytes_ -= size_of(given_up_.front().ask);
    given_up_.pop_front();
}

std::optional<GivenUpAsk> OpenAsks::late(const EventId& id, MonoTime now) {
    while (!given_up_.empty() && given_up_.front().until <= now) forget_oldest();
    const auto found = std::find_if(given_up_.begin(), given_up_.end(),
                                    [&](const Remembered& one) { return one.id == id; });
    if (found == given_up_.end()) return std::nullopt;
    auto ask = std::move(found->ask);
    given_up_bytes_ -= size_of(ask);
    given_up_.erase(found);
    return ask;
}

std::vector<AskReply> OpenAsks::drop() {
    std::vector<AskReply> replies;
    for (auto& ask : std::exchange(open_, {})) replies.push_back(std::move(ask.reply));
    return replies;
}

std::optional<MonoTime> OpenAsks::due() const {
    const auto next = std::min_element(
        open_.begin(), open_.end(),
        [](const OpenAsk& one, const OpenAsk& other) { return one.deadline < other.deadline; });
    return next == open_.end() ? std::nullopt : std::optional(next->deadline);
}

}  // namespace aisle
