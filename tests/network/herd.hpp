// SPDX-License-Identifier: Apache-2.0
// Many devices and one broker in virtual time: the sessions are the real ones, each with its own
// seed for its jitter, and the broker is a few rules. It counts who comes when. Nothing waits for
// a real clock, so hours of a thousand devices pass in a moment, always in the same way.
#pragma once

#include "agent/base/function.hpp"
#include "sync/session.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <vector>

namespace aisle {

struct HerdOptions {
    std::size_t devices = 1000;
    Seconds backoff_cap = backoff_cap_default;
    // More than so many in a second and the broker turns them away; 0: it takes all.
    std::size_t connects_per_second = 0;
    std::uint64_t seed = 1;
    // Planted: every device draws the same jitter; a connection forgives all failures before it.
    bool one_seed = false;
    bool forgiving = false;
};

enum class BrokerHealth {
    well,
    away,  // connections are refused
    sick,  // takes whoever comes, and throws them out a moment later
};

class Herd {
public:
    explicit Herd(HerdOptions options);
    ~Herd();

    // Everybody who is connected loses the connection if it is not well.
    void become(BrokerHealth health);
    void pass(Micros time);
    // Until everybody streams, at most so long. How long it took; nothing if it did not come to be.
    std::optional<Seconds> gather(Seconds at_most);

    std::size_t streaming() const;
    // The most tries to connect that fell into one second since the last call.
    std::size_t take_peak();
    // The most tries that one device made since the last call, and the least.
    std::pair<std::size_t, std::size_t> take_tries();

private:
    struct Member;

    void happens(Member& member, SessionInput input);
    void carry_out(Member& member, SessionOutput& output);
    void come(Member& member);
    void lose(Member& member, LinkLoss loss);
    void forget_failures(Member& member);
    void later(Member& member, Micros after, SessionInput input);
    void wake(Member& member);
    void at(MonoTime when, Function<void()> what);

    HerdOptions options_;
    BrokerHealth health_ = BrokerHealth::well;
    MonoTime now_{Seconds{1000}};
    std::multimap<MonoTime, Function<void()>> events_;
    std::vector<std::unique_ptr<Member>> members_;
    std::map<std::int64_t, std::size_t> tries_in_second_;
};

}  // namespace aisle
