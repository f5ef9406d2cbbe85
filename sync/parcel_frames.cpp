// SPDX-License-Identifier: Apache-2.0
#include "sync/parcel_frames.hpp"

#include "agent/base/limits.hpp"
#include "sync/parcel_head.hpp"

#include <utility>

namespace aisle {
namespace {

constexpr std::size_t length_bytes = 4;
// What every version of the first line has in common.
constexpr std::string_view magic_word = "aisle-parcel ";

std::string length_of(std::size_t size) {
    std::string out;
    for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>((size >> shift) & 0xff);
    return out;
}

Error damaged(std::string_view how) {
    return Error(Errc::corrupt, "the file is damaged: " + std::string(how));
}

}  // namespace

Result<void> ParcelFrames::put(std::string_view bytes) {
    digest_ = sha256({digest_.view(), bytes});
    size_ += bytes.size();
    return sink_(bytes);
}

Result<void> ParcelFrames::begin(std::string_view head) {
    TRY(put(parcel_magic));
    TRY(put(length_of(head.size())));
    return put(head);
}

Result<void> ParcelFrames::piece(std::string_view bytes) {
    TRY(put(length_of(bytes.size())));
    return put(bytes);
}

Result<void> ParcelFrames::end() {
    TRY(put(length_of(0)));
    const Digest digest = digest_;
    return put(digest.view());
}

Result<std::string> ParcelUnframing::take(std::size_t bytes) {
    TRY(auto got, source_(bytes));
    if (got.size() < bytes) return damaged("it was cut short");
    digest_ = sha256({digest_.view(), got});
    return got;
}

Result<std::size_t> ParcelUnframing::take_length(std::size_t max) {
    TRY(const auto bytes, take(length_bytes));
    std::size_t length = 0;
    for (const char byte : bytes) length = length << 8 | static_cast<unsigned char>(byte);
    if (length > max) return damaged("a part of it is longer than any can be");
    return length;
}

Result<std::string> ParcelUnframing::begin() {
    auto magic = source_(parcel_magic.size());
    if (!magic) return magic.error();
    if (*magic != parcel_magic) {
        const bool later = magic->starts_with(magic_word) && magic->size() == parcel_magic.size();
        if (later) return Error(Errc::newer, "it has a form that is unknown here");
        return Error(Errc::invalid, "this is no file that aisle export made");
    }
    digest_ = sha256({digest_.view(), *magic});
    TRY(const auto length, take_length(parcel_head_bytes_max));
    return take(length);
}

Result<std::optional<std::string>> ParcelUnframing::piece() {
    TRY(const auto length, take_length(parcel_piece_bytes_max));
    if (length > 0) {
        TRY(auto bytes, take(length));
        return std::optional(std::move(bytes));
    }
    TRY(check_end());
    return std::optional<std::string>{};
}

Result<void> ParcelUnframing::check_end() {
    const Digest expected = digest_;
    TRY(const auto told, take(expected.bytes.size()));
    if (told != expected.view()) return damaged("its digest does not fit");
    TRY(const auto more, source_(1));
    if (!more.empty()) return damaged("something stands behind its end");
    return {};
}

Result<void> check_frames(ParcelUnframing::Source source) {
    ParcelUnframing parcel(std::move(source));
    TRY(parcel.begin());
    while (true) {
        TRY(const auto piece, parcel.piece());
        if (!piece) return {};
    }
}

}  // namespace aisle
