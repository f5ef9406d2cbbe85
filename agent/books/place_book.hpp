// SPDX-License-Identifier: Apache-2.0
// Where central's registry says that this device stands: its store, and its holder number, for
// which tokens can be made out. Kept, because a till that starts without a line must know a token
// that is its own. Inside a Txn on the store thread; read at the start.
#pragma once

#include "agent/base/time.hpp"
#include "agent/store/committer.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace aisle {

struct KeptPlace {
    std::string store;
    std::uint32_t holder = 0;
    WallTime heard{};  // when central was heard last, as far as that was noted
    bool operator==(const KeptPlace&) const = default;
};

class PlaceBook {
public:
    explicit PlaceBook(Database& db);

    Result<std::optional<KeptPlace>> read();
    Result<void> keep(Txn& txn, const KeptPlace& place);

private:
    Statement read_;
    Statement keep_;
};

}  // namespace aisle
