// SPDX-License-Identifier: Apache-2.0
#include "drivers/escpos_decoder.hpp"

#include "agent/base/wipe.hpp"
#include "drivers/decoder.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace aisle {
namespace {

using Kind = EscPosToken::Kind;
using Bytes = std::string_view;

constexpr unsigned char tab = 0x09, line_feed = 0x0a, form_feed = 0x0c;
constexpr unsigned char dle = 0x10, esc = 0x1b, fs = 0x1c, gs = 0x1d;

// The most that is looked at again: a QR code's text, a set of user's signs. Dots are only counted.
constexpr std::size_t kept_max = 16 * 1024;
// A picture of 7 m of paper, and eight times what Epson's printers take at once. One garbled byte
// of a length may ask for 4 GiB, and what is taken for dots would be receipts.
constexpr std::size_t command_bytes_max = 4 * 1024 * 1024;
// ESC D has at most 32 stops, a bar code of the old form at most what fits on paper.
constexpr std::size_t to_zero_max = 256;

std::size_t at(Bytes command, std::size_t place) {
    return place < command.size() ? static_cast<unsigned char>(command[place]) : 0;
}

std::size_t two_bytes(Bytes command, std::size_t place) {
    return at(command, place) + 256 * at(command, place + 1);
}

// How long a command is at least, as its bytes so far tell; when it has them, it is whole.
using Measure = std::size_t (*)(Bytes command);

template <std::size_t More>
std::size_t fixed(Bytes) {
    return 2 + More;
}

std::size_t to_zero(Bytes command) {
    const bool ended = command.size() > 2 && command.back() == '\0';
    return ended || command.size() >= to_zero_max ? command.size() : command.size() + 1;
}

// X pL pH and so many bytes.
std::size_t block(Bytes command) {
    return command.size() < 5 ? 5 : 5 + two_bytes(command, 3);
}

std::size_t large_block(Bytes command) {
    if (command.size() < 7) return 7;
    return 7 + two_bytes(command, 3) + 65536 * two_bytes(command, 5);
}

std::size_t bit_image(Bytes command) {
    if (command.size() < 5) return 5;
    const auto mode = at(command, 2);
    return 5 + two_bytes(command, 3) * (mode == 32 || mode == 33 ? 3 : 1);
}

std::size_t user_signs(Bytes command) {
    if (command.size() < 5) return 5;
    const auto height = at(command, 2);
    std::size_t length = 5;
    for (auto sign = at(command, 3); sign <= at(command, 4); ++sign) {
        if (command.size() <= length) return length + 1;
        length += 1 + height * at(command, length);
    }
    return length;
}

std::size_t raster(Bytes command) {
    return command.size() < 8 ? 8 : 8 + two_bytes(command, 4) * two_bytes(command, 6);
}

std::size_t downloaded_image(Bytes command) {
    return command.size() < 4 ? 4 : 4 + at(command, 2) * at(command, 3) * 8;
}

std::size_t bar_code(Bytes command) {
    // Not three: the 0 that names UPC-A ends nothing.
    if (command.size() < 4) return 4;
    constexpr std::size_t new_forms = 65;
    return at(command, 2) < new_forms ? to_zero(command) : 4 + at(command, 3);
}

std::size_t cut(Bytes command) {
    const auto mode = at(command, 2);
    const bool alone = mode == 0 || mode == 1 || mode == 48 || mode == 49;
    return command.size() < 3 || alone ? 3 : 4;
}

std::size_t real_time_status(Bytes command) {
    const auto number = at(command, 2);
    return command.size() < 3 || (number != 7 && number != 8 && number != 18) ? 3 : 4;
}

std::size_t real_time_request(Bytes command) {
    if (command.size() < 3) return 3;
    const auto function = at(command, 2);
    return function == 8 ? 10 : function == 1 || function == 2 ? 5 : 3;
}

// One of those that FS q announces: xL xH yL yH and eight rows of bytes for each of both.
std::size_t stored_image(Bytes head) {
    return head.size() < 4 ? 4 : 4 + two_bytes(head, 0) * two_bytes(head, 2) * 8;
}

struct Rule {
    unsigned char lead;
    Bytes codes;
    Measure measure;
};

constexpr Rule rules[] = {
    {esc, "@2\x0cLS<imv", fixed<0>},
    {esc, "!-EGMJdeatRr={3A+ VUTK%?uc", fixed<1>},
    {esc, "$\\", fixed<2>},
    {esc, "p", fixed<3>},
    {esc, "B", fixed<2>},
    {esc, "D", to_zero},
    {esc, "W", fixed<8>},
    {esc, "*", bit_image},
    {esc, "&", user_signs},
    {esc, "(", block},
    {gs, ":c", fixed<0>},
    {gs, "!#/BHIbfhwarET|", fixed<1>},
    {gs, "LPW\\$", fixed<2>},
    {gs, "^", fixed<3>},
    {gs, "g", fixed<4>},
    {gs, "V", cut},
    {gs, "k", bar_code},
    {gs, "v", raster},
    {gs, "(", block},
    {gs, "8", large_block},
    {gs, "*", downloaded_image},
    {fs, "&.", fixed<0>},
    {fs, "C!-W", fixed<1>},
    {fs, "S", fixed<2>},
    {fs, "p", fixed<2>},
    {fs, "q", fixed<1>},
    {fs, "2", fixed<74>},
    {fs, "(", block},
    {dle, "\x04", real_time_status},
    {dle, "\x05", fixed<1>},
    {dle, "\x14", real_time_request},
};

Measure measure_of(Bytes command) {
    const auto rule = std::ranges::find_if(rules, [command](const Rule& one) {
        return one.lead == static_cast<unsigned char>(command[0]) &&
               one.codes.find(command[1]) != Bytes::npos;
    });
    return rule == std::end(rules) ? nullptr : rule->measure;
}

// ESC c is followed by a digit and one byte more.
std::size_t length_of(Bytes command) {
    if (command.size() < 2) return 2;
    if (command[0] == static_cast<char>(esc) && command[1] == 'c') return 4;
    const auto measure = measure_of(command);
    return measure ? measure(command) : command.size();
}

bool starts(Bytes command, unsigned char lead, std::string_view code) {
    return static_cast<unsigned char>(command[0]) == lead && command.substr(1).starts_with(code);
}

// ---- Which commands mean something to a reader ----

std::optional<EscPosToken> symbol_of(Bytes command) {
    constexpr std::size_t store = 80;
    constexpr std::size_t head = 8;  // GS ( k pL pH cn fn m
    if (!starts(command, gs, "(k") || at(command, 6) != store || command.size() < head) return {};
    return EscPosToken{Kind::symbol, std::string(command.substr(head))};
}

EscPosToken bar_code_of(Bytes command) {
    constexpr std::size_t new_forms = 65;
    if (at(command, 2) >= new_forms) return {Kind::bar_code, std::string(command.substr(4))};
    auto digits = command.substr(3);
    if (digits.ends_with('\0')) digits.remove_suffix(1);
    return {Kind::bar_code, std::string(digits)};
}

std::optional<EscPosToken> move_of(Bytes command) {
    const auto dots = two_bytes(command, 2);
    if (command[1] == '$') return EscPosToken{Kind::move, {}, static_cast<int>(dots)};
    const int shift = static_cast<std::int16_t>(dots);
    if (shift == 0) return {};
    return EscPosToken{Kind::move, {}, shift};
}

std::optional<EscPosToken> meaning_of(Bytes command) {
    const auto number = static_cast<int>(at(command, 2));
    if (starts(command, esc, "@")) return EscPosToken{Kind::initialize};
    if (starts(command, esc, "t")) return EscPosToken{Kind::code_page, {}, number};
    if (starts(command, fs, "&")) return EscPosToken{Kind::kanji, {}, 1};
    if (starts(command, fs, ".")) return EscPosToken{Kind::kanji, {}, 0};
    if (starts(command, esc, "!")) return EscPosToken{Kind::width, {}, (number & 0x20) ? 2 : 1};
    if (starts(command, gs, "!")) return EscPosToken{Kind::width, {}, (number >> 4 & 7) + 1};
    if (starts(command, esc, "$") || starts(command, esc, "\\")) return move_of(command);
    if (starts(command, gs, "V") || starts(command, esc, "i") || starts(command, esc, "m")) {
        return EscPosToken{Kind::cut};
    }
    if (starts(command, esc, "d") || starts(command, esc, "J")) return EscPosToken{Kind::line_end};
    if (starts(command, esc, "p")) return EscPosToken{Kind::drawer};
    if (starts(command, gs, "k")) return bar_code_of(command);
    if (starts(command, gs, "v") || starts(command, esc, "*") || starts(command, gs, "*") ||
        starts(command, gs, "8") || starts(command, gs, "(L")) {
        return EscPosToken{Kind::image};
    }
    return symbol_of(command);
}

bool is_lead(unsigned char byte) {
    return byte == esc || byte == gs || byte == fs || byte == dle;
}

}  // namespace

