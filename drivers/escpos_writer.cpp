// SPDX-License-Identifier: Apache-2.0
#include "drivers/escpos_writer.hpp"

#include "agent/base/charset.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/utf8.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <string_view>

namespace aisle {
namespace {

using namespace std::string_view_literals;

constexpr auto initialize = "\x1b@"sv;
// Else some print # $ @ [ \ ] as letters or money of the country they were made for.
constexpr auto plain_ascii = "\x1bR\0"sv;
constexpr auto two_byte_on = "\x1c&"sv;
constexpr auto two_byte_off = "\x1c."sv;
constexpr auto select_code_page = "\x1bt"sv;
constexpr auto align =
    "\x1b"
    "a"sv;
constexpr auto bold =
    "\x1b"
    "E"sv;
constexpr auto size = "\x1d!"sv;
constexpr auto feed_lines =
    "\x1b"
    "d"sv;
// Feeds to the cutter, and leaves a bridge by which the slip hangs.
constexpr auto cut = "\x1dV\x42\0"sv;
constexpr auto symbol_command = "\x1d(k"sv;
constexpr auto symbol_model_2 = "1A2\0"sv;
constexpr auto symbol_dots = "1C"sv;
constexpr auto symbol_correction_m = "1E1"sv;
constexpr auto symbol_store = "1P0"sv;
constexpr auto symbol_print = "1Q0"sv;

constexpr int lines_after = 2;
// From the last line past the edge at which paper is torn.
constexpr int lines_to_tear = 5;
constexpr auto unprintable = "?"sv;

// ---- Signs ----

struct Sign {
    std::string bytes;
    std::size_t columns = 1;
    bool blank = false;
    bool ideograph = false;  // a line may end beside it
    bool opens = false;      // but not behind this one
    bool closes = false;     // nor before this one
};

struct Range {
    char32_t first;
    char32_t last;
};

// Without ink or width; and what turns the direction of the text round it.
constexpr std::array inkless{
    Range{0xad, 0xad},     Range{0x200b, 0x200f}, Range{0x202a, 0x202e},
    Range{0x2060, 0x206f}, Range{0xfe00, 0xfe0f}, Range{0xfeff, 0xfeff},
};

bool is_inkless(char32_t point) {
    return std::ranges::any_of(inkless, [point](const Range& range) {
        return point >= range.first && point <= range.last;
    });
}

struct Substitute {
    std::string_view sign;
    std::string_view instead;
};

// Where the character set has no such sign.
constexpr std::array substitutes{
    Substitute{"\u00a0", " "}, Substitute{"‘", "'"},   Substitute{"’", "'"},
    Substitute{"“", "\""},     Substitute{"”", "\""},  Substitute{"–", "-"},
    Substitute{"—", "-"},      Substitute{"…", "..."}, Substitute{"•", "*"},
    Substitute{"€", "EUR"},    Substitute{"¥", "￥"},  Substitute{"￥", "¥"},
    Substitute{"£", "￡"},
};
constexpr std::string_view openers = "（《「『【“‘￥";
constexpr std::string_view closers = "，。、；：！？）》」』】”’…％";

// Texts become what one printer prints.
class Pen {
public:
    explicit Pen(const PrinterProfile& profile) : profile_(profile) {
        if (auto charset = Charset::open(profile.charset)) charset_.emplace(std::move(*charset));
    }

    std::vector<Sign> signs(std::string_view text) const {
        std::vector<Sign> signs;
        signs.reserve(text.size());
        while (!text.empty()) {
            const auto sign = first_sign(text);
            text.remove_prefix(sign.size());
            add(signs, sign);
        }
        return signs;
    }

private:
    void add(std::vector<Sign>& to, std::string_view sign) const {
        if (is_utf8(sign) && is_inkless(code_point(sign))) return;
        // The yen sign has four bytes in GB18030, and every printer has the wide one.
        const bool narrow_yen = profile_.two_byte && sign == "¥";
        if (auto bytes = printable(sign); !bytes.empty() && !narrow_yen) {
            to.push_back(laid_out(sign, std::move(bytes)));
            return;
        }
        const auto* found = std::ranges::find(substitutes, sign, &Substitute::sign);
        auto rest = found == substitutes.end() ? unprintable : found->instead;
        while (!rest.empty()) {
            const auto other = first_sign(rest);
            rest.remove_prefix(other.size());
            to.push_back(laid_out(sign, printable(other)));
        }
    }

