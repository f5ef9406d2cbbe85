// SPDX-License-Identifier: Apache-2.0
// What a POS sends to its printer, as text and the few commands that a reader of receipts cares
// about; all others are stepped over by their length. A wrong length would make a receipt of
// garbage, so the table is the whole of it. Source: Epson's ESC/POS command reference, and what
// clones add (ESC B).
// Pure: bytes in, tokens out, whatever way the bytes were split. Memory is bounded; what is not
// understood is told as such and never ends the reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct EscPosToken {
    enum class Kind {
        text,  // `data`: bytes in the code page that is set
        line_end,
        initialize,  // ESC @
        code_page,   // `number` of ESC t
        kanji,       // `number` 1: two-byte signs from here on, 0: not
        width,       // `number`: how many columns a sign takes
        move,        // `number`: dots, from the line's beginning (ESC $) or from here (ESC \)
        cut,
        symbol,    // `data`: what a QR code printed from here would say
        bar_code,  // `data`: its digits
        image,     // dots: nothing to read
        broken,    // a command that wants more bytes than any printer takes; text follows its head
        drawer,
        unknown,  // `number`: the first two bytes of a command that is in no table
    };
    Kind kind = Kind::text;
    std::string data{};
    int number = 0;
    bool operator==(const EscPosToken&) const = default;
};

class EscPosDecoder {
public:
    EscPosDecoder();
    // Text is given out as far as it has come; one token may follow another of the same kind.
    std::vector<EscPosToken> feed(std::string_view bytes);
    // A command has begun of which more has to come.
    bool inside_command() const { return have_ > 0 || images_left_ > 0; }
    // What comes next is no part of a command that has begun.
    void give_up();

private:
    void take_command_byte(unsigned char byte, std::vector<EscPosToken>& out);
    void finish_command(std::vector<EscPosToken>& out);
    void forget();

    std::string command_;     // its bytes, as far as they are kept
    std::size_t length_ = 0;  // of the command, as far as is known
    std::size_t have_ = 0;
    std::size_t images_left_ = 0;  // that FS q has announced, one behind the other
};

}  // namespace aisle
