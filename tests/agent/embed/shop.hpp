// SPDX-License-Identifier: Apache-2.0
// Agents opened through the C interface, each on a folder of its own and without a broker, and the
// host's functions that write down what they hear.
#pragma once

#include "agent/embed/aisle.h"
#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct FreeAnswer {
    void operator()(aisle_answer* answer) const { aisle_answer_free(answer); }
};
using OwnedAnswer = std::unique_ptr<aisle_answer, FreeAnswer>;

struct FreeAgent {
    void operator()(aisle_agent* agent) const { aisle_free(agent); }
};
using OwnedAgent = std::unique_ptr<aisle_agent, FreeAgent>;

inline constexpr std::string_view configuration =
    "[identity]\ntenant = \"demo\"\ndevice = \"s0042-pos1\"\nstore = \"s0042\"\n"
    "[store]\nutc_offset = \"+08:00\"\ncurrency = \"CNY\"\n"
    "[broker]\nurls = [\"mqtt://127.0.0.1:1\"]\n";
inline constexpr std::string_view scan_json = R"({"data":"4006381333931","id":"s-1"})";
inline constexpr std::string_view sale_json =
    R"({"id":"pos1-1234","workstation_id":"pos1","sequence_number":1234,"currency":"CNY",)"
    R"("status":"completed","end_date_time":"2026-07-01T16:00:00+08:00",)"
    R"("lines":[{"sequence":1,"type":"sale","item_id":"A1","quantity":"2",)"
    R"("actual_unit_price":1450,"extended_amount":2900}],)"
    R"("tenders":[{"type":"cash","amount":2900}],"totals":{"net":2900,"grand":2900}})";

// What the host's functions were told, from the agent's thread.
class Heard {
public:
    void add(std::string text) {
        const std::lock_guard lock(mutex_);
        texts_.push_back(std::move(text));
    }
    std::size_t count(std::string_view words) const {
        const std::lock_guard lock(mutex_);
        return static_cast<std::size_t>(std::count_if(
            texts_.begin(), texts_.end(),
            [&](const std::string& text) { return text.find(words) != std::string::npos; }));
    }
    bool soon(std::string_view words, std::size_t times = 1) const {
        return aisle::soon([&] { return count(words) >= times; });
    }

    static void event(void* context, const aisle_event* event) {
        static_cast<Heard*>(context)->add("event " + std::to_string(event->kind) + " " +
                                          event->lane + " " + std::to_string(event->seq) + " " +
                                          event->name);
    }
    static void line(void* context, const char* level, const char* line) {
        static_cast<Heard*>(context)->add("log " + std::string(level) + " " + line);
    }
    static void answer(void* context, const aisle_answer* answer) {
        static_cast<Heard*>(context)->add("answer " + std::to_string(aisle_answer_status(answer)) +
                                          " " + aisle_answer_code(answer));
    }

private:
    mutable std::mutex mutex_;
    std::vector<std::string> texts_;
};

class Shop : public testing::Test {
protected:
    static OwnedAgent open(const ScratchFolder& folder, Heard* heard = nullptr,
                           OwnedAnswer* why = nullptr) {
        aisle_options* options = aisle_options_new();
        EXPECT_EQ(aisle_options_text(options, configuration.data(), configuration.size()),
                  AISLE_OK);
        EXPECT_EQ(aisle_options_set(options, "disk.directory", folder.path().c_str()), AISLE_OK);
        if (heard != nullptr) {
            aisle_options_events(options, Heard::event, heard);
            aisle_options_log(options, Heard::line, heard);
        }
        aisle_answer* refused = nullptr;
        OwnedAgent agent(aisle_open(options, &refused));
        const bool asked = why != nullptr;
        OwnedAnswer reason(refused);
        if (!agent && !asked) ADD_FAILURE() << aisle_answer_text(reason.get());
        if (asked) *why = std::move(reason);
        aisle_options_free(options);
        return agent;
    }
    static OwnedAnswer capture(const OwnedAgent& agent, int what, std::string_view json) {
        return OwnedAnswer(aisle_capture(agent.get(), what, json.data(), json.size(), 0));
    }
    static int status_of(const OwnedAnswer& answer) { return aisle_answer_status(answer.get()); }

    ScratchFolder folder;
};

}  // namespace aisle