    // Empty when this printer has no such sign.
    std::string printable(std::string_view sign) const {
        if (!is_plain_text(sign)) return {};
        // Not asked for: some sets of Asia take the backslash for their money.
        if (sign.size() == 1) return std::string(sign);
        auto bytes = charset_ ? charset_->from_utf8(sign) : std::string{};
        return is_one_sign(bytes) ? bytes : std::string{};
    }

    // A lead byte alone would swallow the byte behind it, which may begin a command.
    bool is_one_sign(std::string_view bytes) const {
        const auto in = [bytes](std::size_t at, unsigned first, unsigned last) {
            const auto byte = static_cast<unsigned char>(bytes[at]);
            return byte >= first && byte <= last && byte != 0x7f;
        };
        if (!profile_.two_byte) return bytes.size() == 1 && in(0, 0x80, 0xff);
        if (bytes.size() == 2) return in(0, 0x81, 0xfe) && in(1, 0x40, 0xfe);
        return bytes.size() == 4 && profile_.four_byte && in(0, 0x81, 0xfe) && in(1, '0', '9') &&
               in(2, 0x81, 0xfe) && in(3, '0', '9');
    }

    static Sign laid_out(std::string_view sign, std::string bytes) {
        // From the radicals on the scripts of East Asia, written without blanks.
        constexpr char32_t ideographs = 0x2e80;
        Sign out;
        out.bytes = bytes.empty() ? std::string(unprintable) : std::move(bytes);
        out.columns = out.bytes.size() == 1 ? 1 : 2;
        out.blank = out.bytes == " ";
        if (!is_utf8(sign)) return out;
        out.ideograph = code_point(sign) >= ideographs;
        out.opens = openers.find(sign) != openers.npos;
        out.closes = closers.find(sign) != closers.npos;
        return out;
    }

    const PrinterProfile& profile_;
    std::optional<Charset> charset_;
};

// ---- Lines ----

using Signs = std::vector<Sign>;
using Place = Signs::const_iterator;

bool may_part(const Sign& before, const Sign& behind) {
    if (before.blank || behind.blank) return true;
    return (before.ideograph || behind.ideograph) && !before.opens && !behind.closes;
}

// How much of the rest stands on one line: whole words, if the first of them fits.
Place line_end(Place from, Place end, std::size_t columns) {
    auto to = from;
    for (std::size_t used = 0; to != end && used + to->columns <= columns; ++to) {
        used += to->columns;
    }
    if (to == end) return end;
    // Of a sign wider than the paper nothing better can be made.
    if (to == from) return from + 1;
    for (auto part = to; part != from; --part) {
        if (may_part(*(part - 1), *part)) return part;
    }
    return to;
}

std::vector<std::string> wrapped(const Signs& signs, std::size_t columns) {
    std::vector<std::string> lines;
    auto from = signs.begin();
    do {
        const auto end = line_end(from, signs.end(), columns);
        auto& line = lines.emplace_back();
        for (auto sign = from; sign != end; ++sign) line += sign->bytes;
        while (line.ends_with(' ') && end != signs.end()) line.pop_back();
        from = std::find_if_not(end, signs.end(), [](const Sign& sign) { return sign.blank; });
    } while (from != signs.end());
    return lines;
}

// ---- The slip ----

// How many modules wide a QR code of so many bytes is, with its quiet zone: correction M, bytes as
// they are. ISO/IEC 18004.
std::size_t modules_of(std::size_t bytes) {
    constexpr std::array<std::size_t, 18> bytes_max{14,  26,  42,  62,  84,  106, 122, 152, 180,
                                                    213, 251, 287, 331, 362, 412, 450, 504, 560};
    static_assert(bytes_max.back() >= slip_symbol_bytes_max);
    const auto larger = std::ranges::lower_bound(bytes_max, bytes) - bytes_max.begin();
    return 21 + 4 * static_cast<std::size_t>(larger) + 8;
}

class Writer {
public:
    explicit Writer(const PrinterProfile& profile) : profile_(profile), pen_(profile) {
        command(initialize);
        command(plain_ascii);
        if (profile_.two_byte) {
            command(two_byte_on);
        } else {
            command(two_byte_off);
            command(select_code_page, profile_.code_page);
        }
    }

