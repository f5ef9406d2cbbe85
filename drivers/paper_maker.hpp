// SPDX-License-Identifier: Apache-2.0
// What goes to a printer, as the papers that come out of it: lines of text in UTF-8, the codes
// printed on them, and whether there were pictures. A paper ends where it is cut, where a printer
// is set up anew behind text, or where nothing has come for paper_idle. A paper of which a part was
// missed is not given out at all; a command whose end never comes is told as such a paper. Columns
// that are placed are parted by blanks. Pure; bounded; one thread at a time.
#pragma once

#include "agent/base/charset.hpp"
#include "agent/base/limits.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/receipt/receipt_reader.hpp"
#include "drivers/escpos_decoder.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct PaperText {
    std::string charset = "WINDOWS-1252";
    bool two_byte = false;  // Chinese printers: two-byte signs from the start
};

struct Papers {
    std::vector<PrintedPaper> whole;
    std::size_t torn = 0;      // of which a part was missed, or never came
    std::size_t overlong = 0;  // longer than any receipt
};

class PaperMaker {
public:
    // Errors: not_found, when this system cannot read the character set.
    static Result<PaperMaker> make(const PaperText& text);

    // What is printed from here on, where its till says nothing else. A character set that this
    // system cannot read changes nothing.
    void read_as(const PaperText& text);
    Papers feed(std::string_view bytes, MonoTime now);
    Papers tick(MonoTime now);
    // When tick() is wanted; nothing while the paper is white and no command has begun.
    std::optional<MonoTime> deadline() const;
    // The job is over.
    Papers end();
    // Bytes were missed: what has come and what comes up to the end of the paper is no receipt.
    void miss();

private:
    explicit PaperMaker(PaperText text, Charset charset);
    void take(EscPosToken& token, Papers& out);
    void convert();
    void part(int dots);
    void end_line();
    void finish(Papers& out);
    void give_up(Papers& out);
    const Charset& charset();
    bool is_white() const;
    bool has_begun() const;

    PaperText text_;
    std::map<std::string, Charset, std::less<>> charsets_;
    EscPosDecoder decoder_;
    std::optional<std::string> page_;  // the charset that the till has set
    std::optional<bool> two_byte_;     // and whether it has set two-byte signs
    std::string raw_;                  // of the line, in that charset
    std::string line_;                 // of it, what is converted
    PrintedPaper paper_;
    std::size_t bytes_ = 0;
    bool torn_ = false;
    bool overlong_ = false;
    MonoTime last_{};
};

}  // namespace aisle
