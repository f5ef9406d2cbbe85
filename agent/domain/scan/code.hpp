// SPDX-License-Identifier: Apache-2.0
// What a code is. Every scan is one of these classes; the order in which they are tried is part of
// the meaning, and is this one: what must be forgotten, ours (a token), GS1, EAN and UPC, a web
// address, what the tenant describes, unknown. Of codes that the scanner says are neither GS1 nor
// EAN, what the tenant describes comes before EAN. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/domain/scan.hpp"
#include "agent/domain/scan/code_rules.hpp"
#include "agent/domain/scan/digital_link.hpp"
#include "agent/domain/scan/gs1_elements.hpp"
#include "agent/domain/scan/measure_pattern.hpp"
#include "agent/domain/scan/secret_code.hpp"
#include "agent/domain/scan/symbology.hpp"
#include "agent/domain/scan/token.hpp"
#include "agent/domain/scan/trade_number.hpp"
#include "agent/domain/scan/web_code.hpp"

#include <optional>
#include <string>

namespace aisle {

enum class Genuine { unchecked, yes, no };

struct Code {
    CodeClass kind = CodeClass::unknown;
    ScanDataType type = ScanDataType::unknown;
    SecretKind secret = SecretKind::none;
    std::string gtin{};  // 14 digits
    std::optional<TradeNumber> trade{};
    std::optional<Measure> measure{};
    DigitalLink gs1{};  // of a link or an element string; views into the scan that was read
    std::optional<SignedToken> token{};
    Genuine genuine = Genuine::unchecked;
    std::optional<WebCode> web{};
    Attribution attribution{};
    std::string pattern{};         // name of the tenant's
    std::optional<Error> fault{};  // it should have been one of these, and is a wrong one
};

class CodeReader {
public:
    explicit CodeReader(CodeRules rules) : rules_(std::move(rules)) {}

    Code read(const Scan& scan) const;

private:
    void read_token(const Scan& scan, Code& code) const;
    bool read_web(const Scan& scan, Code& code) const;
    bool read_pattern(const Scan& scan, Code& code) const;
    void settle_measure(Code& code) const;

    CodeRules rules_;
};

}  // namespace aisle
