// SPDX-License-Identifier: Apache-2.0
// One file of the tree as the rules read it, and what they have to say about it. The views are as
// long as the text, with what does not belong blanked out, so that a place in one is a place in
// all. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct Source {
    std::string path;       // from the root of the tree
    std::string text;       // as it stands
    std::string code;       // without comments and without what is between quotes
    std::string statement;  // without comments
    std::string comment;    // comments only
};

struct Complaint {
    std::string path;
    std::size_t line = 0;  // 0 for the file as a whole
    std::string what;
};
using Complaints = std::vector<Complaint>;

Source read_source(std::string path, std::string text);

bool is_cpp(const Source& source);
bool is_header(const Source& source);
// Numbered from 1.
std::size_t line_at(std::string_view text, std::size_t offset);
std::vector<std::string_view> lines_of(std::string_view text);
bool is_word_char(char c);
// Where `word` stands with no letter, digit or _ beside it, from `start` on; npos if nowhere.
std::size_t find_word(std::string_view text, std::string_view word, std::size_t start);

struct Include {
    std::string name;
    std::size_t line = 0;
};
std::vector<Include> includes_of(const Source& source);

// "path:line: what", one a line, as an editor can jump to it.
std::string to_string(const Complaints& complaints);
void append(Complaints& to, Complaints more);

}  // namespace aisle