    void write(const SlipText& text) {
        style(text.style);
        const auto width = text.style.large ? profile_.columns / 2 : profile_.columns;
        for (const auto& line : wrapped(pen_.signs(text.text), width)) out_ += line + "\n";
    }

    void write(const SlipRule&) {
        style({});
        out_.append(profile_.columns, '-').append("\n");
    }

    void write(const SlipFeed& feed) {
        constexpr int lines_max = slip_lines_max;
        if (feed.lines > 0) command(feed_lines, std::min(feed.lines, lines_max));
    }

    // A code that says something else is worse than none. And none with commands in it: those of
    // real time are obeyed in the middle of data.
    void write(const SlipSymbol& symbol) {
        const auto& payload = symbol.payload;
        const bool sound =
            !payload.empty() && payload.size() <= slip_symbol_bytes_max && is_plain_text(payload);
        if (!sound || !profile_.has_qr) {
            write(SlipText{payload, {.align = SlipAlign::centre}});
            return;
        }
        style({.align = SlipAlign::centre});
        symbol_part(symbol_model_2);
        symbol_part(std::string(symbol_dots) + static_cast<char>(dots_of(payload.size())));
        symbol_part(symbol_correction_m);
        symbol_part(std::string(symbol_store) + payload);
        symbol_part(symbol_print);
        // Below it has to be white, too.
        out_ += '\n';
    }

    std::string finish() && {
        command(feed_lines, profile_.cutter ? lines_after : lines_to_tear);
        if (profile_.cutter) command(cut);
        // A till may print on the same paper, and knows nothing of our settings.
        command(initialize);
        return std::move(out_);
    }

private:
    void command(std::string_view bytes) { out_ += bytes; }
    void command(std::string_view bytes, int argument) {
        out_.append(bytes) += static_cast<char>(argument);
    }

    void style(const SlipStyle& style) {
        constexpr int twice_both_ways = 0x11;
        command(align, style.align == SlipAlign::left     ? 0
                       : style.align == SlipAlign::centre ? 1
                                                          : 2);
        command(bold, style.bold ? 1 : 0);
        command(size, style.large ? twice_both_ways : 0);
    }

    // pL pH and so many bytes.
    void symbol_part(std::string_view bytes) {
        command(symbol_command, static_cast<int>(bytes.size() % 256));
        out_ += static_cast<char>(bytes.size() / 256);
        out_ += bytes;
    }

    // Six dots are 0.75 mm, which every scanner reads; a long code takes the width of the paper.
    std::size_t dots_of(std::size_t bytes) const {
        constexpr std::size_t dots_a_column = 12, dots_max = 6, dots_min = 1;
        return std::clamp(profile_.columns * dots_a_column / modules_of(bytes), dots_min, dots_max);
    }

    const PrinterProfile& profile_;
    Pen pen_;
    std::string out_;
};

}  // namespace

std::string escpos_of(const Slip& slip, const PrinterProfile& profile) {
    Writer writer(profile);
    for (const auto& part : slip.parts) {
        std::visit([&writer](const auto& one) { writer.write(one); }, part);
    }
    return std::move(writer).finish();
}

}  // namespace aisle
