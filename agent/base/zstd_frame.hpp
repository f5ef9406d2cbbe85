// SPDX-License-Identifier: Apache-2.0
// Zstandard frames (RFC 8878). A receiver knows one by its magic number, and by its header which
// dictionary it was made with. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace aisle {

// What both ends know beforehand, so that a short text becomes a shorter frame.
class ZstdDictionary {
public:
    // As `zstd --train` writes it.
    explicit ZstdDictionary(std::string_view trained);
    ~ZstdDictionary();
    ZstdDictionary(ZstdDictionary&&) noexcept;

    std::uint32_t id() const;

private:
    friend std::string zstd_compress(std::string_view bytes, const ZstdDictionary& dictionary);
    friend Result<std::string> zstd_decompress(std::string_view frame, std::size_t bytes_max,
                                               const ZstdDictionary* dictionary);
    struct Digested;
    std::unique_ptr<Digested> digested_;
};

bool is_zstd_frame(std::string_view bytes);
// The dictionary a frame was made with; 0 for none, and for what is no frame.
std::uint32_t zstd_dictionary_of(std::string_view frame);

std::string zstd_compress(std::string_view bytes);
// For short texts: slower by some tens of microseconds, and smaller by half and more.
std::string zstd_compress(std::string_view bytes, const ZstdDictionary& dictionary);
// With the dictionary that the frame names, if any. Errors: corrupt (not a frame, damaged, made
// with another dictionary), too_large (would unpack to more than `bytes_max`).
Result<std::string> zstd_decompress(std::string_view frame, std::size_t bytes_max,
                                    const ZstdDictionary* dictionary = nullptr);

}  // namespace aisle
