// SPDX-License-Identifier: Apache-2.0
// Reads the members of one JSON object and remembers the first thing wrong with it, named by its
// JSON pointer (RFC 6901). A getter that finds something wrong returns an empty value; done()
// tells.
#pragma once

#include "agent/base/json.hpp"

#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct IntegerRange {
    std::int64_t min = 0;
    std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

class Fields {
public:
    // The value must outlive this and be an object. `pointer` is where it stands.
    explicit Fields(const Json& object, std::string pointer = "");

    std::string_view text(std::string_view key, std::size_t bytes_max);
    std::optional<std::string_view> text_if(std::string_view key, std::size_t bytes_max);
    std::int64_t integer(std::string_view key, IntegerRange range = {});
    std::optional<std::int64_t> integer_if(std::string_view key, IntegerRange range = {});
    bool flag_or(std::string_view key, bool otherwise);
    const Json& object(std::string_view key);
    const Json* object_if(std::string_view key);
    const Json::Array& array(std::string_view key, std::size_t items_max);
    const Json::Array& array_if(std::string_view key, std::size_t items_max);

    // Any other member is an error: a misspelt name must not be lost in silence.
    void only(std::initializer_list<std::string_view> keys);
    // Records an error of the caller's own about a member ("" for the object itself).
    void fail(std::string_view key, std::string_view code, std::string text);
    // Takes over the first error of a part.
    void adopt(Result<void> part);

    std::string pointer_to(std::string_view key) const;
    bool fine() const { return !error_; }
    // Errors: invalid, coded and placed.
    Result<void> done() const;

private:
    const Json* present(std::string_view key, bool required);

    const Json& object_;
    std::string pointer_;
    std::optional<Error> error_;
};

}  // namespace aisle
