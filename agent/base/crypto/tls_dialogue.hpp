// SPDX-License-Identifier: Apache-2.0
// The opening of a TLS conversation, looked at: whom the other side says it is, who vouches for it,
// and what is wrong with that. It goes on where a program that means to talk would break off, so
// that an expired certificate can be shown, and ends before anything is said.
// Bytes in, bytes out: the socket is the caller's. One thread.
#pragma once

#include "agent/base/crypto/certificate.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct TlsWish {
    std::string host;       // a name or an address: what the certificate has to be for
    std::string ca_file;    // empty: the system's authorities
    std::string cert_file;  // our own; empty: none
    std::string key_file;
};

struct TlsView {
    std::string version;                 // "TLSv1.3"
    std::vector<CertificateView> chain;  // as it was shown, the server's own first
    std::string untrusted;               // OpenSSL's reason; empty: an authority vouches for it
    bool expired = false;                // that is the reason
    bool name_fits = false;
};

class TlsDialogue {
public:
    // Errors: invalid (a file of certificates or keys cannot be used).
    static Result<TlsDialogue> begin(const TlsWish& wish);
    ~TlsDialogue();
    TlsDialogue(TlsDialogue&&) noexcept;

    // Takes what came and puts what is to be sent behind `to_send`. True once it is agreed.
    // Errors: io (the other side does not speak TLS, or broke off).
    Result<bool> step(std::string_view came, std::string& to_send);
    // After step() was true.
    TlsView view() const;

private:
    struct Body;
    explicit TlsDialogue(std::unique_ptr<Body> body);
    std::unique_ptr<Body> body_;
};

}  // namespace aisle
