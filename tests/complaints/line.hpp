// SPDX-License-Identifier: Apache-2.0
// What may happen on the line between a shop and its broker, in the words of the complaints: told
// to a RunnerBench, whose time stands still until it is moved. Test's thread.
#pragma once

#include "agent/base/limits.hpp"
#include "tests/sync/runner_bench.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace aisle {

// One event, saved before the runner hears of it, as the desk does it. Its bytes.
inline std::string capture(RunnerBench& shop, Lane lane) {
    const auto event = shop.bench.make(lane);
    auto receipt = std::make_shared<Receipt>();
    shop.store.write(
        [&shop, event, receipt](Txn& txn) -> Result<void> {
            TRY(*receipt, shop.bench.journal->append(txn, event));
            return {};
        },
        [&shop, receipt](const Result<void>& done) {
            if (done) shop.runner.appended(*receipt);
        });
    shop.settle();
    return event.bytes;
}

inline std::vector<std::string> capture(RunnerBench& shop, Lane lane, int count) {
    std::vector<std::string> all;
    for (int i = 0; i < count; ++i) all.push_back(capture(shop, lane));
    return all;
}

// The connection is gone, and with it whatever was on its way.
inline void lose_line(RunnerBench& shop, LinkLoss loss = LinkLoss::lost) {
    shop.link.published.clear();
    shop.runner.link_down({loss, 0, "the line broke"});
    shop.settle();
}

// Broker and central are there again, for so long that the last message is not held to have broken
// the line; what is sent then is up to the shop.
inline void meet_central(RunnerBench& shop) {
    shop.connect();
    shop.welcome();
    shop.pass(poison_window);
}

// The broker says PUBACK to everything, and may forget it afterwards.
inline void acknowledge_as_broker(RunnerBench& shop) {
    std::vector<std::uint64_t> tokens;
    for (const auto& message : shop.link.published) {
        if (message.topic == "up/journal") tokens.push_back(message.token);
    }
    for (const auto token : tokens) {
        shop.runner.link_published(token, PublishOutcome::accepted);
        shop.settle();
    }
}

// The events of this kind that central has, in the order in which they came.
inline std::vector<std::string> received(const RunnerBench& shop, std::string_view kind) {
    std::vector<std::string> found;
    for (const auto& event : shop.received) {
        if (event_kind_name(decode_event_header(event)->type) == kind) found.push_back(event);
    }
    return found;
}
inline std::vector<std::string> sales_received(const RunnerBench& shop) {
    return received(shop, "purchase.completed");
}
inline std::vector<std::string> scans_received(const RunnerBench& shop) {
    return received(shop, "scan.captured");
}

}  // namespace aisle
