// SPDX-License-Identifier: Apache-2.0
#include "tests/network/herd.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

constexpr Micros way_there = Millis{30};  // and back
constexpr Micros thrown_out_after = Seconds{3};

}  // namespace

struct Herd::Member {
    Member(const SessionOptions& options, std::uint64_t seed)
        : dice(seed), session(std::make_unique<Session>(options, dice)) {}

    SeededEntropy dice;
    std::unique_ptr<Session> session;
    std::uint64_t connection = 0;  // what is said on an earlier one is not heard
    std::uint64_t woken = 0;
    MonoTime wakes{};
    bool linked = false;
    std::size_t tries = 0;
};

Herd::Herd(HerdOptions options) : options_(options) {
    SessionOptions session;
    session.backoff_cap = options_.backoff_cap;
    for (std::size_t i = 0; i < options_.devices; ++i) {
        const auto seed = options_.seed * 1'000'003 + (options_.one_seed ? 0 : i);
        members_.push_back(std::make_unique<Member>(session, seed));
        // Shops open over some minutes.
        auto& member = *members_.back();
        at(now_ + Millis{static_cast<std::int64_t>(i * 200)}, [this, &member] {
            happens(member, Opened{});
            happens(member, Tick{});
        });
    }
}

Herd::~Herd() = default;

void Herd::at(MonoTime when, Function<void()> what) {
    events_.emplace(when, std::move(what));
}

void Herd::pass(Micros time) {
    const MonoTime until = now_ + time;
    while (!events_.empty() && events_.begin()->first <= until) {
        const auto next = events_.begin();
        now_ = std::max(now_, next->first);
        auto what = std::move(next->second);
        events_.erase(next);
        what();
    }
    now_ = until;
}

std::optional<Seconds> Herd::gather(Seconds at_most) {
    for (Seconds passed{0}; passed <= at_most; ++passed) {
        if (streaming() == members_.size()) return passed;
        pass(Seconds{1});
    }
    return std::nullopt;
}

std::size_t Herd::streaming() const {
    return static_cast<std::size_t>(
        std::count_if(members_.begin(), members_.end(), [](const auto& member) {
            return member->session->view().state == SessionState::streaming;
        }));
}

std::size_t Herd::take_peak() {
    std::size_t peak = 0;
    for (const auto& [second, tries] : tries_in_second_) peak = std::max(peak, tries);
    tries_in_second_.clear();
    return peak;
}

std::pair<std::size_t, std::size_t> Herd::take_tries() {
    std::pair<std::size_t, std::size_t> most_and_least{0, SIZE_MAX};
    for (const auto& member : members_) {
        const auto tries = std::exchange(member->tries, 0);
        most_and_least.first = std::max(most_and_least.first, tries);
        most_and_least.second = std::min(most_and_least.second, tries);
    }
    return most_and_least;
}

void Herd::become(BrokerHealth health) {
    health_ = health;
    if (health == BrokerHealth::well) return;
    for (const auto& member : members_) {
        if (member->linked) lose(*member, LinkLoss::lost);
    }
}

// ---- One device ----

void Herd::happens(Member& member, SessionInput input) {
    auto outputs = member.session->step(std::move(input), now_);
    for (auto& output : outputs) carry_out(member, output);
    wake(member);
}

void Herd::wake(Member& member) {
    const MonoTime due = std::max(member.session->deadline(), now_ + Millis{1});
    if (due == member.wakes) return;
    member.wakes = due;
    at(due, [this, &member, mine = ++member.woken] {
        if (mine != member.woken) return;
        member.wakes = {};
        happens(member, Tick{});
    });
}

void Herd::later(Member& member, Micros after, SessionInput input) {
    at(now_ + after,
       [this, &member, connection = member.connection, input = std::move(input)]() mutable {
           if (connection == member.connection) happens(member, std::move(input));
       });
}

void Herd::carry_out(Member& member, SessionOutput& output) {
    if (std::holds_alternative<OpenLink>(output)) {
        come(member);
    } else if (std::holds_alternative<CloseLink>(output)) {
        ++member.connection;
        member.linked = false;
    } else if (std::holds_alternative<SubscribeDown>(output)) {
        later(member, 2 * way_there, Subscribed{});
    } else if (const auto* hello = std::get_if<SayHello>(&output)) {
        Welcome welcome;
        welcome.nonce = hello->nonce;
        later(member, 2 * way_there, GotWelcome{std::move(welcome)});
    } else if (std::holds_alternative<ReconcileJournal>(output)) {
        later(member, Millis{1}, JournalReconciled{});
    }
}

void Herd::come(Member& member) {
    ++member.connection;
    ++member.tries;
    auto& tries = tries_in_second_[micros(now_) / 1'000'000];
    ++tries;
    const bool crowded = options_.connects_per_second > 0 && tries > options_.connects_per_second;
    if (health_ == BrokerHealth::away || crowded) {
        at(now_ + 2 * way_there, [this, &member, connection = member.connection] {
            if (connection != member.connection) return;
            const bool away = health_ == BrokerHealth::away;
            lose(member, away ? LinkLoss::unreachable : LinkLoss::refused_other);
        });
        return;
    }
    at(now_ + 2 * way_there, [this, &member, connection = member.connection] {
        if (connection != member.connection) return;
        member.linked = true;
        happens(member, LinkIsUp{});
    });
    if (health_ != BrokerHealth::sick) return;
    at(now_ + thrown_out_after, [this, &member, connection = member.connection] {
        if (connection == member.connection) lose(member, LinkLoss::server_disconnect);
    });
}

void Herd::lose(Member& member, LinkLoss loss) {
    ++member.connection;
    if (std::exchange(member.linked, false) && options_.forgiving) forget_failures(member);
    happens(member, LinkIsDown{{loss, 0, "it broke"}});
}

// As if the connection had wiped them away: a session that has never failed, and is connecting.
void Herd::forget_failures(Member& member) {
    SessionOptions session;
    session.backoff_cap = options_.backoff_cap;
    member.session = std::make_unique<Session>(session, member.dice);
    member.session->step(Opened{}, now_);
    member.session->step(Tick{}, now_);
}

}  // namespace aisle
