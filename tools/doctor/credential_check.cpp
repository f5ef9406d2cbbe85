// SPDX-License-Identifier: Apache-2.0
#include "tools/doctor/credential_check.hpp"

#include "agent/base/crypto/seal_key.hpp"
#include "agent/base/files.hpp"
#include "agent/base/limits.hpp"

#include <sys/stat.h>

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t certificates_bytes_max = 1 * MiB;
constexpr Micros day = Seconds{86'400};
// A month, so that somebody is there to renew it.
constexpr Micros renew_before = 30 * day;

std::string days(Micros length) {
    const auto count = length / day;
    return std::to_string(count) + (count == 1 ? " day" : " days");
}

std::string next_for(Health health) {
    if (health == Health::fail) return "have it issued again; and see that the clock is right";
    return health == Health::warn ? "have it renewed" : "";
}

Diagnosis check_seal_key(const std::string& path) {
    SystemFiles files;
    const std::string check = "central.seal_key";
    const auto pem = files.read(path, certificates_bytes_max);
    const auto key = pem ? parse_seal_public_key(*pem) : Result<SealPublicKey>(pem.error());
    if (key) return {check, Health::ok, path + " is the key " + key_id(*key), ""};
    return {check, Health::fail, path + ": " + key.error().what(),
            "put central's public key there (aisle-hub keygen makes one)"};
}

}  // namespace

CertificateFacts certificate_facts(const std::string& path) {
    SystemFiles files;
    CertificateFacts facts;
    facts.path = path;
    const auto pem = files.read(path, certificates_bytes_max);
    const auto found =
        pem ? read_certificates(*pem) : Result<std::vector<CertificateView>>(pem.error());
    if (found) facts.found = *found;
    if (!found) facts.error = found.error().what();
    return facts;
}

SecretFacts secret_facts(const std::string& path, const std::string& certificate_path) {
    SystemFiles files;
    SecretFacts facts;
    facts.path = path;
    const auto secret = files.read(path, certificates_bytes_max);
    if (!secret) {
        facts.error = secret.error().what();
        return facts;
    }
    struct stat found {};
    facts.open_to_others = ::stat(path.c_str(), &found) == 0 && (found.st_mode & S_IROTH) != 0;
    if (certificate_path.empty()) return facts;
    const auto certificate = files.read(certificate_path, certificates_bytes_max);
    const auto fits =
        certificate ? key_matches(*certificate, *secret) : Result<bool>(certificate.error());
    if (fits) facts.matches = *fits;
    if (!fits) facts.mismatch = fits.error().what();
    return facts;
}

std::string spoken_validity(const CertificateView& certificate, WallTime now) {
    if (now < certificate.not_before && certificate.not_before < certificate.not_after) {
        return "begins in " + days(certificate.not_before - now);
    }
    if (now >= certificate.not_after) return "ended " + days(now - certificate.not_after) + " ago";
    return "ends in " + days(certificate.not_after - now);
}

Health health_of(const CertificateView& certificate, WallTime now) {
    if (now >= certificate.not_after || now < certificate.not_before) return Health::fail;
    return certificate.not_after - now < renew_before ? Health::warn : Health::ok;
}

Diagnosis judge_certificates(const std::string& check, const CertificateFacts& facts,
                             WallTime now) {
    if (!facts.error.empty()) {
        return {check, Health::fail, facts.path + ": " + facts.error,
                "put the file there, in PEM, readable by the user that aisled runs as"};
    }
    const auto first = std::ranges::min_element(facts.found, {}, &CertificateView::not_after);
    const auto health = health_of(*first, now);
    return {check, health, facts.path + ": " + first->subject + " " + spoken_validity(*first, now),
            next_for(health)};
}

Diagnosis judge_secret(const std::string& check, const SecretFacts& facts) {
    if (!facts.error.empty()) {
        return {check, Health::fail, facts.path + ": " + facts.error,
                "put the file there, readable by the user that aisled runs as and by no other"};
    }
    if (!facts.mismatch.empty()) {
        return {check, Health::fail, facts.path + ": " + facts.mismatch,
                "a private key in PEM without a password is needed, and its certificate"};
    }
    if (facts.matches && !*facts.matches) {
        return {check, Health::fail, facts.path + " is not the key of the certificate",
                "put the two that belong together in cert_file and key_file"};
    }
    if (facts.open_to_others) {
        return {check, Health::fail, facts.path + " can be read by everybody on this machine",
                "chmod 0600 " + facts.path + ", and have it replaced if others log in here"};
    }
    return {check, Health::ok,
            facts.path + " can be read" + (facts.matches ? " and belongs to the certificate" : ""),
            ""};
}

Diagnoses check_credentials(const Config& config, WallTime now) {
    const auto& broker = config.broker;
    Diagnoses found;
    const auto certificates = [&](const std::string& check, const std::string& path) {
        if (!path.empty()) found.push_back(judge_certificates(check, certificate_facts(path), now));
    };
    const auto secret = [&](const std::string& check, const std::string& path,
                            const std::string& certificate) {
        if (!path.empty()) found.push_back(judge_secret(check, secret_facts(path, certificate)));
    };
    certificates("broker.ca", broker.ca_file);
    certificates("broker.certificate", broker.cert_file);
    secret("broker.key", broker.key_file, broker.cert_file);
    secret("broker.password", broker.password_file, "");
    secret("broker.proxy_password", broker.proxy_credentials_file, "");
    const auto& seal = config.central.seal_key_file;
    if (!seal.empty()) found.push_back(check_seal_key(seal));
    return found;
}

}  // namespace aisle
