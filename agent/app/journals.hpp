// SPDX-License-Identifier: Apache-2.0
// The journal files of this counter: their thread, and the desk that what they say goes through.
// One whose template cannot be read is said to be in trouble, and the others are read. Owner's
// thread.
#pragma once

#include "agent/app/journal_desk.hpp"
#include "agent/base/files.hpp"
#include "config/config.hpp"
#include "drivers/tails.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct JournalsParts {
    JournalDeskParts desk;
    Files& files;
    const Clock& clock;
    Post post;  // to the owner's thread; from any
};

class Journals {
public:
    Journals(const Config& config, JournalsParts parts);

    // Once, with what was kept of how far each was read.
    void start(const KeptMarks& kept);
    // Does not wait for a drive that does not answer; the destructor does.
    void stop();

private:
    // Nothing once this is gone.
    void post(Function<void()> task);
    Result<TailOptions> options_of(const JournalConfig& journal) const;

    std::vector<JournalConfig> wanted_;
    StoreProfile store_;
    JournalsParts parts_;
    JournalDesk desk_;
    // Before the thread that posts: it may still do so while it is waited for.
    std::shared_ptr<bool> life_ = std::make_shared<bool>(true);
    Tails tails_;
    std::vector<TailOptions> read_;  // those that are, in the order of the thread
    bool stopped_ = false;
};

}  // namespace aisle
