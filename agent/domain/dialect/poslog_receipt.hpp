// SPDX-License-Identifier: Apache-2.0
// One <Transaction> of POSLog 6 on its way: takes its elements as they come and becomes a receipt.
// Names are those of POSLog 6 and, where they were others, of the versions before it. Pure; one
// thread at a time.
#pragma once

#include "agent/base/xml_reader.hpp"
#include "agent/domain/dialect/poslog_amounts.hpp"
#include "agent/domain/dialect/receipt_draft.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace aisle {

class PosLogReceipt {
public:
    // Both must outlive it. `attributes`: of the Transaction.
    PosLogReceipt(const JournalTemplate& form, const ReceiptPlace& place,
                  std::span<const XmlAttribute> attributes);

    // What stands in the Transaction.
    void element_begins(std::string_view name, std::span<const XmlAttribute> attributes);
    void text(std::string_view piece);
    void element_ends();
    // From now on nothing of it is kept: it is larger than a receipt may be.
    void give_up();

    // Goods were sold or brought back, or begun to be; other transactions are no receipts.
    bool is_receipt() const;
    ReceiptDraft::Outcome finish(WallTime read_at);

private:
    struct Link {
        ReceiptIdentity receipt{};
        std::string begun{};
        std::string reason{};
    };
    using Taker = void (*)(PosLogReceipt& self, std::string_view text);
    using Takers = std::map<std::string_view, Taker>;

    // What is done with an element at its end, by where it stands.
    static const Takers& header_takers();
    static const Takers& item_takers();
    static const Takers& money_takers();

    std::string_view attribute(std::string_view name) const;
    std::int64_t amount(std::string_view text);
    std::int64_t signed_change(std::string_view text);
    void take_attributes(std::string_view place, std::string_view name);
    void take_status(std::string_view status);
    void take_time(std::string TillReceipt::*member, std::string_view text);
    void close_item();
    void close_change();
    void close_discount();
    void put_beside(Tender tender);
    void close_tender();
    void close_link();
    void settle();

    ReceiptDraft draft_;
    std::vector<std::string> places_;  // of the elements that are open, as the takers know them
    std::string at_;                   // the place of the one that ends
    std::string text_;
    std::vector<std::pair<std::string, std::string>> attributes_;  // of the last that began
    bool retail_ = false;
    bool line_void_ = false;
    PosLogItem item_;
    PosLogChange change_;
    Tender tender_;
    std::vector<Tender> beside_;  // change and rounding of that tender
    bool refund_ = false;
    Link link_;
    std::vector<PosLogItem> items_;
    std::int64_t item_tax_ = 0;
    std::optional<std::int64_t> line_tax_, stated_tax_;
    bool returns_differ_ = false;
    std::string other_time_;  // where no EndDateTime is
};

}  // namespace aisle
