// SPDX-License-Identifier: Apache-2.0
#include "drivers/paper_maker.hpp"

#include "agent/base/utf8.hpp"
#include "agent/base/wipe.hpp"
#include "drivers/decoder.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace aisle {
namespace {

using Kind = EscPosToken::Kind;

constexpr std::string_view two_byte_charset = "GB18030";
constexpr std::size_t tab_columns = 8;
// One blank may stand in a name.
constexpr std::size_t columns_apart = 2;
// A printer without paper keeps its till waiting in the middle of a picture, and a roll is changed
// in less. What comes later is no part of the picture.
constexpr std::chrono::minutes command_idle{5};
// How a till begins that was switched on again (ESC @).
constexpr std::string_view set_up_anew = "\x1b@";
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

PaperMaker::PaperMaker(PaperText text, Charset charset) : text_(std::move(text)) {
    raw_.reserve(room_outside);
    charsets_.emplace(text_.charset, std::move(charset));
}

Result<PaperMaker> PaperMaker::make(const PaperText& text) {
    TRY(auto charset, Charset::open(text.charset));
    return PaperMaker(text, std::move(charset));
}

void PaperMaker::read_as(const PaperText& text) {
    auto charset = Charset::open(text.charset);
    if (!charset) return;
    charsets_.clear();
    charsets_.emplace(text.charset, std::move(*charset));
    text_ = text;
}

Papers PaperMaker::feed(std::string_view bytes, MonoTime now) {
    Papers out;
    const bool silent = now >= last_ + paper_idle;
    if (silent && decoder_.inside_command() && bytes.starts_with(set_up_anew)) give_up(out);
    last_ = now;
    for (auto& token : decoder_.feed(bytes)) take(token, out);
    return out;
}

Papers PaperMaker::tick(MonoTime now) {
    Papers out;
    if (decoder_.inside_command() && now >= last_ + command_idle) {
        give_up(out);
    } else if (has_begun() && now >= last_ + paper_idle) {
        finish(out);
    }
    return out;
}

std::optional<MonoTime> PaperMaker::deadline() const {
    if (has_begun()) return last_ + paper_idle;
    if (decoder_.inside_command()) return last_ + command_idle;
    return std::nullopt;
}

Papers PaperMaker::end() {
    Papers out;
    if (!has_begun() && decoder_.inside_command()) miss();
    finish(out);
    return out;
}

// What stood before the command was a paper; what the command would have printed is none.
void PaperMaker::give_up(Papers& out) {
    if (has_begun()) finish(out);
    miss();
    finish(out);
}

void PaperMaker::miss() {
    torn_ = true;
    // Within which command the gap began is not known.
    decoder_.give_up();
}

bool PaperMaker::is_white() const {
    return raw_.empty() && line_.empty() && paper_.lines.empty() && paper_.symbols.empty() &&
           !paper_.image && !overlong_;
}

bool PaperMaker::has_begun() const {
    return !is_white() || torn_;
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
            page_.reset();
            two_byte_.reset();
            break;
        case Kind::code_page: {
            convert();
            const auto page = std::ranges::find(code_pages, token.number, &CodePage::number);
            page_.reset();
            if (page != std::end(code_pages)) page_ = page->charset;
            break;
        }
        case Kind::kanji:
            convert();
            two_byte_ = token.number == 1;
            break;
        case Kind::move:
            part(token.number);
            break;
        case Kind::cut:
            finish(out);
            break;
        case Kind::symbol:
            bytes_ += token.data.size() + symbol_bytes_least;
            paper_.symbols.push_back(is_utf8(token.data) ? std::move(token.data)
                                                         : charset().to_utf8(token.data));
            break;
        case Kind::image:
            paper_.image = true;
            break;
        case Kind::broken:
            torn_ = true;
            break;
        case Kind::width:
        case Kind::bar_code:
        case Kind::drawer:
        case Kind::unknown:
            break;
    }
    if (bytes_ > paper_bytes_max || paper_.lines.size() > paper_lines_max) {
        overlong_ = true;
        wipe(raw_);
        wipe(line_);
        paper_ = {};
        bytes_ = 0;
    }
}

const Charset& PaperMaker::charset() {
    const bool two_byte = two_byte_.value_or(text_.two_byte);
    const std::string name(two_byte ? two_byte_charset : page_.value_or(text_.charset));
    const auto known = charsets_.find(name);
    if (known != charsets_.end()) return known->second;
    auto opened = Charset::open(name);
    // A page this system has not got is read as the template's own.
    if (!opened) return charsets_.find(text_.charset)->second;
    return charsets_.emplace(name, std::move(*opened)).first->second;
}

// Signs are whole here: a command never stands within one. What was longer than the lines behind it
// would else lie there as long as the till is on.
void PaperMaker::convert() {
    if (raw_.empty()) return;
    append_blanked(line_, charset().to_utf8(raw_));
    wipe(raw_);
}

// What is printed elsewhere in the line is another column; how far off, only the printer's signs
// could tell.
void PaperMaker::part(int dots) {
    convert();
    if (dots <= 0 && line_.empty()) return;
    const auto blanks = line_.size() - (line_.find_last_not_of(' ') + 1);
    if (blanks < columns_apart) line_.append(columns_apart - blanks, ' ');
}

void PaperMaker::end_line() {
    convert();
    auto line = std::move(line_);
    wipe(line_);
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
