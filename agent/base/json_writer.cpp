// SPDX-License-Identifier: Apache-2.0
#include "agent/base/json_writer.hpp"

#include "agent/base/utf8.hpp"

namespace aisle {
namespace {

void append_escaped(std::string& out, unsigned char c) {
    constexpr std::string_view digits = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += "\\u00";
            out += digits[c >> 4];
            out += digits[c & 0x0f];
    }
}

// Most texts are ASCII without anything to escape. No early end: so it takes many bytes at once.
bool is_written_as_it_is(std::string_view text) {
    bool special = false;
    for (const char byte : text) {
        const auto c = static_cast<unsigned char>(byte);
        special |= c < 0x20 || c >= 0x80 || c == '"' || c == '\\';
    }
    return !special;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    if (is_written_as_it_is(text)) {
        out += '"';
        out.append(text);
        out += '"';
        return;
    }
    const bool utf8 = is_utf8(text);
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        const bool foreign = !utf8 && c >= 0x80;
        if (c >= 0x20 && c != '"' && c != '\\' && !foreign) continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        if (foreign) {
            out += "\xef\xbf\xbd";
        } else {
            append_escaped(out, c);
        }
    }
    out.append(text, plain, text.size() - plain);
    out += '"';
}

void JsonWriter::separate() {
    if (comma_) out_ += ',';
}

JsonWriter& JsonWriter::open(char bracket) {
    separate();
    out_ += bracket;
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::close(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    separate();
    append_json_string(out_, name);
    out_ += ':';
    comma_ = false;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    separate();
    append_json_string(out_, text);
    comma_ = true;
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    separate();
    out_ += json;
    comma_ = true;
    return *this;
}

}  // namespace aisle
