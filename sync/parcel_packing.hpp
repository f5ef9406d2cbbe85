// SPDX-License-Identifier: Apache-2.0
// From the journal into a parcel: everything that central has not acknowledged, as the messages the
// session would send, in its order. Reads only, beside a running daemon or at rest.
#pragma once

#include "sync/journal_reader.hpp"
#include "sync/parcel.hpp"

#include <string>

namespace aisle {

// What waits now: device, epoch and the numbers of each lane; without any, nothing waits. Whose it
// is, the newest event that waits says itself; `otherwise` counts where none can be read.
// Errors: not_found (nothing says whose it is), those of the database.
Result<ParcelHead> waiting_parcel(JournalReader& reader, const std::string& otherwise);

// Errors: conflict (the journal began another epoch meanwhile: begin again), those of the database
// and of the writer.
Result<void> pack_parcel(JournalReader& reader, const ParcelHead& head, ParcelWriter& writer);

}  // namespace aisle
