// SPDX-License-Identifier: Apache-2.0
#include "agent/base/zstd_frame.hpp"

#include "agent/base/check.hpp"

#include <zstd.h>

#include <memory>

namespace aisle {
namespace {

// Level 3 halves the bytes of level 1 on our events and costs about a microsecond each.
constexpr int level = 3;

struct FreeCompressor {
    void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
};
struct FreeDecompressor {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

}  // namespace

bool is_zstd_frame(std::string_view bytes) {
    return bytes.starts_with("\x28\xb5\x2f\xfd");
}

std::string zstd_compress(std::string_view bytes) {
    thread_local const std::unique_ptr<ZSTD_CCtx, FreeCompressor> context{ZSTD_createCCtx()};
    std::string frame(ZSTD_compressBound(bytes.size()), '\0');
    const std::size_t size = ZSTD_compressCCtx(context.get(), frame.data(), frame.size(),
                                               bytes.data(), bytes.size(), level);
    CHECK(ZSTD_isError(size) == 0, "the output has room for the worst case");
    frame.resize(size);
    return frame;
}

Result<std::string> zstd_decompress(std::string_view frame, std::size_t bytes_max) {
    const auto claimed = ZSTD_getFrameContentSize(frame.data(), frame.size());
    // A skippable frame holds nothing, says 0 and begins with another magic number.
    if (!is_zstd_frame(frame) || claimed == ZSTD_CONTENTSIZE_ERROR)
        return Error(Errc::corrupt, "not a Zstandard frame");
    if (claimed == ZSTD_CONTENTSIZE_UNKNOWN) {
        return Error(Errc::corrupt, "the Zstandard frame does not say its size");
    }
    if (claimed > bytes_max) return Error(Errc::too_large, "the Zstandard frame unpacks too large");
    thread_local const std::unique_ptr<ZSTD_DCtx, FreeDecompressor> context{ZSTD_createDCtx()};
    std::string bytes(claimed, '\0');
    const std::size_t size =
        ZSTD_decompressDCtx(context.get(), bytes.data(), bytes.size(), frame.data(), frame.size());
    if (ZSTD_isError(size) != 0 || size != claimed) {
        return Error(Errc::corrupt, "the Zstandard frame is damaged");
    }
    return bytes;
}

}  // namespace aisle
