// SPDX-License-Identifier: Apache-2.0
// A POSLog 6 journal (OMG and NRF, ARTS): <Transaction> elements wherever they stand, in one
// document or in one after the other. Those that are no receipt are let pass. Pure; one thread at
// a time.
//
// Where the XML is broken, the transaction round it, or the one whose end is missing, is a record
// with its trouble, and reading goes on at the next that begins. What follows is held to be XML as
// before; only the ends of elements that were open are let pass, for what was open is not known.
// Nothing is read behind it only in a charset that is not known or has no single bytes.
//
// What a document says depends on how it begins, so reading goes on by reading it again: begin()
// wants the file from its first byte, and what was told before is not told again.
#pragma once

#include "agent/base/xml_reader.hpp"
#include "agent/domain/dialect/dialect.hpp"
#include "agent/domain/dialect/poslog_receipt.hpp"
#include "agent/domain/dialect/transaction_search.hpp"

#include <optional>

namespace aisle {

class PosLogDialect final : public Dialect, private XmlListener {
public:
    PosLogDialect(JournalTemplate form, ReceiptPlace place);

    std::uint64_t begin(std::uint64_t position, std::string_view head) override;
    std::vector<JournalRecord> feed(std::string_view bytes, bool ended, WallTime read_at) override;

private:
    enum class Mode { reads, seeks, over };
    // A transaction that has begun. In one there may be another: of a maker's own, or the next
    // where its end is missing.
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
    void transaction_ends(const XmlPlace& at);
    // Of what is open round another receipt.
    void tell_unended();
    void tell_broken(const Error& error);
    void tell_lost();
    void tell(JournalRecord record);

    // Whether there is more to be done with what has come.
    bool read(bool ended);
    bool go_on_behind(const Error& error, bool at_end);
    void seek_behind(const Error& error, bool at_end);
    bool seek(bool ended);
    bool resume(std::uint64_t position, bool within);
    std::uint64_t least_behind() const;
    bool ends_transaction(const XmlPlace& at) const;

    std::string_view kept_from(std::uint64_t position) const;
    std::uint64_t kept_to() const { return kept_at_ + kept_.size(); }
    void count_lines_to(std::uint64_t position);
    void forget();

    const JournalTemplate form_;
    const ReceiptPlace place_;
    XmlReader reader_;
    TransactionSearch search_;
    Mode mode_ = Mode::reads;
    std::vector<Open> open_;
    // What may be looked at once more: no more than a tag, once a piece was read.
    std::string kept_;
    std::uint64_t kept_at_ = 0;
    std::uint64_t next_ = 0;  // byte to be read
    XmlLines lines_;
    std::uint64_t lines_to_ = 0;
    std::uint64_t seeks_from_ = 0;
    bool lost_told_ = false;
    std::uint64_t read_twice_ = 0;  // bytes
    std::uint64_t told_to_ = 0;
    std::uint64_t last_end_ = 0;
    WallTime read_at_{};
    std::vector<JournalRecord> told_;
};

}  // namespace aisle
