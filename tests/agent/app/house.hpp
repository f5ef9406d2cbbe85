// SPDX-License-Identifier: Apache-2.0
// A whole agent on a scratch folder, without a broker, and the loop that it thinks on.
#pragma once

#include "agent/app/agent.hpp"
#include "agent/base/function.hpp"
#include "tests/support/recording_log.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <memory>
#include <string>

namespace aisle {

class House {
public:
    House();
    ~House();

    void start();
    testing::AssertionResult until(Function<bool()> so);
    void stop();
    Result<TillStatus> status();
    Result<Accepted> scan(const std::string& code);

    ScratchFolder folder;
    Config config;
    SystemClock clock;
    SystemEntropy entropy;
    SystemFiles files;
    Metrics metrics;
    RecordingLog lines;
    boost::asio::io_context io{1};
    std::unique_ptr<Agent> agent;
    std::string fatal;
};

}  // namespace aisle
