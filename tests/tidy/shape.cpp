// SPDX-License-Identifier: Apache-2.0
#include "tests/tidy/shape.hpp"

#include <algorithm>
#include <cctype>

namespace aisle {
namespace {

// Characters as a person counts them, not bytes.
std::size_t width(std::string_view line) {
    return static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    }));
}

bool is_space(char c) {
    return std::isspace(static_cast<unsigned char>(c)) != 0;
}

// What stands between angle brackets says nothing about the kind of a declaration. Left alone when
// they do not pair up, as in operator<.
std::string without_angles(std::string_view head) {
    std::string out;
    int depth = 0;
    for (const char c : head) {
        if (c == '>') --depth;
        if (depth < 0) return std::string(head);
        if (depth == 0 && c != '>') out += c;
        if (c == '<') ++depth;
    }
    return depth == 0 ? out : std::string(head);
}

// A brace opens a function when a parameter list stands before it and no value is being given.
bool opens_function(std::string_view raw_head) {
    const std::string head = without_angles(raw_head);
    const auto parenthesis = head.find('(');
    if (parenthesis == std::string::npos) return false;
    const auto equals = head.find('=');
    return equals > parenthesis || head.find("operator") < equals;
}

bool opens_scope(std::string_view raw_head) {
    const std::string head = without_angles(raw_head);
    if (find_word(head, "namespace", 0) != std::string::npos) return true;
    if (find_word(head, "extern", 0) != std::string::npos && head.find('(') == std::string::npos) {
        return true;
    }
    const bool type = find_word(head, "class", 0) != std::string::npos ||
                      find_word(head, "struct", 0) != std::string::npos ||
                      find_word(head, "union", 0) != std::string::npos;
    return type && !opens_function(raw_head);
}

// Follows the braces of one file. `head` is what was read since the last statement ended; only
// outside functions does it matter.
class Scanner {
public:
    explicit Scanner(const Source& source) : source_(source), code_(source.code) {}

    Complaints run() {
        for (; at_ < code_.size(); ++at_) {
            const char c = code_[at_];
            if (c == '#' && starts_line()) {
                skip_directive();
            } else if (inside_ > 0) {
                inside_ += c == '{' ? 1 : c == '}' ? -1 : 0;
                if (inside_ == 0) close();
            } else if (c == '{') {
                open();
            } else if (c == ';' || c == '}') {
                head_ = at_ + 1;
            }
        }
        return std::move(complaints_);
    }

private:
    bool starts_line() const {
        std::size_t i = at_;
        while (i > 0 && code_[i - 1] != '\n') {
            if (!is_space(code_[--i])) return false;
        }
        return true;
    }

    void skip_directive() {
        while (at_ < code_.size() && (code_[at_] != '\n' || code_[at_ - 1] == '\\')) ++at_;
        if (inside_ == 0) head_ = at_;
    }

    void open() {
        const auto head = code_.substr(head_, at_ - head_);
        if (opens_scope(head)) {
            head_ = at_ + 1;
        } else {
            counts_ = opens_function(head);
            inside_ = 1;
        }
    }

    void close() {
        // In "Owner() : a_{1}, b_{2} {" the braces before the body only continue the head.
        auto next = at_ + 1;
        while (next < code_.size() && is_space(code_[next])) ++next;
        const char follows = next < code_.size() ? code_[next] : '\0';
        if (counts_ && (follows == ',' || follows == '{')) return;
        if (counts_) measure();
        head_ = at_ + 1;
    }

    void measure() {
        auto start = head_;
        while (start < at_ && is_space(code_[start])) ++start;
        const auto first = line_at(code_, start);
        const auto lines = line_at(code_, at_) - first + 1;
        if (lines > function_lines_max) {
            complaints_.push_back({source_.path, first,
                                   "a function of " + std::to_string(lines) + " lines, at most " +
                                       std::to_string(function_lines_max)});
        }
    }

    const Source& source_;
    std::string_view code_;
    std::size_t at_ = 0;
    std::size_t head_ = 0;
    int inside_ = 0;       // braces open since the function or the initialiser began
    bool counts_ = false;  // it is a function
    Complaints complaints_;
};

}  // namespace

Complaints check_size(const Source& source) {
    Complaints complaints;
    const auto lines = lines_of(source.text);
    const bool wiring = source.path == "agent/app/agent.cpp";
    const auto lines_max = wiring ? wiring_lines_max : file_lines_max;
    if (lines.size() > lines_max) {
        complaints.push_back({source.path, lines_max + 1,
                              std::to_string(lines.size()) + " lines, at most " +
                                  std::to_string(lines_max) + ": find the second noun"});
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (width(lines[i]) > columns_max) {
            complaints.push_back({source.path, i + 1, "wider than 100 columns"});
        }
        if (lines[i].find('\t') != std::string_view::npos) {
            complaints.push_back({source.path, i + 1, "a tab: four spaces"});
        }
    }
    return complaints;
}

Complaints check_functions(const Source& source) {
    return Scanner(source).run();
}

Complaints check_opening(const Source& source) {
    const auto lines = lines_of(source.text);
    const bool licensed = std::any_of(
        lines.begin(),
        lines.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(2, lines.size())),
        [](auto line) { return line.ends_with("SPDX-License-Identifier: Apache-2.0"); });
    if (!licensed) return {{source.path, 1, "opens without SPDX-License-Identifier: Apache-2.0"}};
    if (!is_header(source)) return {};
    Complaints complaints;
    if (lines.size() < 2 || !lines[1].starts_with("// ") || lines[1].size() < 20) {
        complaints.push_back({source.path, 2, "a header opens by saying in prose what it is"});
    }
    const bool once = std::find(lines.begin(), lines.end(), "#pragma once") != lines.end();
    if (source.path.ends_with(".hpp") && !once) {
        complaints.push_back({source.path, 0, "no #pragma once"});
    }
    return complaints;
}

}  // namespace aisle
