// SPDX-License-Identifier: Apache-2.0
// A web address that names a product, a place or a coupon: GS1 Digital Link URIs, on any domain,
// below any path. Only read, never fetched. Source: GS1 Digital Link Standard, URI Syntax 1.4.
// Compressed links are recognised on GS1's own domain and not read. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/domain/scan/gs1_elements.hpp"
#include "agent/domain/scan/web_address.hpp"

#include <string>

namespace aisle {

// Its elements are views into the text it was read from, or into `decoded`; it may be moved.
struct DigitalLink {
    Gs1Elements elements;  // the key first; a GTIN has 14 digits
    std::string decoded{};
};

// Errors: not_found, when it is an address like any other; invalid, "digital_link_invalid", when
// it is a Digital Link and a wrong one, or "digital_link_compressed".
Result<void> parse_digital_link(const WebAddress& address, DigitalLink& into);

// "https://id.gs1.org/01/09520123456788/10/LOT42?17=271231"; empty when no element is a key,
// or one has no place in a link.
std::string canonical_digital_link(const Gs1Elements& elements);

}  // namespace aisle
