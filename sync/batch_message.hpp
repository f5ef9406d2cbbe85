// SPDX-License-Identifier: Apache-2.0
// The next batch as the bytes of one message: read, encoded, packed, and small enough. Read thread.
#pragma once

#include "agent/base/result.hpp"
#include "sync/journal_reader.hpp"
#include "sync/session.hpp"

#include <optional>

namespace aisle {

struct BatchMessage {
    BatchIsReady ready;          // without a payload when there was nothing to read
    std::optional<Gap> missing;  // numbers that damage has taken
};

Result<BatchMessage> make_batch_message(JournalReader& reader, const ReadBatch& read);

}  // namespace aisle
