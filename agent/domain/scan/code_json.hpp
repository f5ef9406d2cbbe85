// SPDX-License-Identifier: Apache-2.0
// A code as JSON, for people, for callers and for events: its class, and what is known of it. Of
// what must be forgotten only the kind is said, of persons nothing. Pure; any thread.
//
//   {"class":"product","symbology":"]Q3","scan_data_type":209,"gs1":[{"ai":"01","value":"…"}…],
//    "gtin":"…","digital_link":"https://id.gs1.org/01/…","attribution":{…},"error":"…"}
#pragma once

#include "agent/base/json_writer.hpp"
#include "agent/domain/scan/code.hpp"

#include <string>

namespace aisle {

// The whole of it, as above.
std::string code_json(const Scan& scan, const Code& code);

// The members alone, into an object that is open. Elements are told once: as a Digital Link where
// one can be made of them, else as "gs1".
void write_code(JsonWriter& json, const Scan& scan, const Code& code);

}  // namespace aisle
