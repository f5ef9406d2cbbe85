// SPDX-License-Identifier: Apache-2.0
#include "agent/base/json.hpp"

#include "agent/base/ascii.hpp"
#include "agent/base/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <span>

namespace aisle {

namespace {
// Objects with more members than this look for duplicates by sorting, not pair by pair.
constexpr std::size_t pairwise_max = 16;
// An event has a dozen attributes; one allocation serves them.
constexpr std::size_t members_expected = 16;

bool has_duplicates(std::span<std::string_view> keys) {
    if (keys.size() > pairwise_max) {
        std::sort(keys.begin(), keys.end());
        return std::adjacent_find(keys.begin(), keys.end()) != keys.end();
    }
    for (std::size_t i = 1; i < keys.size(); ++i) {
        if (std::find(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(i), keys[i]) !=
            keys.begin() + static_cast<std::ptrdiff_t>(i)) {
            return true;
        }
    }
    return false;
}
}  // namespace

// Recursive descent; the depth bound is what keeps the stack small. What a value is to be kept in
// may be null: then it is checked as strictly, and nothing is allocated for it.
class JsonParser {
public:
    JsonParser(std::string_view text, JsonBounds bounds) : text_(text), bounds_(bounds) {}

    Result<Json> whole() {
        Json root;
        skip_space();
        if (!value(&root, 1)) return failure();
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

    bool value(Json* into, int depth) {
        const std::size_t start = at_;
        if (!bare_value(into, depth)) return false;
        if (into) {
            into->offset_ = start;
            into->size_ = at_ - start;
        }
        return true;
    }

    bool bare_value(Json* into, int depth) {
        switch (peek()) {
            case '{':
                return depth <= bounds_.depth_max ? object(into, depth) : too_deep();
            case '[':
                return depth <= bounds_.depth_max ? array(into, depth) : too_deep();
            case '"':
                return string(into ? &into->value_.emplace<Json::Text>() : nullptr);
            case 't':
                return word("true") && keep(into, true);
            case 'f':
                return word("false") && keep(into, false);
            case 'n':
                return word("null") && keep(into, std::monostate{});
            default:
                return number(into);
        }
    }

    bool too_deep() { return fail("nested too deep"); }

    template <class T>
    static bool keep(Json* into, T value) {
        if (into) into->value_ = std::move(value);
        return true;
    }

    bool object(Json* into, int depth) {
        Json::Object members;
        const std::size_t keys_before = keys_.size();
        const bool kept = into && depth <= bounds_.keep_depth;
        ++at_;
        skip_space();
        if (peek() == '}') {
            ++at_;
            return keep(into, std::move(members));
        }
        if (kept) members.reserve(members_expected);
        while (true) {
            Json::Member* const member = kept ? &members.emplace_back() : nullptr;
            if (!one_member(member, depth)) return false;
            if (peek() == '}') break;
            if (peek() != ',') return fail("a comma or } was expected");
            ++at_;
            skip_space();
        }
        ++at_;
        if (has_duplicates(std::span(keys_).subspan(keys_before))) {
            return fail("a member name stands twice");
        }
        keys_.resize(keys_before);
        return keep(into, std::move(members));
    }

    bool one_member(Json::Member* into, int depth) {
        if (peek() != '"') return fail("a member name was expected");
        Json::Text key;
        if (!string(&key)) return false;
        keys_.push_back(key.view);
        skip_space();
        if (peek() != ':') return fail("a colon was expected");
        ++at_;
        skip_space();
        if (!value(into ? &into->value : nullptr, depth + 1)) return false;
        skip_space();
        if (into) {
            into->key_ = std::move(key);
        } else if (key.own) {
            escaped_keys_.push_back(std::move(key.own));
        }
        return true;
    }

    bool array(Json* into, int depth) {
        Json::Array items;
        const bool kept = into && depth <= bounds_.keep_depth;
        ++at_;
        skip_space();
        if (peek() == ']') {
            ++at_;
            return keep(into, std::move(items));
        }
        while (true) {
            if (!value(kept ? &items.emplace_back() : nullptr, depth + 1)) return false;
            skip_space();
            if (peek() == ']') break;
            if (peek() != ',') return fail("a comma or ] was expected");
            ++at_;
            skip_space();
        }
        ++at_;
        return keep(into, std::move(items));
    }

    bool string(Json::Text* into) {
        ++at_;  // the opening quote
        const std::size_t start = at_;
        unsigned char bits = 0;
        while (at_ < text_.size()) {
            const auto c = static_cast<unsigned char>(text_[at_]);
            if (c == '"' || c == '\\' || c < 0x20) break;
            bits |= c;
            ++at_;
        }
        const auto plain = text_.substr(start, at_ - start);
        if (peek() != '"') return escaped_string(into, plain);
        if (bits >= 0x80 && !is_utf8(plain)) return fail("a string is not UTF-8");
        ++at_;
        if (into) into->view = plain;
        return true;
    }

    // A string with escapes, or one that is wrong, from the first byte that is not plain.
    bool escaped_string(Json::Text* into, std::string_view before) {
        auto resolved = std::make_unique<std::string>(before);
        while (true) {
            if (at_ >= text_.size()) return fail("a string has no end");
            const char c = text_[at_];
            if (c == '"') break;
            if (static_cast<unsigned char>(c) < 0x20)
                return fail("a control character in a string");
            ++at_;
            if (c != '\\') {
                *resolved += c;
            } else if (!escape(*resolved)) {
                return false;
            }
        }
        ++at_;
        if (!is_utf8(*resolved)) return fail("a string is not UTF-8");
        if (!into) return true;
        into->view = *resolved;
        into->own = std::move(resolved);
        return true;
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

    bool number(Json* into) {
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

    bool convert(Json* into, std::string_view text, bool whole) {
        const char* end = text.data() + text.size();
        if (std::int64_t exact = 0; whole) {
            if (std::from_chars(text.data(), end, exact).ec == std::errc{})
                return keep(into, exact);
        }
        double nearest = 0;
        const auto outcome = std::from_chars(text.data(), end, nearest);
        if (outcome.ec != std::errc{} || !std::isfinite(nearest)) {
            return fail("a number is out of range");
        }
        return keep(into, nearest);
    }

    std::string_view text_;
    JsonBounds bounds_;
    std::size_t at_ = 0;
    const char* problem_ = "";
    std::vector<std::string_view> keys_;  // of the objects that are open, outermost first
    std::vector<std::unique_ptr<std::string>> escaped_keys_;  // where views of them look
};

Result<Json> Json::parse(std::string_view text, JsonBounds bounds) {
    return JsonParser(text, bounds).whole();
}

std::optional<double> Json::number() const {
    if (const auto whole = integer()) return static_cast<double>(*whole);
    return get<double>();
}

std::optional<std::string_view> Json::string() const {
    const auto* text = std::get_if<Text>(&value_);
    return text ? std::optional<std::string_view>(text->view) : std::nullopt;
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
        if (member.key() == key) return &member.value;
    }
    return nullptr;
}

}  // namespace aisle
