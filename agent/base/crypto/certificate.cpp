// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/certificate.hpp"

#include "agent/base/crypto/pem.hpp"
#include "agent/base/crypto/x509_view.hpp"
#include "agent/base/limits.hpp"

#include <openssl/err.h>

#include <ctime>

namespace aisle {
namespace {

std::string name_of(X509_NAME* name) {
    char common[256] = "";
    if (X509_NAME_get_text_by_NID(name, NID_commonName, common, sizeof common) > 0) return common;
    const BioPtr bio(BIO_new(BIO_s_mem()));
    X509_NAME_print_ex(bio.get(), name, 0, XN_FLAG_ONELINE);
    std::string text(BIO_ctrl_pending(bio.get()), '\0');
    BIO_read(bio.get(), text.data(), static_cast<int>(text.size()));
    return text;
}

WallTime time_of(const ASN1_TIME* at) {
    std::tm parts{};
    if (ASN1_TIME_to_tm(at, &parts) != 1) return WallTime{};
    return WallTime{Seconds{::timegm(&parts)}};
}

}  // namespace

CertificateView view_of(X509* certificate) {
    return {name_of(X509_get_subject_name(certificate)), name_of(X509_get_issuer_name(certificate)),
            time_of(X509_get0_notBefore(certificate)), time_of(X509_get0_notAfter(certificate))};
}

Result<std::vector<CertificateView>> read_certificates(std::string_view pem) {
    const auto bio = bio_of(pem);
    std::vector<CertificateView> found;
    while (found.size() < certificates_max) {
        const CertificatePtr one(PEM_read_bio_X509(bio.get(), nullptr, no_password, nullptr));
        if (!one) break;
        found.push_back(view_of(one.get()));
    }
    const bool ended = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    if (found.empty()) return Error(Errc::invalid, "there is no certificate in it (PEM)");
    if (!ended && found.size() < certificates_max) {
        return Error(Errc::invalid, "one of its certificates is broken");
    }
    return found;
}

Result<bool> key_matches(std::string_view certificate_pem, std::string_view key_pem) {
    const CertificatePtr certificate(
        PEM_read_bio_X509(bio_of(certificate_pem).get(), nullptr, no_password, nullptr));
    const KeyPtr key(PEM_read_bio_PrivateKey(bio_of(key_pem).get(), nullptr, no_password, nullptr));
    const bool fits = certificate && key && X509_check_private_key(certificate.get(), key.get());
    ERR_clear_error();
    if (!certificate) return Error(Errc::invalid, "there is no certificate in it (PEM)");
    if (!key) {
        return Error(Errc::invalid, "there is no private key in it (PEM), or one with a password");
    }
    return fits;
}

}  // namespace aisle
