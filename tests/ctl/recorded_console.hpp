// SPDX-License-Identifier: Apache-2.0
// A console whose two streams are kept apart in memory.
#pragma once

#include "tools/ctl/console.hpp"

#include <cstdlib>
#include <string>

namespace aisle {

class RecordedConsole {
public:
    RecordedConsole() {
        console_.results = ::open_memstream(&results_, &results_size_);
        console_.messages = ::open_memstream(&messages_, &messages_size_);
        console_.coloured = false;
    }
    ~RecordedConsole() {
        std::fclose(console_.results);
        std::fclose(console_.messages);
        std::free(results_);
        std::free(messages_);
    }
    RecordedConsole(const RecordedConsole&) = delete;
    RecordedConsole& operator=(const RecordedConsole&) = delete;

    const Console& console() const { return console_; }
    std::string results() const { return {results_, results_size_}; }
    std::string messages() const { return {messages_, messages_size_}; }

private:
    Console console_;
    char* results_ = nullptr;
    char* messages_ = nullptr;
    std::size_t results_size_ = 0;
    std::size_t messages_size_ = 0;
};

}  // namespace aisle
