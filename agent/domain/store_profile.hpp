// SPDX-License-Identifier: Apache-2.0
// What reading a till's or a kiosk's words needs to know about the store they come from.
#pragma once

#include "agent/domain/business_day.hpp"

#include <string>

namespace aisle {

struct StoreProfile {
    std::string store_id;       // taken when a receipt does not name one
    std::string currency = {};  // ISO 4217; taken when a receipt does not name one
    std::string region = "CN";  // ISO 3166; phone numbers without a country are of here
    DayRule day;
};

}  // namespace aisle
