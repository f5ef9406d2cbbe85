// SPDX-License-Identifier: Apache-2.0
// A CSV journal: a header, then rows; those of one receipt stand together and have the same number
// (and till, store and business day, where there are such columns). A receipt is told when the next
// one begins. A header that stands there again is let pass: a till that started anew.
//
// A row that cannot be read spoils the receipt it belongs to: that of its number, where it still
// has one, and otherwise the one round it. Between two receipts it is a record of its own. A header
// without the columns that the template names ends the reading. Pure; one thread at a time.
#pragma once

#include "agent/base/charset.hpp"
#include "agent/domain/dialect/csv_rows.hpp"
#include "agent/domain/dialect/dialect.hpp"
#include "agent/domain/dialect/receipt_draft.hpp"

#include <optional>

namespace aisle {

class CsvDialect final : public Dialect {
public:
    CsvDialect(JournalTemplate form, ReceiptPlace place, Charset charset);

    std::uint64_t begin(std::uint64_t position, std::string_view head) override;
    std::vector<JournalRecord> feed(std::string_view bytes, bool ended, WallTime read_at) override;

private:
    // A receipt whose rows are being read.
    struct Open {
        std::string key;
        ReceiptDraft draft;
        JournalRecord record;
        std::size_t bytes = 0;
    };

    std::vector<std::string> cells_of(const CsvRow& row) const;
    void take(const CsvRow& row);
    void take_header(const CsvRow& row);
    void take_cells(const CsvRow& row, const std::vector<std::string>& cells);
    void take_bad(const CsvRow& row, std::string key, std::string trouble);
    void add(const CsvRow& row, std::string key, std::string trouble);
    // Which receipt a row is of; empty where it cannot say.
    std::string key_of(const std::vector<std::string>& cells) const;
    JournalRowKind kind_of(const TillWords& words, ReceiptDraft& draft) const;
    void tell();
    bool has_rows_of(JournalRowKind kind) const;

    const JournalTemplate form_;
    const ReceiptPlace place_;
    Charset charset_;
    CsvRows rows_;
    std::vector<std::string> header_;
    std::map<std::string, std::size_t, std::less<>> columns_;  // our word, and where it stands
    bool broken_ = false;                                      // the header; nothing is read
    std::optional<Open> open_;
    std::vector<JournalRecord> doubtful_;  // rows behind it that nobody can tell whose they are
    WallTime read_at_{};
    std::vector<JournalRecord> told_;
};

}  // namespace aisle
