// SPDX-License-Identifier: Apache-2.0
// How OpenSSL's certificate becomes ours; for the files of this folder only, since it names
// OpenSSL's type.
#pragma once

#include "agent/base/crypto/certificate.hpp"

#include <openssl/x509.h>

namespace aisle {

CertificateView view_of(X509* certificate);

}  // namespace aisle
