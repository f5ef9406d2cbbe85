// SPDX-License-Identifier: Apache-2.0
// A receipt that came by and could not be understood, as an event: why, and its text for whoever
// mends the template, scrubbed and in the person part, because receipts name people. Pure.
#pragma once

#include "agent/domain/event.hpp"
#include "agent/domain/receipt/receipt_reader.hpp"

#include <string_view>

namespace aisle {

struct Unparsed {
    std::string_view source;  // the tap
    std::string_view reason;  // "raster", "not_recognized", "totals_disagree" …
    std::string_view receipt_template;
};

// data: {"source":…,"reason":…,"template":…,"lines":n,"image":true}; person: {"text":…}
EventDraft purchase_unparsed(const Unparsed& what, const PrintedPaper& paper);

}  // namespace aisle
