// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/contact.hpp"

#include "agent/base/limits.hpp"
#include "agent/domain/email.hpp"
#include "agent/domain/phone.hpp"

namespace aisle {
namespace {

std::string taken(Fields& fields, std::string_view key, Result<std::string> normal) {
    if (normal) return std::move(*normal);
    fields.fail(key, normal.error().code(), normal.error().what());
    return {};
}

}  // namespace

std::string read_phone(Fields& fields, std::string_view key, std::string_view region) {
    const auto typed = fields.text_if(key, name_bytes_max);
    return typed ? taken(fields, key, normalise_phone(*typed, region)) : std::string{};
}

std::string read_email(Fields& fields, std::string_view key) {
    const auto typed = fields.text_if(key, 2 * name_bytes_max);
    return typed ? taken(fields, key, normalise_email(*typed)) : std::string{};
}

}  // namespace aisle
