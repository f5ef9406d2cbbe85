// SPDX-License-Identifier: Apache-2.0
// The devices central knows: where each stands, what it follows, its last hello, whether it is
// there. A device that says hello for the first time is taken in, with the part of its name before
// the first dash as its store; an operator places it elsewhere. Its number is its holder number.
// Called within a transaction of the hub's database.
#pragma once

#include "agent/base/ids.hpp"
#include "agent/base/time.hpp"
#include "agent/store/sqlite.hpp"
#include "sync/wire.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct DeviceRow {
    std::int64_t number = 0;
    std::string name;
    std::string store;
    Nonce nonce;                     // of its last hello
    std::int64_t welcome_asked = 0;  // how often an unasked welcome was ordered
};

// Where a device stands, as an operator says it.
struct Posting {
    std::string store;
    std::vector<std::string> groups;
};

bool is_device_name(std::string_view name);
// a-z, 0-9 and dashes, at most 64 of them: names of stores and groups.
bool is_place_name(std::string_view name);

class DeviceRegistry {
public:
    static const char* const tables;
    explicit DeviceRegistry(Database& db);

    // Found or taken in.
    Result<DeviceRow> meet(std::string_view name, WallTime now);
    Result<std::optional<DeviceRow>> find(std::string_view name);
    Result<std::vector<std::string>> groups(std::int64_t device);
    // fleet, group-…, store-…, device-…
    Result<std::vector<std::string>> scopes(const DeviceRow& device);

    Result<void> heard(std::int64_t device, WallTime now);
    Result<void> note_status(std::int64_t device, const Status& status);
    // Kept as it came, so that any worker can answer it again.
    Result<void> note_hello(std::int64_t device, const Hello& hello, WallTime now);
    Result<std::optional<Hello>> last_hello(std::int64_t device);
    Result<void> note_refusal(std::int64_t device);

    Result<void> post(std::int64_t device, const Posting& posting);

    // Orders an unasked welcome for every device in a scope ("fleet", "store-…", …).
    Result<void> call(std::string_view scope);
    Result<void> call_number(std::int64_t device);
    Result<std::vector<DeviceRow>> called(std::size_t rows_max);
    // The welcome that was ordered when this row was read has been sent.
    Result<void> answered(const DeviceRow& device);
    // Names of the devices in a scope that is not spoken to at once (store-…, device-…).
    Result<std::vector<std::string>> in_scope(std::string_view scope);

private:
    Statement find_;
    Statement insert_;
    Statement groups_;
    Statement heard_;
    Statement status_;
    Statement hello_;
    Statement last_hello_;
    Statement refused_;
    Statement set_store_;
    Statement leave_groups_;
    Statement join_group_;
    Statement call_;
    Statement call_number_;
    Statement called_;
    Statement answered_;
    Statement in_scope_;
};

}  // namespace aisle
