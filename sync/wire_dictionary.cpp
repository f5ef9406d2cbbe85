// SPDX-License-Identifier: Apache-2.0
#include "sync/wire_dictionary.hpp"

#include <cstddef>
#include <string_view>

namespace aisle {

// Made from sync/dictionaries by the build.
extern const unsigned char dictionary_1_bytes[];
extern const std::size_t dictionary_1_size;
extern const unsigned char dictionary_2_bytes[];
extern const std::size_t dictionary_2_size;

namespace {

std::string_view text_of(const unsigned char* bytes, std::size_t size) {
    return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

// Each is digested when it is first asked for: most ends of a conversation need one.
const ZstdDictionary* wire_dictionary(std::uint32_t id) {
    if (id == 1) {
        static const ZstdDictionary first(text_of(dictionary_1_bytes, dictionary_1_size));
        return &first;
    }
    if (id == 2) {
        static const ZstdDictionary second(text_of(dictionary_2_bytes, dictionary_2_size));
        return &second;
    }
    return nullptr;
}

}  // namespace aisle
