// SPDX-License-Identifier: Apache-2.0
// Whatever the bytes: as a frame they unpack within the bound or not at all, and as a text they
// survive being packed, with the dictionary of the wire and without.
#include "agent/base/check.hpp"
#include "agent/base/zstd_frame.hpp"
#include "sync/wire_dictionary.hpp"

#include <cstdint>
#include <string_view>

namespace aisle {
namespace {

constexpr std::size_t bound = 4096;
// Packing with a dictionary takes its time; longer texts say no more than short ones.
constexpr std::size_t packed_max = 256;

void unpack(std::string_view frame, const ZstdDictionary* dictionary) {
    const auto text = zstd_decompress(frame, bound, dictionary);
    if (text) {
        CHECK(is_zstd_frame(frame), "only a frame unpacks");
        CHECK(text->size() <= bound, "within the bound");
    } else {
        const auto kind = text.error().kind();
        CHECK(kind == Errc::corrupt || kind == Errc::too_large, "or is refused with the reason");
    }
}

void pack(std::string_view text) {
    const auto& dictionary = *wire_dictionary(wire_dictionary_newest);
    const auto plain = zstd_decompress(zstd_compress(text), packed_max);
    CHECK(plain && *plain == text, "what was packed comes out");
    const auto frame = zstd_compress(text, dictionary);
    const auto known = zstd_decompress(frame, packed_max, &dictionary);
    CHECK(known && *known == text, "with the dictionary, too");
    CHECK(!zstd_decompress(frame, packed_max), "and not without it");
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(bytes), size};
    aisle::unpack(text, nullptr);
    aisle::unpack(text, aisle::wire_dictionary(aisle::zstd_dictionary_of(text)));
    if (!aisle::is_zstd_frame(text)) aisle::pack(text.substr(0, aisle::packed_max));
    return 0;
}
