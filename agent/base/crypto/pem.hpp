// SPDX-License-Identifier: Apache-2.0
// PEM texts (RFC 7468) for OpenSSL's readers. Any thread.
#pragma once

#include "agent/base/crypto/openssl_ptr.hpp"

#include <openssl/pem.h>

#include <string_view>

namespace aisle {

inline BioPtr bio_of(std::string_view pem) {
    return BioPtr(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// A key behind a password is none we can use; the library must not ask the terminal for one.
inline int no_password(char*, int, int, void*) {
    return 0;
}

}  // namespace aisle
