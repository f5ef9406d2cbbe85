// SPDX-License-Identifier: Apache-2.0
#include "sync/wire_dictionary.hpp"

#include <cstddef>

namespace aisle {

// Made from sync/dictionaries/1.zdict by the build.
extern const unsigned char dictionary_1_bytes[];
extern const std::size_t dictionary_1_size;

const ZstdDictionary* wire_dictionary(std::uint32_t id) {
    if (id != wire_dictionary_newest) return nullptr;
    static const ZstdDictionary first(
        {reinterpret_cast<const char*>(dictionary_1_bytes), dictionary_1_size});
    return &first;
}

}  // namespace aisle
