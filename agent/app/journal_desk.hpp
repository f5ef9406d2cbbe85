// SPDX-License-Identifier: Apache-2.0
// What stands in tills' journal files, as purchases. One record after the other goes through the
// desk like what a till posts, and the mark of how far was read moves in the same transaction. A
// record that cannot be read is told as such with its file and line, and the rest goes on; where it
// does not, that is a trouble of the journal until something of it can be read. Owner's thread.
#pragma once

#include "agent/base/log.hpp"
#include "agent/base/metrics.hpp"
#include "agent/books/desk.hpp"
#include "agent/books/tail_book.hpp"
#include "drivers/tail_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace aisle {

struct JournalDeskParts {
    Desk& desk;
    TailBook& tails;  // used on the store thread
    Metrics& metrics;
    Log log;
    Function<void(const std::string& journal, const std::string& trouble)> changed;
};

class JournalDesk {
public:
    // Of the records that came, so many are saved; the others have to come again.
    using Settle = Function<void(std::size_t saved)>;

    explicit JournalDesk(JournalDeskParts parts) : parts_(std::move(parts)) {}

    // `journal`: its name, under which its marks are kept; `form`: the name of its template. When
    // many in a row were refused, and no good one stands behind them, the template cannot be the
    // file's, and no more is taken.
    void take(const std::string& journal, const std::string& form, std::vector<ReadRecord> records,
              Settle settle);
    // A journal came into trouble, or out of it with an empty text; told on once.
    void changed(const std::string& journal, const std::string& trouble);
    // What is under way is saved or not, and nothing is begun any more.
    void stop() { stopped_ = true; }

private:
    struct Pile {
        std::string journal;
        std::string form;
        std::vector<ReadRecord> records;
        Settle settle;
        std::size_t saved = 0;
        std::size_t good = 0;  // the next that can be read, once it was looked for
    };

    void go_on(const std::shared_ptr<Pile>& pile);
    void refuse(const std::shared_ptr<Pile>& pile, std::string_view reason);
    // How far a pile reached, and when its file was written; to know that nothing changed.
    using Reach = std::tuple<std::string, std::uint64_t, WallTime>;
    static Reach reach_of(const Pile& pile);
    bool goes_well_again(Pile& pile) const;
    void hold(const std::shared_ptr<Pile>& pile, std::string_view reason);
    void ends(const ReadRecord& record, const std::string& journal);
    void saved(const std::shared_ptr<Pile>& pile, Count count);
    Job move(const Pile& pile);

    JournalDeskParts parts_;
    std::map<std::string, std::size_t> refused_in_a_row_;  // by journal
    // Journals in a trouble of ours, with how far the pile reached that was held.
    std::map<std::string, Reach> held_;
    std::map<std::string, std::string> troubles_;  // as they were last told
    bool stopped_ = false;
};

}  // namespace aisle
