// SPDX-License-Identifier: Apache-2.0
#include "agent/base/json.hpp"

#include "agent/base/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace aisle {

namespace {
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Objects with more members than this look for duplicates by sorting, not pair by pair.
constexpr std::size_t pairwise_max = 16;
}  // namespace

// Recursive descent; the depth bound is what keeps the stack small.
class JsonParser {
public:
    JsonParser(std::string_view text, JsonBounds bounds) : text_(text), bounds_(bounds) {}

    Result<Json> whole() {
        Json root;
        skip_space();
        if (!value(root, 1)) return failure();
        skip_space();
        if (at_ != text_.size()) {
            fail("something follows the value");
            return failure();
        }
        return root;
    }

private:
    Error failure() const {
        return Error(Errc::invalid, std::string("not JSON: ") + problem_)
            .coded("bad_json")
            .placed("byte " + std::to_string(at_));
    }
    bool fail(const char* problem) {
        problem_ = problem;
        return false;
    }
    char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    void skip_space() {
        while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n' ||
                                      text_[at_] == '\r' || text_[at_] == '\t')) {
            ++at_;
        }
    }
    bool word(std::string_view expected) {
        if (!text_.substr(at_).starts_with(expected)) return fail("unknown word");
        at_ += expected.size();
        return true;
    }

    bool value(Json& into, int depth) {
        into.offset_ = at_;
        if (!bare_value(into, depth)) return false;
        into.size_ = at_ - into.offset_;
        return true;
    }

    bool bare_value(Json& into, int depth) {
        switch (peek()) {
            case '{':
            case '[':
                return container(into, depth);
            case '"':
                return string(into.value_.emplace<std::string>());
            case 't':
                into.value_ = true;
                return word("true");
            case 'f':
                into.value_ = false;
                return word("false");
            case 'n':
                into.value_ = std::monostate{};
                return word("null");
            default:
                return number(into);
        }
    }

    bool container(Json& into, int depth) {
        if (depth > bounds_.depth_max) return fail("nested too deep");
        return peek() == '{' ? object(into, depth) : array(into, depth);
    }

    bool object(Json& into, int depth) {
        Json::Object members;
        ++at_;
        skip_space();
        if (peek() == '}') {
            ++at_;
            into.value_ = std::move(members);
            return true;
        }
        while (true) {
            if (peek() != '"') return fail("a member name was expected");
            auto& member = members.emplace_back();
            if (!string(member.key)) return false;
            skip_space();
            if (peek() != ':') return fail("a colon was expected");
            ++at_;
            skip_space();
            if (!value(member.value, depth + 1)) return false;
            skip_space();
            if (peek() == '}') break;
            if (peek() != ',') return fail("a comma or } was expected");
            ++at_;
            skip_space();
        }
        ++at_;
        if (has_duplicates(members)) return fail("a member name stands twice");
        if (depth > bounds_.keep_depth) members = Json::Object();
        into.value_ = std::move(members);
        return true;
    }

    static bool has_duplicates(const Json::Object& members) {
        if (members.size() <= pairwise_max) {
            for (std::size_t i = 1; i < members.size(); ++i) {
                for (std::size_t j = 0; j < i; ++j) {
                    if (members[i].key == members[j].key) return true;
                }
            }
            return false;
        }
        std::vector<std::string_view> keys;
        keys.reserve(members.size());
        for (const auto& member : members) keys.emplace_back(member.key);
        std::sort(keys.begin(), keys.end());
        return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
    }

    bool array(Json& into, int depth) {
        Json::Array items;
        ++at_;
        skip_space();
        if (peek() == ']') {
            ++at_;
            into.value_ = std::move(items);
            return true;
        }
        while (true) {
            if (!value(items.emplace_back(), depth + 1)) return false;
            skip_space();
            if (peek() == ']') break;
            if (peek() != ',') return fail("a comma or ] was expected");
            ++at_;
            skip_space();
        }
        ++at_;
        if (depth > bounds_.keep_depth) items = Json::Array();
        into.value_ = std::move(items);
        return true;
    }

    bool string(std::string& into) {
        ++at_;  // the opening quote
        const std::size_t start = at_;
        while (at_ < text_.size() && text_[at_] != '"' && text_[at_] != '\\' &&
               static_cast<unsigned char>(text_[at_]) >= 0x20) {
            ++at_;
        }
        into.assign(text_.substr(start, at_ - start));
        while (true) {
            if (at_ >= text_.size()) return fail("a string has no end");
            const char c = text_[at_];
            if (c == '"') break;
            if (static_cast<unsigned char>(c) < 0x20)
                return fail("a control character in a string");
            ++at_;
            if (c != '\\') {
                into += c;
            } else if (!escape(into)) {
                return false;
            }
        }
        ++at_;
        return is_utf8(into) || fail("a string is not UTF-8");
    }

    bool escape(std::string& into) {
        if (at_ >= text_.size()) return fail("a string has no end");
        const char c = peek();
        ++at_;
        switch (c) {
            case '"':
            case '\\':
            case '/':
                into += c;
                return true;
            case 'b':
                into += '\b';
                return true;
            case 'f':
                into += '\f';
                return true;
            case 'n':
                into += '\n';
                return true;
            case 'r':
                into += '\r';
                return true;
            case 't':
                into += '\t';
                return true;
            case 'u':
                return unicode_escape(into);
            default:
                return fail("an unknown escape");
        }
    }

    bool unicode_escape(std::string& into) {
        std::uint32_t point = 0;
        if (!hex4(point)) return false;
        if (point >= 0xdc00 && point <= 0xdfff) return fail("a lone surrogate");
        if (point >= 0xd800 && point <= 0xdbff) {
            std::uint32_t low = 0;
            if (!text_.substr(at_).starts_with("\\u")) return fail("a lone surrogate");
            at_ += 2;
            if (!hex4(low)) return false;
            if (low < 0xdc00 || low > 0xdfff) return fail("a lone surrogate");
            point = 0x10000 + ((point - 0xd800) << 10) + (low - 0xdc00);
        }
        append_utf8(into, point);
        return true;
    }

    bool hex4(std::uint32_t& value) {
        const auto digits = text_.substr(at_, 4);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        if (error != std::errc{} || digits.size() != 4 || end != digits.data() + 4) {
            return fail("four hex digits were expected");
        }
        at_ += 4;
        return true;
    }

    bool digits() {
        if (!is_digit(peek())) return fail("a digit was expected");
        while (is_digit(peek())) ++at_;
        return true;
    }

    bool number(Json& into) {
        const std::size_t start = at_;
        bool whole = true;
        if (peek() == '-') ++at_;
        if (peek() == '0') {
            ++at_;
        } else if (!digits()) {
            return fail("a value was expected");
        }
        if (peek() == '.') {
            whole = false;
            ++at_;
            if (!digits()) return false;
        }
        if (peek() == 'e' || peek() == 'E') {
            whole = false;
            ++at_;
            if (peek() == '+' || peek() == '-') ++at_;
            if (!digits()) return false;
        }
        return convert(into, text_.substr(start, at_ - start), whole);
    }

    bool convert(Json& into, std::string_view text, bool whole) {
        const char* end = text.data() + text.size();
        if (std::int64_t exact = 0; whole) {
            if (std::from_chars(text.data(), end, exact).ec == std::errc{}) {
                into.value_ = exact;
                return true;
            }
        }
        double nearest = 0;
        const auto outcome = std::from_chars(text.data(), end, nearest);
        if (outcome.ec != std::errc{} || !std::isfinite(nearest)) {
            return fail("a number is out of range");
        }
        into.value_ = nearest;
        return true;
    }

    std::string_view text_;
    JsonBounds bounds_;
    std::size_t at_ = 0;
    const char* problem_ = "";
};

Result<Json> Json::parse(std::string_view text, JsonBounds bounds) {
    return JsonParser(text, bounds).whole();
}

std::optional<double> Json::number() const {
    if (const auto whole = integer()) return static_cast<double>(*whole);
    return get<double>();
}

std::optional<std::string_view> Json::string() const {
    const auto* text = std::get_if<std::string>(&value_);
    return text ? std::optional<std::string_view>(*text) : std::nullopt;
}

const Json::Array& Json::items() const {
    static const Array none;
    const auto* items = std::get_if<Array>(&value_);
    return items ? *items : none;
}

const Json::Object& Json::members() const {
    static const Object none;
    const auto* members = std::get_if<Object>(&value_);
    return members ? *members : none;
}

const Json* Json::find(std::string_view key) const {
    for (const auto& member : members()) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

}  // namespace aisle
