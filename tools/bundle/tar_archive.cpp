// SPDX-License-Identifier: Apache-2.0
#include "tools/bundle/tar_archive.hpp"

#include "agent/base/check.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <numeric>

namespace aisle {
namespace {

constexpr std::size_t block_bytes = 512;
constexpr std::size_t name_max = 100;

using Block = std::array<char, block_bytes>;

void put(Block& block, std::size_t at, std::string_view text) {
    std::copy(text.begin(), text.end(), block.begin() + static_cast<std::ptrdiff_t>(at));
}

// Octal digits that fill the field but for its closing zero.
void put_number(Block& block, std::size_t at, std::size_t width, std::uint64_t number) {
    for (std::size_t i = 0; i + 1 < width; ++i) {
        block[at + width - 2 - i] = static_cast<char>('0' + (number & 7));
        number >>= 3;
    }
}

}  // namespace

void TarArchive::add(std::string_view name, std::string_view bytes) {
    CHECK(name.size() <= name_max, "the names of a bundle are short");
    Block head{};
    put(head, 0, name);
    put_number(head, 100, 8, 0600);
    put_number(head, 108, 8, 0);
    put_number(head, 116, 8, 0);
    put_number(head, 124, 12, bytes.size());
    put_number(head, 136, 12,
               static_cast<std::uint64_t>(std::max<std::int64_t>(0, micros(made_) / 1'000'000)));
    put(head, 156, "0");
    put(head, 257,
        std::string_view("ustar\0"
                         "00",
                         8));
    // The sum counts its own field as blanks.
    put(head, 148, "        ");
    const auto sum = std::accumulate(head.begin(), head.end(), 0U, [](unsigned total, char c) {
        return total + static_cast<unsigned char>(c);
    });
    put_number(head, 148, 7, sum);
    head[154] = '\0';
    bytes_.append(head.data(), head.size());
    bytes_ += bytes;
    bytes_.append((block_bytes - bytes.size() % block_bytes) % block_bytes, '\0');
}

std::string TarArchive::whole() const {
    return bytes_ + std::string(2 * block_bytes, '\0');
}

}  // namespace aisle
