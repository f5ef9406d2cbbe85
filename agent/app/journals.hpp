// SPDX-License-Identifier: Apache-2.0
// The journal files of this counter: their thread, and the desk that what they say goes through.
// One whose template cannot be read is said to be in trouble, and the others are read. Owner's
// thread.
#pragma once

#include "agent/app/journal_desk.hpp"
#include "agent/base/files.hpp"
#include "config/config.hpp"
#include "drivers/tails.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct JournalsParts {
    JournalDeskParts desk;
    Files& files;
    const Clock& clock;
    Function<void(Function<void()>)> post;  // to the owner's thread; from any
    // A journal came into trouble, or out of it with an empty text.
    Function<void(const std::string& journal, const std::string& trouble)> changed;
};

class Journals {
public:
    Journals(const Config& config, JournalsParts parts);

    // Once, with what was kept of how far each was read.
    void start(const KeptMarks& kept);
    void stop() { tails_.stop(); }

private:
    Result<TailOptions> options_of(const JournalConfig& journal) const;

    std::vector<JournalConfig> wanted_;
    StoreProfile store_;
    JournalsParts parts_;
    JournalDesk desk_;
    Tails tails_;
    std::vector<TailOptions> read_;  // those that are, in the order of the thread
};

}  // namespace aisle
