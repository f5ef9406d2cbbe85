// SPDX-License-Identifier: Apache-2.0
#include "agent/base/json_fields.hpp"

#include <algorithm>

namespace aisle {
namespace {
const Json nothing;

// A name that is not ours may be as long as its message; what is said about it is not.
constexpr std::size_t quoted_bytes_max = 64;
}  // namespace

Fields::Fields(const Json& object, std::string pointer)
    : object_(object), pointer_(std::move(pointer)) {
    if (!object_.is_object()) fail("", "wrong_type", "an object is needed here");
}

std::string Fields::pointer_to(std::string_view key) const {
    if (key.empty()) return pointer_;
    std::string pointer = pointer_ + "/";
    for (const char c : key) {
        if (c == '~') {
            pointer += "~0";
        } else if (c == '/') {
            pointer += "~1";
        } else {
            pointer += c;
        }
    }
    return pointer;
}

void Fields::fail(std::string_view key, std::string_view code, std::string text) {
    if (error_) return;
    error_ = Error(Errc::invalid, std::move(text)).coded(code).placed(pointer_to(key));
}

void Fields::adopt(Result<void> part) {
    if (!part && !error_) error_ = part.error();
}

Result<void> Fields::done() const {
    if (error_) return *error_;
    return {};
}

const Json* Fields::present(std::string_view key, bool required) {
    const Json* value = object_.find(key);
    // A null member is an absent one, as CloudEvents asks.
    if (value && !value->is_null()) return value;
    if (required) fail(key, "missing", "\"" + std::string(key) + "\" is missing");
    return nullptr;
}

std::optional<std::string_view> Fields::text_if(std::string_view key, std::size_t bytes_max) {
    const Json* value = present(key, false);
    if (!value) return std::nullopt;
    const auto text = value->string();
    if (!text) {
        fail(key, "wrong_type", "a string is needed here");
        return std::nullopt;
    }
    if (text->size() > bytes_max) {
        fail(key, "too_long", "longer than " + std::to_string(bytes_max) + " bytes");
        return std::nullopt;
    }
    return text;
}

std::string_view Fields::text(std::string_view key, std::size_t bytes_max) {
    if (!present(key, true)) return {};
    const auto text = text_if(key, bytes_max);
    if (text && text->empty()) fail(key, "empty", "\"" + std::string(key) + "\" is empty");
    return text.value_or(std::string_view{});
}

std::optional<std::int64_t> Fields::integer_if(std::string_view key, IntegerRange range) {
    const Json* value = present(key, false);
    if (!value) return std::nullopt;
    const auto number = value->integer();
    if (!number) {
        fail(key, "wrong_type", "a whole number is needed here");
        return std::nullopt;
    }
    if (*number < range.min || *number > range.max) {
        fail(key, "out_of_range",
             "must be from " + std::to_string(range.min) + " to " + std::to_string(range.max));
        return std::nullopt;
    }
    return number;
}

std::int64_t Fields::integer(std::string_view key, IntegerRange range) {
    if (!present(key, true)) return 0;
    return integer_if(key, range).value_or(0);
}

bool Fields::flag_or(std::string_view key, bool otherwise) {
    const Json* value = present(key, false);
    if (!value) return otherwise;
    const auto flag = value->boolean();
    if (!flag) fail(key, "wrong_type", "true or false is needed here");
    return flag.value_or(otherwise);
}

const Json* Fields::object_if(std::string_view key) {
    const Json* value = present(key, false);
    if (value && !value->is_object()) {
        fail(key, "wrong_type", "an object is needed here");
        return nullptr;
    }
    return value;
}

const Json& Fields::object(std::string_view key) {
    if (!present(key, true)) return nothing;
    const Json* value = object_if(key);
    return value ? *value : nothing;
}

const Json::Array& Fields::array_if(std::string_view key, std::size_t items_max) {
    const Json* value = present(key, false);
    if (!value) return nothing.items();
    if (!value->is_array()) {
        fail(key, "wrong_type", "an array is needed here");
    } else if (value->items().size() > items_max) {
        fail(key, "too_many", "more than " + std::to_string(items_max) + " items");
    } else {
        return value->items();
    }
    return nothing.items();
}

const Json::Array& Fields::array(std::string_view key, std::size_t items_max) {
    if (!present(key, true)) return nothing.items();
    return array_if(key, items_max);
}

void Fields::only(std::initializer_list<std::string_view> keys) {
    for (const auto& member : object_.members()) {
        if (std::find(keys.begin(), keys.end(), member.key()) == keys.end()) {
            const bool quotable = member.key().size() <= quoted_bytes_max;
            fail(quotable ? member.key() : "", "unknown_member",
                 (quotable ? "\"" + std::string(member.key()) + "\"" : "a very long name") +
                     " is not known here");
        }
    }
}

}  // namespace aisle
