// SPDX-License-Identifier: Apache-2.0
// Every command that a POS may send to its printer, with as many bytes behind it as Epson's command
// reference says, whatever they are. Written down a second time, and in another form than the
// reader's table, so that one of the two finds the other's mistake.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {

using NextByte = std::function<unsigned char()>;

struct EscPosRow {
    std::string_view lead;
    std::string_view codes;  // one command each
    std::size_t parameters = 0;
};

inline constexpr std::array escpos_rows{
    EscPosRow{"\x1b", "@2\x0cLS<imv", 0},
    EscPosRow{"\x1b", "!-EGMJdeatRr={3A+ VUTK%?u", 1},
    EscPosRow{"\x1b", "$\\B", 2},
    EscPosRow{"\x1b", "p", 3},
    EscPosRow{"\x1b", "W", 8},
    EscPosRow{"\x1d", ":c", 0},
    EscPosRow{"\x1d", "!#/BHIbfhwarET|", 1},
    EscPosRow{"\x1d", "LPW\\$", 2},
    EscPosRow{"\x1d", "^", 3},
    EscPosRow{"\x1c", "&.", 0},
    EscPosRow{"\x1c", "C!-W", 1},
    EscPosRow{"\x1c", "Sp", 2},
    EscPosRow{"\x1c", "2", 74},
    EscPosRow{"\x10", "\x05", 1},
};

class EscPosSpeech {
public:
    explicit EscPosSpeech(NextByte next) : next_(std::move(next)) {}

    static std::size_t count() {
        std::size_t count = builders.size();
        for (const auto& row : escpos_rows) count += row.codes.size();
        return count;
    }

    std::string command(std::size_t which) {
        for (const auto& row : escpos_rows) {
            if (which < row.codes.size()) {
                return std::string(row.lead) + row.codes[which] + bytes(row.parameters);
            }
            which -= row.codes.size();
        }
        return (this->*builders[which])();
    }

private:
    using Builder = std::string (EscPosSpeech::*)();

    std::size_t below(std::size_t bound) { return next_() % bound; }
    char one_of(std::string_view choices) { return choices[below(choices.size())]; }
    static std::string number(std::size_t value, int size) {
        std::string bytes;
        for (; size > 0; --size, value >>= 8) bytes += static_cast<char>(value & 0xffU);
        return bytes;
    }
    std::string bytes(std::size_t count) {
        std::string bytes;
        while (bytes.size() < count) bytes += static_cast<char>(next_());
        return bytes;
    }
    std::string up_to_zero(std::size_t longest) {
        auto bytes = this->bytes(below(longest));
        for (auto& byte : bytes) byte = byte == '\0' ? '1' : byte;
        return bytes + '\0';
    }
    std::string counted(int size) {
        const auto count = below(40);
        return number(count, size) + bytes(count);
    }

    std::string peripheral() { return std::string("\x1b") + "c" + one_of("01345") + bytes(1); }
    std::string tabs() {
        return "\x1b"
               "D" +
               up_to_zero(33);
    }
    std::string bit_image() {
        const char mode = one_of({"\x00\x01\x20\x21", 4});
        const auto columns = below(60);
        return std::string("\x1b*") + mode + number(columns, 2) +
               bytes(columns * (mode < ' ' ? 1 : 3));
    }
    std::string user_signs() {
        const auto height = below(4);
        const auto signs = below(5);
        auto text =
            std::string("\x1b&") + static_cast<char>(height) + " " + static_cast<char>(' ' + signs);
        for (std::size_t i = 0; i <= signs; ++i) {
            const auto width = below(13);
            text += static_cast<char>(width) + bytes(width * height);
        }
        return text;
    }
    std::string escape_block() { return "\x1b(" + bytes(1) + counted(2); }
    std::string counter() { return std::string("\x1dg") + one_of("02") + bytes(3); }
    std::string cut() {
        return std::string("\x1dV") + one_of({"\x00\x01"
                                              "01",
                                              4});
    }
    std::string cut_after_feed() { return std::string("\x1dV") + one_of("ABabgh") + bytes(1); }
    std::string bar_code() { return std::string("\x1dk") + number(below(7), 1) + up_to_zero(30); }
    std::string counted_bar_code() {
        return std::string("\x1dk") + static_cast<char>(65 + below(14)) + counted(1);
    }
    std::string raster() {
        const auto across = below(9), down = below(20);
        return std::string("\x1dv0") + bytes(1) + number(across, 2) + number(down, 2) +
               bytes(across * down);
    }
    std::string graphics() { return std::string("\x1d(") + one_of("ACDEHKLMNPQVkz") + counted(2); }
    std::string large_graphics() {
        return "\x1d"
               "8L" +
               counted(4);
    }
    std::string downloaded() {
        const auto across = below(4), down = below(4);
        return "\x1d*" + number(across, 1) + number(down, 1) + bytes(across * down * 8);
    }
    std::string stored_images() {
        const auto images = below(4);
        auto text = "\x1cq" + number(images, 1);
        for (std::size_t i = 0; i < images; ++i) {
            const auto across = below(4), down = below(4);
            text += number(across, 2) + number(down, 2) + bytes(across * down * 8);
        }
        return text;
    }
    std::string kanji_block() { return "\x1c(" + bytes(1) + counted(2); }
    std::string status() { return std::string("\x10\x04") + one_of("\x01\x02\x03\x04\x05"); }
    std::string long_status() {
        return std::string("\x10\x04") + one_of("\x07\x08\x12") + bytes(1);
    }
    std::string request() { return std::string("\x10\x14") + one_of("\x01\x02") + bytes(2); }
    std::string clearing() { return "\x10\x14\x08" + bytes(7); }

    static constexpr std::array<Builder, 20> builders{
        &EscPosSpeech::peripheral,
        &EscPosSpeech::tabs,
        &EscPosSpeech::bit_image,
        &EscPosSpeech::user_signs,
        &EscPosSpeech::escape_block,
        &EscPosSpeech::counter,
        &EscPosSpeech::cut,
        &EscPosSpeech::cut_after_feed,
        &EscPosSpeech::bar_code,
        &EscPosSpeech::counted_bar_code,
        &EscPosSpeech::raster,
        &EscPosSpeech::graphics,
        &EscPosSpeech::large_graphics,
        &EscPosSpeech::downloaded,
        &EscPosSpeech::stored_images,
        &EscPosSpeech::kanji_block,
        &EscPosSpeech::status,
        &EscPosSpeech::long_status,
        &EscPosSpeech::request,
        &EscPosSpeech::clearing,
    };

    NextByte next_;
};

}  // namespace aisle
