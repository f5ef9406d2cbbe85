// SPDX-License-Identifier: Apache-2.0
#include "agent/api/query.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace aisle {

Error bad_query(std::string_view name, std::string_view rule) {
    return Error(Errc::invalid, "\"" + std::string(name) + "\" " + std::string(rule))
        .coded("bad_query");
}

Result<void> only_asked(const Request& request, std::initializer_list<std::string_view> names) {
    for (const auto& item : request.query) {
        if (std::find(names.begin(), names.end(), item.name) == names.end()) {
            return bad_query(item.name, "is not known here");
        }
    }
    return {};
}

Result<std::uint64_t> whole_number(const Request& request, const NumberAsked& asked) {
    const auto text = request.asked(asked.name);
    if (!text) return asked.otherwise;
    std::uint64_t number = 0;
    const char* end = text->data() + text->size();
    const auto parsed = std::from_chars(text->data(), end, number);
    if (parsed.ec != std::errc{} || parsed.ptr != end || number < asked.min || number > asked.max) {
        return bad_query(asked.name, "is a whole number from " + std::to_string(asked.min) +
                                         " to " + std::to_string(asked.max));
    }
    return number;
}

}  // namespace aisle
