// SPDX-License-Identifier: Apache-2.0
#include "agent/base/zstd_frame.hpp"

#include "agent/base/check.hpp"

#include <zstd.h>

#include <memory>

namespace aisle {
namespace {

// Level 3 halves the bytes of level 1 on our events and costs about a microsecond each.
constexpr int level = 3;
// With a dictionary, for short texts, a twentieth of a millisecond does not matter and bytes do.
constexpr int dictionary_level = 19;

struct FreeCompressor {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

ZSTD_CCtx* compressor() {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context{ZSTD_createCCtx()};
    return context.get();
}

ZSTD_DCtx* decompressor() {
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context{ZSTD_createDCtx()};
    return context.get();
}

// `compress` fills (into, room) and says how much.
template <class Compress>
std::string framed(std::string_view bytes, Compress compress) {
    std::string frame(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = compress(frame.data(), frame.size());
    CHECK(ZSTD_isError(size) == 0, "the output has room for the worst case");
    frame.resize(size);
    return frame;
}

}  // namespace

// ---- Dictionaries ----

struct ZstdDictionary::Digested {
    explicit Digested(std::string_view trained)
        : id(ZSTD_getDictID_fromDict(trained.data(), trained.size())),
          compressing(ZSTD_createCDict(trained.data(), trained.size(), dictionary_level)),
          decompressing(ZSTD_createDDict(trained.data(), trained.size())) {}
    ~Digested() {
        ZSTD_freeCDict(compressing);
        ZSTD_freeDDict(decompressing);
    }
    Digested(const Digested&) = delete;
    Digested& operator=(const Digested&) = delete;

    std::uint32_t id;
    ZSTD_CDict* compressing;
    ZSTD_DDict* decompressing;
};

ZstdDictionary::ZstdDictionary(std::string_view trained)
    : digested_(std::make_unique<Digested>(trained)) {
    CHECK(id() != 0, "a trained dictionary has a number");
}
ZstdDictionary::~ZstdDictionary() = default;
ZstdDictionary::ZstdDictionary(ZstdDictionary&&) noexcept = default;

std::uint32_t ZstdDictionary::id() const {
    return digested_->id;
}

// ---- Frames ----

bool is_zstd_frame(std::string_view bytes) {
    return bytes.starts_with("\x28\xb5\x2f\xfd");
}

std::uint32_t zstd_dictionary_of(std::string_view frame) {
    return ZSTD_getDictID_fromFrame(frame.data(), frame.size());
}

std::string zstd_compress(std::string_view bytes) {
    return framed(bytes, [&](char* into, std::size_t room) {
        return ZSTD_compressCCtx(compressor(), into, room, bytes.data(), bytes.size(), level);
    });
}

std::string zstd_compress(std::string_view bytes, const ZstdDictionary& dictionary) {
    return framed(bytes, [&](char* into, std::size_t room) {
        return ZSTD_compress_usingCDict(compressor(), into, room, bytes.data(), bytes.size(),
                                        dictionary.digested_->compressing);
    });
}

Result<std::string> zstd_decompress(std::string_view frame, std::size_t bytes_max,
                                    const ZstdDictionary* dictionary) {
    const auto claimed = ZSTD_getFrameContentSize(frame.data(), frame.size());
    // A skippable frame holds nothing, says 0 and begins with another magic number.
    if (!is_zstd_frame(frame) || claimed == ZSTD_CONTENTSIZE_ERROR)
        return Error(Errc::corrupt, "not a Zstandard frame");
    if (claimed == ZSTD_CONTENTSIZE_UNKNOWN) {
        return Error(Errc::corrupt, "the Zstandard frame does not say its size");
    }
    if (claimed > bytes_max) return Error(Errc::too_large, "the Zstandard frame unpacks too large");
    const auto asked = zstd_dictionary_of(frame);
    if (asked != 0 && (dictionary == nullptr || dictionary->id() != asked)) {
        return Error(Errc::corrupt, "the Zstandard frame was made with dictionary " +
                                        std::to_string(asked) + ", which is not known here");
    }
    std::string bytes(claimed, '\0');
    std::size_t size = 0;
    if (asked == 0) {
        size = ZSTD_decompressDCtx(decompressor(), bytes.data(), bytes.size(), frame.data(),
                                   frame.size());
    } else {
        size = ZSTD_decompress_usingDDict(decompressor(), bytes.data(), bytes.size(), frame.data(),
                                          frame.size(), dictionary->digested_->decompressing);
    }
    if (ZSTD_isError(size) != 0 || size != claimed) {
        return Error(Errc::corrupt, "the Zstandard frame is damaged");
    }
    return bytes;
}

}  // namespace aisle
