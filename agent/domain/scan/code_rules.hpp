// SPDX-License-Identifier: Apache-2.0
// What a tenant says of its codes: its own domains, its cards, its weighed goods, central's keys.
// Written in the configuration, one text each; parsed here, so that one place knows what is good.
// Pure; constant once made; any thread.
#pragma once

#include "agent/base/crypto/ed25519.hpp"
#include "agent/base/pattern.hpp"
#include "agent/base/result.hpp"
#include "agent/domain/scan/check_digit.hpp"
#include "agent/domain/scan/measure_pattern.hpp"
#include "agent/domain/scan/web_code.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class CodeClass {
    token,       // signed by central
    suppressed,  // forgotten at once; see secret_code.hpp
    product,
    variable_measure,  // weighed goods with a price or a weight
    coupon,            // GS1's: 255, 8110, 8112, 981 to 983, 05 and 99
    refund_receipt,
    logistics,    // a case, a pallet, a place, an asset
    handoff,      // a page of the tenant's own
    contact,      // WeChat, WeCom
    link,         // any other address
    member_card,  // these four as the tenant describes them
    badge,
    paper_coupon,
    receipt,
    unknown,
};
std::string_view to_string(CodeClass kind);

// A tenant's own codes: an expression that the whole code fits, with its check digit.
struct TenantPattern {
    std::string name;
    CodeClass kind = CodeClass::member_card;
    Pattern pattern;
    CheckDigit check = CheckDigit::none;
};

struct TokenKey {
    std::uint16_t kid = 0;
    Ed25519Key key;
};

struct CodeRules {
    WebRules web;
    std::vector<MeasurePattern> measures;
    std::vector<TenantPattern> patterns;
    std::vector<TokenKey> keys;
    bool gs1_without_identifier = false;  // scanners here send none, and codes are GS1 ones
};

// "member_card", "badge", "paper_coupon" or "receipt"; nothing for the classes that are not a
// tenant's to describe.
std::optional<CodeClass> parse_tenant_class(std::string_view word);
// "7:" and 64 hex digits. Errors: invalid.
Result<TokenKey> parse_token_key(std::string_view text);

// A code that the expression takes and that must be forgotten, as far as trying finds one: payment
// codes, cards and ids are made that begin as the expression does, and as each number written in it
// does. Nothing when none fits. A finding is certain, and its absence is not; the reader forgets
// such codes before it looks at any expression, so this only spares a tenant a card that never
// reads.
std::optional<std::string> secret_taken_by(const Pattern& pattern);

}  // namespace aisle
