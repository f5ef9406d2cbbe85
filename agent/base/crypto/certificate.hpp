// SPDX-License-Identifier: Apache-2.0
// What a person has to know of a certificate (X.509): whose it is, who says so, and from when until
// when. For judging and showing; the trust itself is decided in TLS. Pure; any thread.
#pragma once

#include "agent/base/result.hpp"
#include "agent/base/time.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct CertificateView {
    std::string subject;  // the common name, or all of it when there is none
    std::string issuer;
    WallTime not_before;
    WallTime not_after;
};

// All certificates of a PEM text, in its order. Errors: invalid (there is none, or one is broken).
Result<std::vector<CertificateView>> read_certificates(std::string_view pem);

// Whether a private key belongs to the first certificate. Errors: invalid (either cannot be read).
Result<bool> key_matches(std::string_view certificate_pem, std::string_view key_pem);

}  // namespace aisle
