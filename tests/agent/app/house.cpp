// SPDX-License-Identifier: Apache-2.0
#include "tests/agent/app/house.hpp"

#include "tests/support/io_loop.hpp"

namespace aisle {

House::House() {
    config.identity = {"demo", "s0042-pos1", "s0042"};
    config.store.currency = "CNY";
    config.scan.unknown = UnknownChoice::keep;  // codes are looked for in the file
    config.disk.directory = folder.path().string();
    config.http.listen = "127.0.0.1:0";
    config.http.socket = folder.file("a.sock");
}

House::~House() {
    stop();
}

void House::start() {
    io.restart();
    auto opened = Agent::open(config, {io, clock, entropy, files, metrics, lines.log()});
    ASSERT_TRUE(opened) << opened.error().what();
    agent = std::move(*opened);
    agent->on_fatal([this](std::string why) { fatal = std::move(why); });
    const auto started = agent->start();
    ASSERT_TRUE(started) << started.error().what();
}

testing::AssertionResult House::until(Function<bool()> so) {
    return run_until(io, std::move(so));
}

void House::stop() {
    if (!agent) return;
    bool gone = false;
    agent->stop([&gone] { gone = true; });
    EXPECT_TRUE(until([&gone] { return gone; }));
    agent.reset();
}

Result<TillStatus> House::status() {
    auto told = std::make_shared<std::optional<Result<TillStatus>>>();
    auto outlook = agent->outlook().outlook();
    outlook.status([told](Result<TillStatus> status) { *told = std::move(status); });
    EXPECT_TRUE(until([told] { return told->has_value(); }));
    return *told ? **told : Result<TillStatus>(Error(Errc::timeout, "no status"));
}

Result<Accepted> House::scan(const std::string& code) {
    auto answer = std::make_shared<std::optional<Result<Accepted>>>();
    agent->desk().capture_scan({code, "", "test", MonoTime{}}, "",
                               [answer](Result<Accepted> told) { *answer = std::move(told); });
    EXPECT_TRUE(until([answer] { return answer->has_value(); }));
    return *answer ? **answer : Result<Accepted>(Error(Errc::timeout, "no answer"));
}

}  // namespace aisle
