// SPDX-License-Identifier: Apache-2.0
// One of the staff, as central puts them into the feed "staff" under the operator's id: what they
// may do here, how long this device may believe that without hearing of them again, and by what it
// knows them. Names and PINs are personal data: nothing of them is in an error. Members and roles
// that are not known are let pass, as in every feed. Pure; any thread.
#pragma once

#include "agent/base/crypto/scrypt.hpp"
#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class StaffRole { clerk, manager, it };
std::string_view to_string(StaffRole role);

class StaffRoles {
public:
    bool has(StaffRole role) const { return (bits_ & bit(role)) != 0; }
    void add(StaffRole role) { bits_ |= bit(role); }
    // As a number, for a table; bits that are no role are left out.
    std::int64_t bits() const { return bits_; }
    static StaffRoles from_bits(std::int64_t bits);
    bool operator==(const StaffRoles&) const = default;

private:
    static std::int64_t bit(StaffRole role) { return std::int64_t{1} << static_cast<int>(role); }

    std::int64_t bits_ = 0;
};
// ["clerk","manager"]
void write_roles(JsonWriter& json, StaffRoles roles);

// What a PIN was made into.
struct PinDigest {
    ScryptCost cost;
    std::string salt;
    std::string digest;
    bool operator==(const PinDigest&) const = default;
};

struct StaffEntry {
    std::string name;
    StaffRoles roles;
    std::optional<WallTime> valid_from{};
    WallTime valid_until;
    std::optional<PinDigest> pin{};
    std::vector<std::uint64_t> badges{};  // serials of tokens
};

// Errors: invalid, coded and placed by JSON pointer.
Result<StaffEntry> parse_staff(const Json& body);

}  // namespace aisle
