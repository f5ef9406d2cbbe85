// SPDX-License-Identifier: Apache-2.0
// A scan as an event: what the code is, and as much of it as may be kept. Of a code of ours its
// fields but never its signature; of a GS1 code its elements, without those that name a person; of
// a web address its host and what tells where a customer came from; of a card the tenant describes
// its number, apart, in the person part; of a code nobody knows what the policy says. Pure; any
// thread.
#pragma once

#include "agent/domain/event.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/scan/code.hpp"

#include <optional>
#include <string>

namespace aisle {

// What is kept of a code that is of no known kind.
enum class UnknownCodes {
    drop,  // nothing: the scan is refused
    hash,  // a digest, by which this device knows it again and nobody can guess it
    keep,
};

struct ScanPolicy {
    CodeReader codes{CodeRules{}};
    UnknownCodes unknown = UnknownCodes::hash;
    std::string digest_key{};
    // What a member's card is known again by, so that who is to be forgotten is found by it.
    std::optional<IdentifierKey> identifiers{};
};

// Names of members are UnifiedPOS's where it has one.
//   {"source":…,"class":"product","symbology":"]E0","scan_data_type":104,"gtin":…,
//    "digital_link":…,"attribution":{…},"scan_data_label":… or "scan_data_b64":… or "digest":…}
EventDraft scan_captured(const Scan& scan, const Code& code, const ScanPolicy& policy);

// {"source":…,"kind":"wechat_pay"}: that there was a code that had to be forgotten, and no more.
EventDraft scan_suppressed(const Scan& scan, SecretKind kind);

}  // namespace aisle
