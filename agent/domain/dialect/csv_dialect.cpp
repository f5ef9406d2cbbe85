// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/csv_dialect.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
// Broken rows that wait for the next good one to say whose they are.
constexpr std::size_t doubtful_max = 16;
constexpr std::size_t piece_bytes = journal_line_bytes_max;

bool is_empty(std::string_view row) {
    return row.find_first_not_of(" \t\r") == std::string_view::npos;
}

}  // namespace

CsvDialect::CsvDialect(JournalTemplate form, ReceiptPlace place, Charset charset)
    : form_(std::move(form)),
      place_(std::move(place)),
      charset_(std::move(charset)),
      rows_(form_.separator, 0, 1) {}

std::uint64_t CsvDialect::begin(std::uint64_t position, std::string_view head) {
    rows_ = CsvRows(form_.separator, 0, 1);
    header_.clear();
    columns_.clear();
    open_.reset();
    doubtful_.clear();
    broken_ = false;
    if (position == 0) return 0;
    rows_.feed(head.substr(0, piece_bytes + 2));
    std::uint64_t behind = 0;
    while (header_.empty() && !broken_) {
        const auto row = rows_.next(true);
        if (!row) break;
        behind = row->end;
        take(*row);
    }
    told_.clear();
    // Nothing was told before the header.
    if (header_.empty() && !broken_) return begin(0, {});
    position = std::max(position, behind);
    rows_ = CsvRows(form_.separator, position, 0);
    return position;
}

std::vector<JournalRecord> CsvDialect::feed(std::string_view bytes, bool ended, WallTime read_at) {
    read_at_ = read_at;
    do {
        const auto piece = bytes.substr(0, piece_bytes);
        bytes.remove_prefix(piece.size());
        if (broken_) break;
        rows_.feed(piece);
        while (const auto row = rows_.next(ended && bytes.empty())) take(*row);
    } while (!bytes.empty());
    if (ended) tell();
    return std::exchange(told_, {});
}

std::vector<std::string> CsvDialect::cells_of(const CsvRow& row) const {
    const auto most = header_.empty() ? journal_columns_max : header_.size();
    auto cells = csv_cells(charset_.to_utf8(row.bytes), form_.separator, most + 1);
    for (auto& cell : cells) cell = trimmed(cell);
    return cells;
}

void CsvDialect::take(const CsvRow& row) {
    if (broken_ || (row.trouble.empty() && is_empty(row.bytes))) return;
    if (header_.empty()) return take_header(row);
    auto cells = cells_of(row);
    if (cells == header_) return;
    if (!row.trouble.empty()) {
        cells.pop_back();  // what was cut off says nothing
        take_bad(row, key_of(cells), row.trouble);
    } else if (cells.size() != header_.size()) {
        take_bad(row, key_of(cells),
                 "a row has other than " + std::to_string(header_.size()) + " columns");
    } else {
        take_cells(row, cells);
    }
}

void CsvDialect::take_header(const CsvRow& row) {
    auto begins = row;
    if (begins.bytes.starts_with(byte_order_mark)) begins.bytes.erase(0, byte_order_mark.size());
    header_ = cells_of(begins);
    std::string trouble = row.trouble;
    if (header_.size() > journal_columns_max) trouble = "the header has too many columns";
    for (const auto& [word, theirs] : form_.columns) {
        const auto found = std::ranges::find(header_, theirs);
        if (std::ranges::count(header_, theirs) == 1) {
            columns_[word] = static_cast<std::size_t>(found - header_.begin());
        } else if (trouble.empty()) {
            trouble = "the header has not one column \"" + theirs + "\"";
        }
    }
    if (trouble.empty()) return;
    broken_ = true;
    told_.push_back({row.end, row.line, {}, std::move(trouble), true});
}

std::string CsvDialect::key_of(const std::vector<std::string>& cells) const {
    std::string key;
    for (const std::string_view word : {"number", "till", "store", "business_day"}) {
        const auto column = columns_.find(word);
        if (column == columns_.end()) continue;
        if (column->second >= cells.size()) return {};
        const auto& cell = cells[column->second];
        if (word == "number" && cell.empty()) return {};
        key.append(cell).append("\n");
    }
    return key;
}

JournalRowKind CsvDialect::kind_of(const TillWords& words, ReceiptDraft& draft) const {
    if (form_.kinds.empty()) return JournalRowKind::item;
    const auto kind = form_.kinds.find(said(words, "kind"));
    if (kind != form_.kinds.end()) return kind->second;
    draft.fail("a row is of a kind that is not known");
    return JournalRowKind::ignore;
}

void CsvDialect::take_cells(const CsvRow& row, const std::vector<std::string>& cells) {
    auto key = key_of(cells);
    if (key.empty()) return take_bad(row, {}, "a row has no number");
    add(row, std::move(key), {});
    TillWords words;
    for (const auto& [word, column] : columns_) words.emplace(word, cells[column]);
    auto& draft = open_->draft;
    if (!draft.fine()) return;
    draft.take_head(words);
    switch (kind_of(words, draft)) {
        case JournalRowKind::item:
            return draft.take_item(words);
        case JournalRowKind::discount:
            return draft.take_discount(words);
        case JournalRowKind::item_discount:
            return draft.take_item_discount(words);
        case JournalRowKind::tender:
            return draft.take_tender(words);
        case JournalRowKind::change:
            return draft.take_change(words);
        case JournalRowKind::tax:
            return draft.take_tax(words);
        case JournalRowKind::total:
            return draft.take_total(words);
        case JournalRowKind::ignore:
            return;
    }
}

void CsvDialect::take_bad(const CsvRow& row, std::string key, std::string trouble) {
    if (!key.empty()) return add(row, std::move(key), std::move(trouble));
    doubtful_.push_back({row.end, row.line, {}, std::move(trouble)});
    if (!open_ || doubtful_.size() == doubtful_max) tell();
}

// The row is of the receipt that is open, or of the next.
void CsvDialect::add(const CsvRow& row, std::string key, std::string trouble) {
    if (open_ && open_->key != key) tell();
    if (!open_) {
        ReceiptDraft draft(form_, place_);
        open_.emplace(Open{std::move(key), std::move(draft), {0, row.line, {}, {}}, 0});
    }
    auto& receipt = *open_;
    if (!doubtful_.empty()) receipt.draft.fail("a row of it: " + doubtful_.front().trouble);
    doubtful_.clear();
    if (!trouble.empty()) receipt.draft.fail(std::move(trouble));
    receipt.record.end = row.end;
    receipt.bytes += row.bytes.size();
    if (receipt.bytes > journal_receipt_bytes_max) receipt.draft.give_up();
}

bool CsvDialect::has_rows_of(JournalRowKind kind) const {
    return std::ranges::any_of(form_.kinds,
                               [kind](const auto& word) { return word.second == kind; });
}

void CsvDialect::tell() {
    if (open_) {
        const bool stated = has_rows_of(JournalRowKind::total) || columns_.contains("total");
        auto outcome = open_->draft.finish(read_at_, !stated, !has_rows_of(JournalRowKind::tender));
        open_->record.body = std::move(outcome.body);
        open_->record.trouble = std::move(outcome.trouble);
        told_.push_back(std::move(open_->record));
        open_.reset();
    }
    for (auto& row : doubtful_) told_.push_back(std::move(row));
    doubtful_.clear();
}

}  // namespace aisle