EscPosDecoder::EscPosDecoder() {
    command_.reserve(room_outside);
}

std::vector<EscPosToken> EscPosDecoder::feed(std::string_view bytes) {
    std::vector<EscPosToken> out;
    while (!bytes.empty()) {
        const auto byte = static_cast<unsigned char>(bytes.front());
        if (have_ > 0 && have_ >= kept_max) {
            // Dots, most often: nothing more of it is looked at.
            const auto size = std::min(length_ - have_, bytes.size());
            bytes.remove_prefix(size);
            have_ += size;
            if (have_ == length_) finish_command(out);
            continue;
        }
        if (have_ > 0 || images_left_ > 0 || is_lead(byte)) {
            take_command_byte(byte, out);
            bytes.remove_prefix(1);
            continue;
        }
        const auto end = std::ranges::find_if(bytes, [](char c) {
            const auto sign = static_cast<unsigned char>(c);
            return sign < ' ' && sign != tab;
        });
        const auto size = static_cast<std::size_t>(end - bytes.begin());
        if (size > 0) {
            out.push_back({Kind::text, std::string(bytes.substr(0, size))});
        } else if (byte == line_feed || byte == form_feed) {
            out.push_back({Kind::line_end});
        }
        bytes.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return out;
}

void EscPosDecoder::take_command_byte(unsigned char byte, std::vector<EscPosToken>& out) {
    command_ += static_cast<char>(byte);
    ++have_;
    if (have_ < length_) return;
    length_ = images_left_ > 0 ? stored_image(command_) : length_of(command_);
    if (length_ > command_bytes_max) {
        out.push_back({Kind::broken});
        give_up();
    } else if (have_ >= length_) {
        finish_command(out);
    }
}

void EscPosDecoder::finish_command(std::vector<EscPosToken>& out) {
    if (images_left_ > 0) {
        --images_left_;  // kept for later: nothing is printed
    } else if (starts(command_, fs, "q")) {
        images_left_ = at(command_, 2);
    } else if (auto token = meaning_of(command_)) {
        out.push_back(std::move(*token));
    } else if (!measure_of(command_)) {
        out.push_back(
            {Kind::unknown, {}, static_cast<int>(at(command_, 0) * 256 + at(command_, 1))});
    }
    forget();
}

void EscPosDecoder::give_up() {
    images_left_ = 0;
    forget();
}

// A QR code may pay: its bytes must not lie behind those of the commands that follow.
void EscPosDecoder::forget() {
    wipe(command_);
    length_ = have_ = 0;
}

}  // namespace aisle
