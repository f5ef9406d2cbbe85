// SPDX-License-Identifier: Apache-2.0
#include "tests/tidy/source.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>

namespace aisle {
namespace {

enum class Kind { code, quoted, comment };

// Tells apart code, literals and comments; the quotes themselves count as code.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text), kinds_(text.size(), Kind::code) {}

    std::vector<Kind> run() {
        while (at_ < text_.size()) {
            if (ahead("//")) {
                mark(Kind::comment, text_.find('\n', at_));
            } else if (ahead("/*")) {
                const auto end = text_.find("*/", at_ + 2);
                mark(Kind::comment, end == std::string_view::npos ? end : end + 2);
            } else if (text_[at_] == '"' && is_raw()) {
                raw_literal();
            } else if (text_[at_] == '"' || (text_[at_] == '\'' && !is_separator())) {
                literal(text_[at_]);
            } else {
                ++at_;
            }
        }
        return kinds_;
    }

private:
    bool ahead(std::string_view what) const { return text_.substr(at_).starts_with(what); }

    void mark(Kind kind, std::size_t end) {
        for (end = std::min(end, text_.size()); at_ < end; ++at_) kinds_[at_] = kind;
    }

    // The start of the word that ends just before here.
    std::size_t word_start() const {
        std::size_t start = at_;
        while (start > 0 && (is_word_char(text_[start - 1]) || text_[start - 1] == '\'')) --start;
        return start;
    }

    bool is_raw() const {
        const auto prefix = text_.substr(word_start(), at_ - word_start());
        return prefix == "R" || prefix == "u8R" || prefix == "uR" || prefix == "UR" ||
               prefix == "LR";
    }

    // In 1'000 the quote opens nothing.
    bool is_separator() const {
        return std::isdigit(static_cast<unsigned char>(text_[word_start()])) != 0;
    }

    void raw_literal() {
        const auto open = text_.find('(', at_);
        if (open == std::string_view::npos) return mark(Kind::quoted, open);
        const std::string close = ")" + std::string(text_.substr(at_ + 1, open - at_ - 1)) + "\"";
        ++at_;
        const auto end = text_.find(close, open);
        mark(Kind::quoted, end == std::string_view::npos ? end : end + close.size() - 1);
        ++at_;
    }

    void literal(char quote) {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != quote && text_[end] != '\n') {
            end += text_[end] == '\\' ? 2 : 1;
        }
        ++at_;
        mark(Kind::quoted, end);
        ++at_;
    }

    std::string_view text_;
    std::vector<Kind> kinds_;
    std::size_t at_ = 0;
};

}  // namespace

Source read_source(std::string path, std::string text) {
    Source source{std::move(path), std::move(text), {}, {}, {}};
    const auto kinds = Lexer(source.text).run();
    source.code = source.statement = source.comment = source.text;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (source.text[i] == '\n') continue;
        if (kinds[i] != Kind::code) source.code[i] = ' ';
        if (kinds[i] == Kind::comment) source.statement[i] = ' ';
        if (kinds[i] != Kind::comment) source.comment[i] = ' ';
    }
    return source;
}

bool is_header(const Source& source) {
    return source.path.ends_with(".hpp") || source.path.ends_with(".h");
}

bool is_cpp(const Source& source) {
    return is_header(source) || source.path.ends_with(".cpp");
}

std::size_t line_at(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, offset);
    return 1 + static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
}

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

bool is_word_char(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

std::size_t find_word(std::string_view text, std::string_view word, std::size_t start) {
    while ((start = text.find(word, start)) != std::string_view::npos) {
        const auto end = start + word.size();
        const bool open_left =
            start > 0 && is_word_char(word.front()) && is_word_char(text[start - 1]);
        const bool open_right =
            end < text.size() && is_word_char(word.back()) && is_word_char(text[end]);
        if (!open_left && !open_right) return start;
        ++start;
    }
    return start;
}

std::vector<Include> includes_of(const Source& source) {
    std::vector<Include> includes;
    std::size_t number = 0;
    for (auto line : lines_of(source.statement)) {
        ++number;
        const auto skip_space = [&line] {
            line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        };
        skip_space();
        if (!line.starts_with("#")) continue;
        line.remove_prefix(1);
        skip_space();
        if (!line.starts_with("include")) continue;
        const auto open = line.find_first_of("\"<");
        const auto close = line.find_last_of("\">");
        if (open >= close || close == std::string_view::npos) continue;
        includes.push_back({std::string(line.substr(open + 1, close - open - 1)), number});
    }
    return includes;
}

std::string to_string(const Complaints& complaints) {
    std::string text;
    for (const auto& complaint : complaints) {
        text +=
            complaint.path + ":" + std::to_string(complaint.line) + ": " + complaint.what + "\n";
    }
    return text;
}

void append(Complaints& to, Complaints more) {
    to.insert(to.end(), std::move_iterator(more.begin()), std::move_iterator(more.end()));
}

}  // namespace aisle
