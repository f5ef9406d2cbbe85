// SPDX-License-Identifier: Apache-2.0
#include "tests/brokers/conversation.hpp"

#include "agent/base/limits.hpp"

#include <fstream>

namespace aisle {
namespace {

// Three pages of the hub's.
constexpr int large_tasks = 8;
constexpr std::size_t large_task_bytes = 14 * KiB;

std::string address(std::uint16_t port) {
    return "mqtt://127.0.0.1:" + std::to_string(port);
}

}  // namespace

ShopOptions shop_at(std::uint16_t device_port, std::uint16_t hub_port) {
    ShopOptions options;
    options.url = address(device_port);
    options.hub_url = address(hub_port);
    return options;
}

void Conversation::open_on_311() {
    day.open();
    EXPECT_EQ(times_said("sync.version_3_1_1", day.shop.daemon_log()), 1U);
    EXPECT_EQ(times_said("hub.version_3_1_1", day.shop.hub_log()), 1U);
}

// What a task has beside its known members a device lets pass; it fills pages.
void Conversation::put(const std::string& scope, const std::string& key, std::size_t padding) {
    const auto file = day.shop.file("body.json");
    std::ofstream(file) << R"({"title":"Call Ms Han","padding":")" << std::string(padding, 'x')
                        << R"("})";
    ASSERT_EQ(day.shop.ask_hub({"put", "tasks", scope, key, file}).size(), 1U);
    ++tasks_;
}

void Conversation::expect_tasks(std::int64_t tasks) {
    const auto known = [this] {
        const Json* open = day.shop.get("/v1/tasks").find("open");
        return open == nullptr ? -1 : open->integer().value_or(-1);
    };
    EXPECT_TRUE(soon([&] { return known() == tasks; }, patient))
        << known() << " tasks of " << tasks;
}

void Conversation::decide_live() {
    put("store-s0042", "t-store");
    expect_tasks(tasks_);
    put("fleet", "t-fleet");
    expect_tasks(tasks_);
}

void Conversation::decide_behind_its_back() {
    for (int task = 0; task < large_tasks; ++task) {
        put("store-s0042", "t-large" + std::to_string(task), large_task_bytes);
    }
}

void Conversation::live_through(const std::function<void()>& break_broker,
                                const std::function<void()>& mend_broker) {
    decide_live();
    day.capture(30);
    day.deliver();
    day.till.want_task_done("t-store");
    --tasks_;
    day.capture(30);
    break_broker();
    day.capture(60);
    decide_behind_its_back();
    mend_broker();
    day.capture(30);
    day.await_central();
    expect_tasks(tasks_);
}

}  // namespace aisle
