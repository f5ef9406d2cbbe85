// SPDX-License-Identifier: Apache-2.0
// What was found odd about a device: forks, broken chains, people's parts that do not match, bytes
// that changed, messages that could not be read; and what the device itself reported. A finding
// stops nothing: the facts are stored beside it. The last ones of each device are kept.
// Called within a transaction of the hub's database.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/log.hpp"
#include "agent/base/strong.hpp"
#include "agent/store/sqlite.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct Finding {
    std::string_view kind;  // fork, chain_broken, person_mismatch, bytes_changed, …
    std::string text;       // a sentence for the person who looks into it, without personal data
    std::optional<Epoch> epoch = std::nullopt;
    std::string_view lane = "";
    Seq seq = {};
    EventId id = {};
};

class FindingBook {
public:
    static const char* const tables;
    FindingBook(Database& db, Log log);

    Result<void> note(std::int64_t device, const Finding& finding, WallTime now);

private:
    Log log_;
    Statement last_;
    Statement insert_;
    Statement forget_;
};

}  // namespace aisle
