// SPDX-License-Identifier: Apache-2.0
// A POSLog 6 journal (OMG and NRF, ARTS): <Transaction> elements wherever they stand, in one
// document or in one after the other. Those that are no receipt are let pass. Where the XML is
// broken, reading ends with a record that says so. Pure; one thread at a time.
//
// What a document says depends on how it begins, so reading goes on by reading it again: begin()
// wants the file from its first byte, and what was told before is not told again.
#pragma once

#include "agent/base/xml_reader.hpp"
#include "agent/domain/dialect/dialect.hpp"
#include "agent/domain/dialect/poslog_receipt.hpp"

#include <memory>
#include <optional>

namespace aisle {

class PosLogDialect final : public Dialect, private XmlListener {
public:
    PosLogDialect(JournalTemplate form, ReceiptPlace place);

    std::uint64_t begin(std::uint64_t position, std::string_view head) override;
    std::vector<JournalRecord> feed(std::string_view bytes, bool ended, WallTime read_at) override;

private:
    struct Open {
        std::optional<PosLogReceipt> receipt;  // none of one that was told before
        std::uint64_t begins = 0;
        std::uint64_t line = 0;
        std::size_t depth = 0;  // of elements in it
    };

    void element_begins(std::string_view name, std::span<const XmlAttribute> attributes,
                        const XmlPlace& at) override;
    void text(std::string_view piece, const XmlPlace& at) override;
    void element_ends(std::string_view name, const XmlPlace& at) override;
    void tell_broken(const Error& error, std::uint64_t end);
    void tell(JournalRecord record);

    const JournalTemplate form_;
    const ReceiptPlace place_;
    std::unique_ptr<XmlReader> reader_;  // none once the XML is broken, or has ended
    std::optional<Open> open_;
    std::uint64_t told_to_ = 0;
    std::uint64_t fed_ = 0;
    WallTime read_at_{};
    std::vector<JournalRecord> told_;
};

}  // namespace aisle
