// SPDX-License-Identifier: Apache-2.0
// Which life of central this device has spoken with last, over restarts: a central that was set
// back while the device was off is told from one that was not. Inside a Txn, store thread.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/result.hpp"
#include "agent/store/sqlite.hpp"

#include <optional>

namespace aisle {

class CentralMemory {
public:
    explicit CentralMemory(Database& db);

    // Nothing before the first welcome of this file.
    Result<std::optional<Incarnation>> last();
    // True when another one was met before. Noted with the transaction.
    Result<bool> meet(const Incarnation& central);

private:
    Statement get_;
    Statement set_;
};

}  // namespace aisle
