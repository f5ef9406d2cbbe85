// SPDX-License-Identifier: Apache-2.0
// GET /v1/journal: what is on the disk, page by page, for support. The stored bytes of an event are
// given unchanged; who it is about is not shown, only that it is about somebody. Pure; any thread.
#pragma once

#include "agent/api/request.hpp"
#include "agent/base/ids.hpp"
#include "agent/base/strong.hpp"
#include "agent/domain/event.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct JournalQuery {
    Lane lane = Lane::ledger;
    std::optional<Epoch> epoch{};  // none: the one being written
    Seq after{};
    std::size_t rows_max = 0;
};

struct JournalEntry {
    Seq seq;
    EventId id;
    std::string event;  // as stored
    bool person = false;
};

struct JournalPage {
    Epoch epoch;
    std::vector<JournalEntry> entries;  // in the order of their numbers
};

// Errors: invalid, coded bad_query.
Result<JournalQuery> read_journal_query(const Request& request);
// Ends before journal_page_bytes_max, but not before the first entry. "next" is the number to ask
// after, or null when nothing followed.
std::string journal_json(const JournalQuery& query, const JournalPage& page);

}  // namespace aisle
