// SPDX-License-Identifier: Apache-2.0
#include "drivers/paper_maker.hpp"

#include <algorithm>
#include <utility>

namespace aisle {
namespace {

using Kind = EscPosToken::Kind;

constexpr std::string_view two_byte_charset = "GB18030";
constexpr std::size_t tab_columns = 8;
// What an empty one takes of our memory, at least.
constexpr std::size_t symbol_bytes_least = 64;

struct CodePage {
    int number;
    std::string_view charset;
};

// ESC t, as Epson numbers them; makers agree on these.
constexpr CodePage code_pages[] = {
    {0, "CP437"},         {2, "CP850"},         {3, "CP860"},         {4, "CP863"},
    {5, "CP865"},         {16, "WINDOWS-1252"}, {17, "CP866"},        {18, "CP852"},
    {19, "CP858"},        {45, "WINDOWS-1250"}, {46, "WINDOWS-1251"}, {47, "WINDOWS-1253"},
    {48, "WINDOWS-1254"},
};

// Columns to the next stop, as blanks: expressions need not know of tabs.
void append_blanked(std::string& out, std::string_view text) {
    for (const char c : text) {
        if (c == '\t') {
            out.append(tab_columns - out.size() % tab_columns, ' ');
        } else {
            out += c;
        }
    }
}

}  // namespace

PaperMaker::PaperMaker(PaperText text, Charset charset)
    : text_(std::move(text)), page_(text_.charset), two_byte_(text_.two_byte) {
    charsets_.emplace(text_.charset, std::move(charset));
}

Result<PaperMaker> PaperMaker::make(const PaperText& text) {
    TRY(auto charset, Charset::open(text.charset));
    return PaperMaker(text, std::move(charset));
}

Papers PaperMaker::feed(std::string_view bytes, MonoTime now) {
    Papers out;
    last_ = now;
    for (auto& token : decoder_.feed(bytes)) take(token, out);
    return out;
}

Papers PaperMaker::tick(MonoTime now) {
    const auto due = deadline();
    return due && now >= *due ? end() : Papers{};
}

std::optional<MonoTime> PaperMaker::deadline() const {
    if (is_white() && !torn_) return std::nullopt;
    return last_ + paper_idle;
}

Papers PaperMaker::end() {
    Papers out;
    finish(out);
    return out;
}

void PaperMaker::miss() {
    torn_ = true;
    // Within which command the gap began is not known.
    decoder_ = {};
}

bool PaperMaker::is_white() const {
    return raw_.empty() && line_.empty() && paper_.lines.empty() && paper_.symbols.empty() &&
           !paper_.image && !overlong_;
}

void PaperMaker::take(EscPosToken& token, Papers& out) {
    switch (token.kind) {
        case Kind::text:
            raw_ += token.data;
            bytes_ += token.data.size();
            break;
        case Kind::line_end:
            end_line();
            break;
        case Kind::initialize:
            if (!is_white()) finish(out);
            page_ = text_.charset;
            two_byte_ = text_.two_byte;
            break;
        case Kind::code_page: {
            convert();
            const auto page = std::ranges::find(code_pages, token.number, &CodePage::number);
            page_ = page == std::end(code_pages) ? text_.charset : std::string(page->charset);
            break;
        }
        case Kind::kanji:
            convert();
            two_byte_ = token.number == 1;
            break;
        case Kind::cut:
            finish(out);
            break;
        case Kind::symbol:
            bytes_ += token.data.size() + symbol_bytes_least;
            paper_.symbols.push_back(std::move(token.data));
            break;
        case Kind::image:
            paper_.image = true;
            break;
        case Kind::width:
        case Kind::bar_code:
        case Kind::drawer:
        case Kind::unknown:
            break;
    }
    if (bytes_ > paper_bytes_max || paper_.lines.size() > paper_lines_max) {
        overlong_ = true;
        raw_.clear();
        line_.clear();
        paper_ = {};
        bytes_ = 0;
    }
}

const Charset& PaperMaker::charset() {
    const std::string name(two_byte_ ? two_byte_charset : std::string_view(page_));
    const auto known = charsets_.find(name);
    if (known != charsets_.end()) return known->second;
    auto opened = Charset::open(name);
    // A page this system has not got is read as the template's own.
    if (!opened) return charsets_.find(text_.charset)->second;
    return charsets_.emplace(name, std::move(*opened)).first->second;
}

// Signs are whole here: a command never stands within one.
void PaperMaker::convert() {
    if (raw_.empty()) return;
    append_blanked(line_, charset().to_utf8(raw_));
    raw_.clear();
}

void PaperMaker::end_line() {
    convert();
    auto line = std::exchange(line_, {});
    line.erase(line.find_last_not_of(' ') + 1);
    // White space above the first line is no line of it.
    if (!line.empty() || !paper_.lines.empty()) paper_.lines.push_back(std::move(line));
}

void PaperMaker::finish(Papers& out) {
    if (!raw_.empty() || !line_.empty()) end_line();
    auto paper = std::exchange(paper_, {});
    bytes_ = 0;
    const bool torn = std::exchange(torn_, false);
    const bool overlong = std::exchange(overlong_, false);
    while (!paper.lines.empty() && paper.lines.back().empty()) paper.lines.pop_back();
    if (overlong) {
        ++out.overlong;
    } else if (torn) {
        ++out.torn;
    } else if (!paper.lines.empty() || !paper.symbols.empty() || paper.image) {
        out.whole.push_back(std::move(paper));
    }
}

}  // namespace aisle
