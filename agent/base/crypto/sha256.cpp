// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/sha256.hpp"

#include "agent/base/check.hpp"
#include "agent/base/crypto/openssl_ptr.hpp"

#include <cstring>

namespace aisle {

Digest sha256(std::initializer_list<std::string_view> parts) {
    // Looking the algorithm up costs more than hashing a short event: once per thread is enough.
    thread_local const DigestContextPtr context{EVP_MD_CTX_new()};
    static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    Digest digest;
    bool fine = EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1;
    for (const auto part : parts) {
        fine = fine && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
    }
    fine = fine && EVP_DigestFinal_ex(context.get(), digest.bytes.data(), nullptr) == 1;
    CHECK(fine, "SHA-256 is always there");
    return digest;
}

Digest digest_from_bytes(std::string_view bytes) {
    Digest digest;
    if (bytes.size() == digest.bytes.size()) {
        std::memcpy(digest.bytes.data(), bytes.data(), bytes.size());
    }
    return digest;
}

}  // namespace aisle
