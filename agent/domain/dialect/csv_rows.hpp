// SPDX-License-Identifier: Apache-2.0
// CSV as it comes (RFC 4180), as rows: cells may be quoted and then hold line breaks, and a row
// ends with LF or CR LF. What no quote ends, and what is longer than a row may be, is a row with
// its trouble; reading goes on behind its first line break. At most such a row is kept. Pure; one
// thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct CsvRow {
    std::uint64_t end = 0;   // bytes of the file up to behind it
    std::uint64_t line = 0;  // where it begins, from 1; 0 where reading began in the middle
    std::string bytes{};     // without its line break; the first of one that is too long
    std::string trouble{};
};

class CsvRows {
public:
    // Reading begins at this byte, in this line; 0 where nobody knows.
    CsvRows(char separator, std::uint64_t position, std::uint64_t line)
        : separator_(separator), position_(position), line_(line) {}

    void feed(std::string_view bytes) { bytes_ += bytes; }
    // The next row that is whole; with `ended`, what stands at the end is.
    std::optional<CsvRow> next(bool ended);

private:
    enum class Quote { none, open, closed };

    std::optional<CsvRow> row(std::size_t size, std::size_t with_break, std::string trouble);
    std::optional<CsvRow> too_long(std::size_t seen);
    std::optional<CsvRow> rest();
    // What a byte within a row does to the quotes.
    void look_at(char c);
    bool breaks(char c) const;
    void forget();

    char separator_;
    std::uint64_t position_;  // of the first byte that is kept
    std::uint64_t line_;
    std::string bytes_;
    std::size_t from_ = 0;  // where the row begins in them
    std::size_t seen_ = 0;  // bytes of the row that were looked at
    Quote quote_ = Quote::none;
    bool cell_begins_ = true;
    bool skips_ = false;               // the row is too long; its rest is not kept
    std::uint64_t lines_dropped_ = 0;  // line breaks in what was not kept
    std::uint64_t distrusted_ = 0;     // up to here a quote was open for too long: a break is one
};

// The cells of a row, no more than so many.
std::vector<std::string> csv_cells(std::string_view row, char separator, std::size_t cells_max);

}  // namespace aisle
