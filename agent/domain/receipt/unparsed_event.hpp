// SPDX-License-Identifier: Apache-2.0
// A receipt that came by and could not be understood, as an event: why, and its text for whoever
// mends the template, scrubbed and in the person part, because receipts name people; with it whom
// the paper names, so that an erasure finds it. Of a till's journal file it is said where in it the
// record stands; there it can be read. Pure.
#pragma once

#include "agent/domain/event.hpp"
#include "agent/domain/receipt/paper_persons.hpp"
#include "agent/domain/receipt/receipt_reader.hpp"

#include <cstdint>
#include <string_view>

namespace aisle {

struct Unparsed {
    std::string_view source;  // the tap, or the journal
    std::string_view reason;  // "raster", "not_recognized", "totals_disagree" …
    std::string_view receipt_template;
};

// data: {"source":…,"reason":…,"template":…,"lines":n,"image":true}; person:
// {"text":…,"identifiers":[…]}
EventDraft purchase_unparsed(const Unparsed& what, const PrintedPaper& paper,
                             const PersonsKnownBy& by = {});

struct RecordPlace {
    std::string_view file;   // its name
    std::uint64_t line = 0;  // 0: not known
    std::uint64_t end = 0;   // bytes of the file up to behind the record
};

// data: {"source":…,"reason":…,"template":…,"file":…,"line":n,"end":n}
EventDraft record_unparsed(const Unparsed& what, const RecordPlace& place);

}  // namespace aisle
