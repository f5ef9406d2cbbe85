// SPDX-License-Identifier: Apache-2.0
// Which life of central this device has spoken with last, over restarts: a central that was set
// back while the device was off is told from one that was not. With the note that it is another
// one goes, in the same transaction, the mark `new_central`: nothing that central lent is spent
// while it stands, whatever happens before the books have told central what is here. It is theirs
// to take away (agent/books/ratchet_book.hpp). Inside a Txn, store thread.
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
    Statement mark_;
};

}  // namespace aisle
