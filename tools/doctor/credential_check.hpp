// SPDX-License-Identifier: Apache-2.0
// The files by which this device knows central and is known: whom it trusts, its own certificate,
// its key, its password. Never what is in them, but for names and days.
#pragma once

#include "agent/base/crypto/certificate.hpp"
#include "config/config.hpp"
#include "tools/doctor/diagnosis.hpp"

#include <optional>
#include <string>
#include <vector>

namespace aisle {

struct CertificateFacts {
    std::string path;
    std::string error;  // it cannot be read
    std::vector<CertificateView> found;
};

// A file that holds a secret.
struct SecretFacts {
    std::string path;
    std::string error;
    bool open_to_others = false;  // everybody on this machine may read it
    std::optional<bool> matches;  // a key: whether it is the certificate's
    std::string mismatch;         // why that cannot be told
};

CertificateFacts certificate_facts(const std::string& path);
// `certificate_path` empty: it is no key.
SecretFacts secret_facts(const std::string& path, const std::string& certificate_path);

// The certificate that ends first says it. `check` is "broker.ca" or "broker.certificate".
Diagnosis judge_certificates(const std::string& check, const CertificateFacts& facts, WallTime now);
Diagnosis judge_secret(const std::string& check, const SecretFacts& facts);

// All that the configuration names.
Diagnoses check_credentials(const Config& config, WallTime now);

// "ends in 12 days", "ended 3 days ago", "begins in 2 days"
std::string spoken_validity(const CertificateView& certificate, WallTime now);
Health health_of(const CertificateView& certificate, WallTime now);

}  // namespace aisle
