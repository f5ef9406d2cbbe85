// SPDX-License-Identifier: Apache-2.0
// JSON as it arrives (RFC 8259, strict): a value tree in which every value knows where in the text
// it stood, so that an event can be taken out of a message byte for byte and stored unchanged.
// Refused, not repaired: duplicate keys, bad UTF-8, lone surrogates, numbers that no double holds,
// nesting over the bound, anything after the value. Pure; any thread.
//
// A Json looks into the text it was parsed from, which must outlive it: strings without escapes are
// not copied, and a message of 500 events costs few allocations.
//
// Our own reader, because no library in Debian 12 gives byte-exact slices: Boost.JSON loses them,
// lets the last duplicate win and reads 1e400 as infinity. The tests hold it to Boost.JSON.
#pragma once

#include "agent/base/result.hpp"

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace aisle {

struct JsonBounds {
    int depth_max = 32;   // containers in containers; deeper nesting is refused
    int keep_depth = 32;  // containers deeper than this are checked and sliced, not kept
};

class Json {
public:
    struct Member;
    using Array = std::vector<Json>;
    using Object = std::vector<Member>;

    Json() = default;

    // Errors: invalid, placed as "byte N".
    static Result<Json> parse(std::string_view text, JsonBounds bounds = {});
    // A text that is gone at the end of the line.
    template <std::same_as<std::string> Temporary>
    static Result<Json> parse(Temporary&& text, JsonBounds bounds = {}) = delete;

    bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
    bool is_object() const { return std::holds_alternative<Object>(value_); }
    bool is_array() const { return std::holds_alternative<Array>(value_); }
    std::optional<bool> boolean() const { return get<bool>(); }
    // Whole numbers written without point or exponent that fit 64 bits.
    std::optional<std::int64_t> integer() const { return get<std::int64_t>(); }
    // Any number, the nearest double.
    std::optional<double> number() const;
    std::optional<std::string_view> string() const;
    // Empty when the value is no array, no object.
    const Array& items() const;
    const Object& members() const;
    // Null when there is no such member.
    const Json* find(std::string_view key) const;

    // The value exactly as it stood in the text it was parsed from.
    std::string_view slice(std::string_view text) const { return text.substr(offset_, size_); }

private:
    friend class JsonParser;

    // Where it stands in the parsed text, or on its own when escapes had to be resolved.
    struct Text {
        std::string_view view;
        std::unique_ptr<std::string> own = {};
    };

    template <class T>
    std::optional<T> get() const {
        const T* value = std::get_if<T>(&value_);
        return value ? std::optional<T>(*value) : std::nullopt;
    }

    std::variant<std::monostate, bool, std::int64_t, double, Text, Array, Object> value_;
    std::size_t offset_ = 0;
    std::size_t size_ = 0;
};

struct Json::Member {
    std::string_view key() const { return key_.view; }

    Json value;

private:
    friend class JsonParser;
    Text key_;
};

}  // namespace aisle
