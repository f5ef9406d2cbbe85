// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/scrypt.hpp"

#include "agent/base/limits.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <bit>

namespace aisle {
namespace {

constexpr std::int64_t n_max = std::int64_t{1} << 18;
constexpr std::int64_t r_max = 64;
constexpr std::int64_t p_max = 64;
constexpr std::int64_t memory_max = std::int64_t{32 * MiB};
constexpr std::int64_t work_max =
    4 * scrypt_cost_usual.n * scrypt_cost_usual.r * scrypt_cost_usual.p;
constexpr std::size_t digest_bytes_max = 1024;

// As OpenSSL counts it: N blocks, those of each lane, and two to work in.
std::int64_t memory_of(const ScryptCost& cost) {
    return 128 * cost.r * (cost.n + cost.p + 2);
}

bool is_power_of_two(std::int64_t number) {
    return number > 0 && std::has_single_bit(static_cast<std::uint64_t>(number));
}

}  // namespace

bool is_bearable(const ScryptCost& cost) {
    if (cost.n < 2 || cost.n > n_max || !is_power_of_two(cost.n)) return false;
    if (cost.r < 1 || cost.r > r_max || cost.p < 1 || cost.p > p_max) return false;
    return memory_of(cost) <= memory_max && cost.n * cost.r * cost.p <= work_max;
}

Result<std::string> scrypt(std::string_view secret, std::string_view salt, const ScryptCost& cost,
                           std::size_t bytes) {
    if (!is_bearable(cost) || bytes == 0 || bytes > digest_bytes_max) {
        return Error(Errc::invalid, "this scrypt costs more than a till can pay, or nothing");
    }
    std::string digest(bytes, '\0');
    const bool made =
        EVP_PBE_scrypt(secret.data(), secret.size(),
                       reinterpret_cast<const unsigned char*>(salt.data()), salt.size(),
                       static_cast<std::uint64_t>(cost.n), static_cast<std::uint64_t>(cost.r),
                       static_cast<std::uint64_t>(cost.p), static_cast<std::uint64_t>(memory_max),
                       reinterpret_cast<unsigned char*>(digest.data()), digest.size()) == 1;
    if (made) return digest;
    ERR_clear_error();
    return Error(Errc::unavailable, "there is no memory for scrypt").coded("out_of_memory");
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace aisle
