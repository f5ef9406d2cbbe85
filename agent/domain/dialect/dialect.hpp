// SPDX-License-Identifier: Apache-2.0
// Seam: a till's journal file as purchases, in one of the forms in which tills write one. A dialect
// is told bytes and tells records, each with where in the file it ends, so that who reads the file
// can go on behind the last record that was saved. Whatever the bytes, it goes on: what cannot be
// read is a record with its trouble. Memory is bounded. Pure; one thread at a time.
#pragma once

#include "agent/base/result.hpp"
#include "agent/domain/dialect/journal_template.hpp"
#include "agent/domain/receipt/till_receipt.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct JournalRecord {
    std::uint64_t end = 0;   // bytes of the file up to behind it
    std::uint64_t line = 0;  // where it begins, from 1; 0 where reading began in the middle
    std::string body{};      // as a till would have posted it; see purchase.hpp
    std::string trouble{};   // why there is no body; never with what the record says
    bool last = false;       // nothing was or will be read behind it, as far as is known then
    bool operator==(const JournalRecord&) const = default;
};

class Dialect {
public:
    virtual ~Dialect() = default;

    // Makes ready to go on behind `position`, the end of a record that was told before, or 0.
    // `head`: the first bytes of the file, at least journal_line_bytes_max of them or all. Returns
    // from where on the file has to be fed; records up to `position` are not told again.
    virtual std::uint64_t begin(std::uint64_t position, std::string_view head) = 0;
    // The next bytes of the file. `ended`: nothing will follow, so what stands at its end is whole.
    // `read_at`: the time of a receipt that has none.
    virtual std::vector<JournalRecord> feed(std::string_view bytes, bool ended,
                                            WallTime read_at) = 0;
};

// Errors: none so far of a template that was parsed; not_found, when this system cannot read its
// character set.
Result<std::unique_ptr<Dialect>> make_dialect(const JournalTemplate& form,
                                              const ReceiptPlace& place);

}  // namespace aisle
