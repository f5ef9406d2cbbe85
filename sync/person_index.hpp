// SPDX-License-Identifier: Apache-2.0
// Whose parts stand where in the journal, so that a person can be taken out of it without reading
// all of it: a short digest of each id and identifier that a part names, and the place of its
// event. Promise: after forget() no event that is kept has the part of that person, nor the salt
// its hash was made with; the events, their numbers and the chain are as they were. Only inside a
// Txn, on the store thread.
// (Rejected: looking through all parts; a million rows are a second in which no till can save.)
#pragma once

#include "agent/base/result.hpp"
#include "agent/store/committer.hpp"
#include "agent/store/sqlite.hpp"

#include <cstdint>
#include <string_view>

namespace aisle {

class PersonIndex {
public:
    explicit PersonIndex(Database& db);

    // An event with this part stands at `place` now.
    Result<void> note(std::int64_t place, std::string_view person);
    // `subject` is a member's id, or the hex digits of an identifier. Returns how many parts went.
    Result<std::size_t> forget(Txn& txn, std::string_view subject);
    // Drops what names events that were trimmed: looks at the next `rows_max`, and round again.
    Result<void> sweep(Txn& txn, std::size_t rows_max);

private:
    Result<void> index_older();

    Statement note_;
    Statement places_;
    Statement strip_;
    Statement older_;
    Statement older_parts_;
    Statement forget_older_;
    Statement drop_;
    Statement strip_aside_;
    Statement slice_end_;
    Statement sweep_;
    std::int64_t swept_subject_;
    std::int64_t swept_place_ = 0;
};

}  // namespace aisle
