// SPDX-License-Identifier: Apache-2.0
// A slip as the bytes of a printer: ESC/POS, the language that escpos_decoder reads. Names, titles
// and tokens were written by strangers, and a printer obeys whatever it is sent: it opens the cash
// drawer for five bytes, even in the middle of other data. So every sign is converted alone, and
// what comes of it is one printable byte, or a whole sign of two or four bytes in the ranges of
// their code; anything else is '?'. No byte of a slip's texts is below 0x20, nor 0x7f.
//
// Which letters stand at 0x80 to 0x9f is the code page's affair (CP858 has its umlauts there): the
// controls U+0080 to U+009F are '?', whatever byte they would have. Signs without ink (zero width,
// direction marks) are left out. What a character set lacks and has a plain form is written so
// ("…" as "...", "€" as "EUR"); a character set that this system lacks leaves ASCII.
// Pure; any thread.
#pragma once

#include "agent/domain/print/slip.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

namespace aisle {

struct PrinterProfile {
    std::size_t columns = 48;  // of the smaller signs: 32, 42 or 48
    std::string charset = "GB18030";
    std::uint8_t code_page = 0;  // its number in ESC t; two-byte printers have none
    bool two_byte = true;        // Chinese and the like: signs of two bytes, two columns wide
    bool four_byte = false;      // the rest of GB18030, which few printers have
    bool cutter = true;
    bool has_qr = true;  // without, the text of a code is printed
};

std::string escpos_of(const Slip& slip, const PrinterProfile& profile);

}  // namespace aisle
