// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/device_registry.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t place_name_max = 64;

bool is_plain(std::string_view name, std::size_t bytes_max) {
    return !name.empty() && name.size() <= bytes_max &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
           });
}

DeviceRow device_from(const Query& row) {
    DeviceRow device;
    device.number = row.integer(0);
    device.name = row.bytes(1);
    device.store = row.bytes(2);
    device.nonce = id_from_bytes<Nonce>(row.bytes(3));
    device.welcome_asked = row.integer(4);
    return device;
}

}  // namespace

bool is_device_name(std::string_view name) {
    return is_plain(name, device_name_max);
}
bool is_place_name(std::string_view name) {
    return is_plain(name, place_name_max);
}

const char* const DeviceRegistry::tables = R"sql(
CREATE TABLE device(
    number          INTEGER PRIMARY KEY,
    name            TEXT NOT NULL UNIQUE,
    store           TEXT NOT NULL,
    presence        TEXT NOT NULL DEFAULT 'unknown',
    version         TEXT NOT NULL DEFAULT '',
    met_at          INTEGER NOT NULL,
    seen_at         INTEGER NOT NULL,
    nonce           BLOB NOT NULL DEFAULT x'00000000000000000000000000000000',
    hello           BLOB,
    hello_at        INTEGER,
    refused         INTEGER NOT NULL DEFAULT 0,
    welcome_asked   INTEGER NOT NULL DEFAULT 0,
    welcome_sent    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX device_to_welcome ON device(number) WHERE welcome_asked > welcome_sent;
CREATE TABLE device_group(
    device INTEGER NOT NULL,
    name   TEXT NOT NULL,
    PRIMARY KEY(device, name)
) STRICT, WITHOUT ROWID;
)sql";

DeviceRegistry::DeviceRegistry(Database& db)
    : find_(db.prepare("SELECT number, name, store, nonce, welcome_asked FROM device"
                       " WHERE name = ?1")),
      insert_(db.prepare("INSERT INTO device(name, store, met_at, seen_at)"
                         " VALUES(?1, ?2, ?3, ?3)")),
      groups_(db.prepare("SELECT name FROM device_group WHERE device = ?1 ORDER BY name")),
      heard_(db.prepare("UPDATE device SET seen_at = ?2 WHERE number = ?1")),
      status_(db.prepare("UPDATE device SET presence = ?2, version = ?3 WHERE number = ?1")),
      hello_(db.prepare("UPDATE device SET nonce = ?2, hello = ?3, hello_at = ?4,"
                        " presence = 'online', version = ?5 WHERE number = ?1")),
      last_hello_(db.prepare("SELECT hello FROM device WHERE number = ?1")),
      refused_(db.prepare("UPDATE device SET refused = refused + 1 WHERE number = ?1")),
      set_store_(db.prepare("UPDATE device SET store = ?2 WHERE number = ?1")),
      leave_groups_(db.prepare("DELETE FROM device_group WHERE device = ?1")),
      join_group_(db.prepare("INSERT INTO device_group(device, name) VALUES(?1, ?2)"
                             " ON CONFLICT DO NOTHING")),
      call_(db.prepare("UPDATE device SET welcome_asked = welcome_asked + 1 WHERE ?1 = 'fleet'"
                       " OR ?1 = 'store-' || store OR ?1 = 'device-' || name"
                       " OR number IN (SELECT device FROM device_group"
                       "               WHERE ?1 = 'group-' || device_group.name)")),
      call_number_(db.prepare("UPDATE device SET welcome_asked = welcome_asked + 1"
                              " WHERE number = ?1")),
      called_(db.prepare("SELECT number, name, store, nonce, welcome_asked FROM device"
                         " WHERE welcome_asked > welcome_sent ORDER BY number LIMIT ?1")),
      answered_(db.prepare("UPDATE device SET welcome_sent = max(welcome_sent, ?2)"
                           " WHERE number = ?1")),
      in_scope_(db.prepare("SELECT name FROM device WHERE ?1 = 'store-' || store"
                           " OR ?1 = 'device-' || name ORDER BY number")) {}

Result<std::optional<DeviceRow>> DeviceRegistry::find(std::string_view name) {
    auto row = find_.bind(name);
    TRY(const bool found, row.next());
    return found ? std::optional(device_from(row)) : std::nullopt;
}

Result<DeviceRow> DeviceRegistry::meet(std::string_view name, WallTime now) {
    TRY(auto device, find(name));
    if (!device) {
        TRY(insert_.bind(name, name.substr(0, name.find('-')), micros(now)).run());
        TRY(device, find(name));
    }
    return *device;
}

Result<std::vector<std::string>> DeviceRegistry::groups(std::int64_t device) {
    std::vector<std::string> names;
    auto row = groups_.bind(device);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return names;
        names.emplace_back(row.bytes(0));
    }
}

Result<std::vector<std::string>> DeviceRegistry::scopes(const DeviceRow& device) {
    std::vector<std::string> scopes{"fleet"};
    TRY(const auto names, groups(device.number));
    for (const auto& name : names) scopes.push_back("group-" + name);
    scopes.push_back("store-" + device.store);
    scopes.push_back("device-" + device.name);
    return scopes;
}

Result<void> DeviceRegistry::heard(std::int64_t device, WallTime now) {
    return heard_.bind(device, micros(now)).run();
}

Result<void> DeviceRegistry::note_status(std::int64_t device, const Status& status) {
    const char* word = status.presence == Presence::online    ? "online"
                       : status.presence == Presence::offline ? "offline"
                                                              : "lost";
    return status_.bind(device, word, status.version).run();
}

Result<void> DeviceRegistry::note_hello(std::int64_t device, const Hello& hello, WallTime now) {
    const auto bytes = encode(hello);
    return hello_.bind(device, Blob{hello.nonce.view()}, Blob{bytes}, micros(now), hello.agent)
        .run();
}

Result<std::optional<Hello>> DeviceRegistry::last_hello(std::int64_t device) {
    auto row = last_hello_.bind(device);
    TRY(row.one());
    if (row.is_null(0)) return std::optional<Hello>{};
    TRY(auto hello, decode_hello(row.bytes(0)));
    return std::optional(std::move(hello));
}

Result<void> DeviceRegistry::note_refusal(std::int64_t device) {
    return refused_.bind(device).run();
}

Result<void> DeviceRegistry::post(std::int64_t device, const Posting& posting) {
    TRY(set_store_.bind(device, posting.store).run());
    TRY(leave_groups_.bind(device).run());
    for (const auto& group : posting.groups) TRY(join_group_.bind(device, group).run());
    return {};
}

Result<void> DeviceRegistry::call(std::string_view scope) {
    return call_.bind(scope).run();
}

Result<void> DeviceRegistry::call_number(std::int64_t device) {
    return call_number_.bind(device).run();
}

Result<std::vector<DeviceRow>> DeviceRegistry::called(std::size_t rows_max) {
    std::vector<DeviceRow> devices;
    auto row = called_.bind(rows_max);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return devices;
        devices.push_back(device_from(row));
    }
}

Result<void> DeviceRegistry::answered(const DeviceRow& device) {
    return answered_.bind(device.number, device.welcome_asked).run();
}

Result<std::vector<std::string>> DeviceRegistry::in_scope(std::string_view scope) {
    std::vector<std::string> names;
    auto row = in_scope_.bind(scope);
    while (true) {
        TRY(const bool found, row.next());
        if (!found) return names;
        names.emplace_back(row.bytes(0));
    }
}

}  // namespace aisle
