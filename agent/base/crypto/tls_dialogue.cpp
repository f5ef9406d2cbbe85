// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/tls_dialogue.hpp"

#include "agent/base/check.hpp"
#include "agent/base/crypto/x509_view.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

namespace aisle {
namespace {

struct FreeTls {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* tls) const { SSL_free(tls); }
};

std::string last_reason() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason == nullptr ? "no reason given" : reason;
}

Error unusable(const std::string& file) {
    return Error(Errc::invalid, file + " cannot be used: " + last_reason());
}

bool is_for(X509* certificate, const std::string& host) {
    return X509_check_host(certificate, host.c_str(), host.size(), 0, nullptr) == 1 ||
           X509_check_ip_asc(certificate, host.c_str(), 0) == 1;
}

}  // namespace

struct TlsDialogue::Body {
    std::unique_ptr<SSL_CTX, FreeTls> context;
    std::unique_ptr<SSL, FreeTls> tls;
    BIO* received = nullptr;  // both are the conversation's
    BIO* sending = nullptr;
    std::string host;

    Result<void> trust(const TlsWish& wish) {
        const bool fine =
            wish.ca_file.empty()
                ? SSL_CTX_set_default_verify_paths(context.get()) == 1
                : SSL_CTX_load_verify_locations(context.get(), wish.ca_file.c_str(), nullptr) == 1;
        if (!fine) return unusable(wish.ca_file);
        if (wish.cert_file.empty()) return {};
        if (SSL_CTX_use_certificate_chain_file(context.get(), wish.cert_file.c_str()) != 1) {
            return unusable(wish.cert_file);
        }
        if (SSL_CTX_use_PrivateKey_file(context.get(), wish.key_file.c_str(), SSL_FILETYPE_PEM) !=
            1) {
            return unusable(wish.key_file);
        }
        return {};
    }
    void take_out(std::string& to_send) const {
        char block[4096];
        for (int n = 0; (n = BIO_read(sending, block, sizeof block)) > 0;) {
            to_send.append(block, static_cast<std::size_t>(n));
        }
    }
};

TlsDialogue::TlsDialogue(std::unique_ptr<Body> body) : body_(std::move(body)) {}
TlsDialogue::~TlsDialogue() = default;
TlsDialogue::TlsDialogue(TlsDialogue&&) noexcept = default;

Result<TlsDialogue> TlsDialogue::begin(const TlsWish& wish) {
    auto body = std::make_unique<Body>();
    body->host = wish.host;
    body->context.reset(SSL_CTX_new(TLS_client_method()));
    CHECK(body->context != nullptr, "TLS is always there");
    // Judged afterwards: what is wrong shall be seen whole.
    SSL_CTX_set_verify(body->context.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_default_passwd_cb(body->context.get(), [](char*, int, int, void*) { return 0; });
    TRY(body->trust(wish));
    body->tls.reset(SSL_new(body->context.get()));
    body->received = BIO_new(BIO_s_mem());
    body->sending = BIO_new(BIO_s_mem());
    SSL_set_bio(body->tls.get(), body->received, body->sending);
    SSL_set_connect_state(body->tls.get());
    // The library's own word for it is a macro with a cast of C.
    SSL_ctrl(body->tls.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
             body->host.data());
    return TlsDialogue(std::move(body));
}

Result<bool> TlsDialogue::step(std::string_view came, std::string& to_send) {
    if (!came.empty()) BIO_write(body_->received, came.data(), static_cast<int>(came.size()));
    const int outcome = SSL_do_handshake(body_->tls.get());
    const int error = SSL_get_error(body_->tls.get(), outcome);
    body_->take_out(to_send);
    if (outcome == 1) return true;
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE) return false;
    return Error(Errc::io, "TLS did not come about: " + last_reason());
}

TlsView TlsDialogue::view() const {
    TlsView view;
    view.version = SSL_get_version(body_->tls.get());
    const auto* chain = SSL_get_peer_cert_chain(body_->tls.get());
    for (int i = 0; i < sk_X509_num(chain); ++i)
        view.chain.push_back(view_of(sk_X509_value(chain, i)));
    const long verdict = SSL_get_verify_result(body_->tls.get());
    if (verdict != X509_V_OK) view.untrusted = X509_verify_cert_error_string(verdict);
    view.expired = verdict == X509_V_ERR_CERT_HAS_EXPIRED;
    X509* own = SSL_get0_peer_certificate(body_->tls.get());
    view.name_fits = own != nullptr && is_for(own, body_->host);
    return view;
}

}  // namespace aisle
