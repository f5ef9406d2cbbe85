// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/dialect/csv_rows.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

constexpr std::size_t row_bytes_max = journal_line_bytes_max;
// Of a row that is too long: what may say whose it is.
constexpr std::size_t head_bytes = 1 * KiB;
constexpr std::string_view no_end = "a quote has no end";

std::uint64_t lines_in(std::string_view bytes) {
    return static_cast<std::uint64_t>(std::ranges::count(bytes, '\n'));
}

}  // namespace

void CsvRows::look_at(char c) {
    if (c != '"') {
        if (quote_ == Quote::closed) quote_ = Quote::none;
        cell_begins_ = c == separator_ && quote_ == Quote::none;
        return;
    }
    if (quote_ == Quote::open) {
        quote_ = Quote::closed;
    } else if (quote_ == Quote::closed || cell_begins_) {
        quote_ = Quote::open;  // two of them in a quoted cell are one
    }
    cell_begins_ = false;
}

bool CsvRows::breaks(char c) const {
    if (c != '\n') return false;
    return skips_ || quote_ != Quote::open || position_ + from_ < distrusted_;
}

// The next row begins behind so many bytes.
std::optional<CsvRow> CsvRows::row(std::size_t size, std::size_t with_break, std::string trouble) {
    const auto whole = std::string_view(bytes_).substr(from_, with_break);
    CsvRow made;
    made.line = line_;
    made.bytes = whole.substr(0, size);
    made.trouble = std::move(trouble);
    if (made.bytes.ends_with('\r')) made.bytes.pop_back();
    if (line_ != 0) line_ += std::exchange(lines_dropped_, 0) + lines_in(whole);
    from_ += with_break;
    made.end = position_ + from_;
    seen_ = 0;
    quote_ = Quote::none;
    cell_begins_ = true;
    skips_ = false;
    return made;
}

// Where a quote is open its end may have been lost, and what came since was rows.
std::optional<CsvRow> CsvRows::too_long(std::size_t seen) {
    const auto first = std::string_view(bytes_).substr(from_, seen).find('\n');
    if (quote_ == Quote::open && first != std::string_view::npos) {
        distrusted_ = std::max(distrusted_, position_ + from_ + seen);
        return row(first, first + 1, std::string(no_end));
    }
    skips_ = true;
    return std::nullopt;
}

// What stands at the end of the file, without a line break.
std::optional<CsvRow> CsvRows::rest() {
    const auto size = bytes_.size() - from_;
    if (size == 0) return std::nullopt;
    if (skips_) return row(std::min(size, head_bytes), size, "a row is too long");
    if (quote_ != Quote::open) return row(size, size, {});
    if (auto broken = too_long(size)) return broken;
    return row(size, size, std::string(no_end));
}

// Rows that were taken are not kept.
void CsvRows::forget() {
    const auto size_before = bytes_.size();
    if (skips_ && bytes_.size() - from_ > head_bytes) {
        // Kept are its first bytes; where those behind them were, nobody asks.
        const auto dropped = bytes_.size() - from_ - head_bytes;
        lines_dropped_ += lines_in(std::string_view(bytes_).substr(from_ + head_bytes));
        bytes_.resize(from_ + head_bytes);
        position_ += dropped;
        seen_ = head_bytes;
    }
    bytes_.erase(0, from_);
    position_ += from_;
    from_ = 0;
    if (bytes_.size() < size_before) wipe_behind(bytes_);
}

std::optional<CsvRow> CsvRows::next(bool ended) {
    while (from_ + seen_ < bytes_.size()) {
        const char c = bytes_[from_ + seen_];
        if (breaks(c)) {
            if (skips_) return row(std::min(seen_, head_bytes), seen_ + 1, "a row is too long");
            return row(seen_, seen_ + 1, quote_ == Quote::open ? std::string(no_end) : "");
        }
        if (!skips_ && seen_ == row_bytes_max) {
            if (auto broken = too_long(seen_)) return broken;
        }
        if (!skips_) look_at(c);
        ++seen_;
    }
    if (ended) {
        if (auto last = rest()) return last;
    }
    forget();
    return std::nullopt;
}

std::vector<std::string> csv_cells(std::string_view row, char separator, std::size_t cells_max) {
    std::vector<std::string> cells;
    while (cells.size() < cells_max) {
        std::string cell;
        bool quoted = false;
        bool closed = false;
        std::size_t at = 0;
        for (; at < row.size(); ++at) {
            const char c = row[at];
            if (c == separator && (!quoted || closed)) break;
            if (c != '"') {
                cell += c;
            } else if (at == 0) {
                quoted = true;
            } else if (!quoted || closed) {
                cell += c;
            } else if (at + 1 < row.size() && row[at + 1] == '"') {
                cell += row[++at];
            } else {
                closed = true;
            }
        }
        cells.push_back(std::move(cell));
        if (at == row.size()) break;
        row.remove_prefix(at + 1);
    }
    return cells;
}

}  // namespace aisle
