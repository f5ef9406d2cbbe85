// SPDX-License-Identifier: Apache-2.0
// A till that never gives up: what it wants to have saved is asked for with an id of its own, on a
// connection of its own, and again with the same id until there is an answer. What was answered
// goes into the evidence. One thread.
#pragma once

#include "agent/base/json.hpp"
#include "tests/support/checker.hpp"
#include "tests/support/loopback.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace aisle {

class Till {
public:
    // `name` keeps the ids of tills and of their lives apart.
    Till(std::uint16_t port, Evidence& evidence, std::string name = "a");

    // Each wants one thing more; nothing is said yet.
    // The code is at least so long.
    void want_scan(std::size_t bytes = 0);
    void want_purchase(std::size_t lines = 1);
    // With a notice that the device shows. Where it shows none the form is closed, and somebody
    // buys.
    void want_sign_up();
    void want_task_done(const std::string& key);

    // Says what has no answer yet, all at once.
    void ask();
    // Takes answers until so many came, or nothing more can come. How many came.
    std::size_t take(std::size_t answers);
    // Asks until everything is answered. False if that does not come to be.
    bool settle();
    bool settled() const { return wishes_.empty(); }

    // The state folder was set back: its numbers are given again.
    void begin_life() { ++life_; }
    // Answers that were no success, by their status.
    const std::map<int, std::uint64_t>& refusals() const { return refusals_; }
    const std::string& last_refusal() const { return last_refusal_; }
    std::uint64_t forms() const { return forms_; }
    bool form_is_open() const { return !notice_on_screen().empty(); }

private:
    struct Wish {
        std::string path;
        std::string body;
        std::string mark;
    };
    struct Conversation {
        Stream stream;
        std::uint64_t wish = 0;
        std::string heard;
    };
    void want(const std::string& path, std::string body, std::string mark);
    // What a consent names of it; empty when there is none.
    std::string notice_on_screen() const;
    // True when it was a success.
    bool answered(const Conversation& conversation);

    std::uint16_t port_;
    Evidence& evidence_;
    std::string name_;
    int life_ = 0;
    std::uint64_t count_ = 0;
    std::uint64_t forms_ = 0;
    std::map<std::uint64_t, Wish> wishes_;  // without an answer yet
    std::vector<Conversation> conversations_;
    std::map<int, std::uint64_t> refusals_;
    std::string last_refusal_;
};

}  // namespace aisle
