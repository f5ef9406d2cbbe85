// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes: the reader answers, keeps its depth, and each value's slice reads back as the
// same value.
#include "agent/base/check.hpp"
#include "agent/base/json.hpp"

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace aisle {
namespace {

int depth_of(const Json& value) {
    int deepest = 0;
    for (const auto& item : value.items()) deepest = std::max(deepest, depth_of(item));
    for (const auto& member : value.members()) deepest = std::max(deepest, depth_of(member.value));
    return deepest + (value.is_array() || value.is_object() ? 1 : 0);
}

void read_slices_back(const Json& value, std::string_view text) {
    const auto slice = value.slice(text);
    const auto again = Json::parse(slice);
    CHECK(again, "a slice is JSON");
    CHECK(again->slice(slice) == slice, "the slice has nothing round it");
    CHECK(again->integer() == value.integer() && again->string() == value.string(), "same value");
    CHECK(again->items().size() == value.items().size(), "same items");
    CHECK(again->members().size() == value.members().size(), "same members");
    for (const auto& item : value.items()) read_slices_back(item, text);
    for (const auto& member : value.members()) read_slices_back(member.value, text);
}

void read(std::string_view text) {
    constexpr JsonBounds shallow{.depth_max = 8, .keep_depth = 2};
    const auto kept = Json::parse(text, {.depth_max = 8, .keep_depth = 8});
    const auto sliced = Json::parse(text, shallow);
    CHECK(kept.has_value() == sliced.has_value(), "what is kept does not decide what is valid");
    if (!kept) {
        CHECK(kept.error().kind() == Errc::invalid && !kept.error().place().empty(), "says where");
        return;
    }
    CHECK(depth_of(*kept) <= 8 && depth_of(*sliced) <= 3, "the bounds hold");
    read_slices_back(*kept, text);
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::read({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
