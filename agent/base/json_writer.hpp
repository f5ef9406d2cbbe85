// SPDX-License-Identifier: Apache-2.0
// Writes JSON by appending, without white space, members in the order they are given: the same
// calls give the same bytes for ever. Not checked: that the calls are balanced (tests do). Strings
// must be UTF-8; bytes that are not are written as U+FFFD so that a log line can never break.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    JsonWriter& begin_object() { return open('{'); }
    JsonWriter& end_object() { return close('}'); }
    JsonWriter& begin_array() { return open('['); }
    JsonWriter& end_array() { return close(']'); }
    JsonWriter& key(std::string_view name);

    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(const std::string& text) { return value(std::string_view(text)); }
    JsonWriter& value(bool flag) { return raw(flag ? "true" : "false"); }
    template <std::integral T>
    requires(!std::same_as<T, bool>) JsonWriter& value(T number) {
        return raw(std::to_string(number));
    }
    JsonWriter& null() { return raw("null"); }
    // Bytes that are JSON already.
    JsonWriter& raw(std::string_view json);

    template <class T>
    JsonWriter& member(std::string_view name, const T& v) {
        key(name);
        return value(v);
    }
    JsonWriter& raw_member(std::string_view name, std::string_view json) {
        return key(name).raw(json);
    }
    // Left out when empty.
    JsonWriter& member_if(std::string_view name, std::string_view text) {
        return text.empty() ? *this : member(name, text);
    }

private:
    JsonWriter& open(char bracket);
    JsonWriter& close(char bracket);
    void separate();

    std::string& out_;
    bool comma_ = false;
};

void append_json_string(std::string& out, std::string_view text);

}  // namespace aisle
