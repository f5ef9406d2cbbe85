// SPDX-License-Identifier: Apache-2.0
// A small POSLog transaction that is good, to be changed in one place by a test, and documents of
// such.
#pragma once

#include "tests/agent/domain/dialect/journal.hpp"

#include <string>
#include <vector>

namespace aisle {

inline Journal poslog() {
    return Journal(R"({"name":"p","format":"poslog","tenders":{"X:Chip":"voucher"}})");
}

inline const std::string small_transaction =
    R"(<Transaction><RetailStoreID>S7</RetailStoreID><WorkstationID>3</WorkstationID>)"
    R"(<SequenceNumber>12</SequenceNumber><BusinessDayDate>2026-06-30</BusinessDayDate>)"
    R"(<EndDateTime>2026-07-01T01:30:00</EndDateTime><RetailTransaction>)"
    R"(<LineItem><Sale><ItemID>88</ItemID><Description>Cheese</Description>)"
    R"(<ExtendedAmount>5.00</ExtendedAmount><Quantity>1</Quantity></Sale></LineItem>)"
    R"(<LineItem><Tender TenderType="Cash"><Amount>5.00</Amount></Tender></LineItem>)"
    R"(<Total TotalType="TransactionGrandAmount">5.00</Total></RetailTransaction></Transaction>)";

inline std::string transaction(int number) {
    return changed(small_transaction, ">12<", ">" + std::to_string(number) + "<");
}
inline std::string document(const std::string& inside) {
    return "<?xml version=\"1.0\"?>\n<POSLog>\n" + inside + "</POSLog>\n";
}

using Outline = std::vector<std::string>;

// Of each record the receipt's number, or the trouble.
inline Outline outline(const std::string& bytes) {
    return poslog().outline(bytes);
}

}  // namespace aisle
