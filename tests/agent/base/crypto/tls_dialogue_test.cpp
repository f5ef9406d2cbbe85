// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/tls_dialogue.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

// Says what the dialogue wants said, until it is agreed.
Result<TlsView> look_at(std::uint16_t port, const TlsWish& wish) {
    TRY(auto dialogue, TlsDialogue::begin(wish));
    auto stream = Stream::connect_to(port);
    std::string came;
    while (true) {
        std::string to_send;
        TRY(const bool agreed, dialogue.step(came, to_send));
        if (agreed) return dialogue.view();
        if (!to_send.empty()) stream.write(to_send);
        came = stream.read_some();
        if (came.empty()) return Error(Errc::io, "the other side hung up");
    }
}

TlsWish trusting(std::string host = "localhost") {
    return {std::move(host), test_certificates().ca, "", ""};
}

TEST(TlsDialogue, AGoodServerIsGoodByNameAndByAddress) {
    const LoopbackServer server(tls_bridge(free_port()));
    for (const auto* host : {"localhost", "127.0.0.1"}) {
        const auto view = look_at(server.port(), trusting(host));
        ASSERT_TRUE(view) << view.error().what();
        EXPECT_EQ(view->untrusted, "");
        EXPECT_TRUE(view->name_fits);
        EXPECT_EQ(view->chain.at(0).subject, "localhost");
        EXPECT_TRUE(view->version.starts_with("TLSv1."));
    }
}

TEST(TlsDialogue, AnotherNameIsSeen) {
    const LoopbackServer server(tls_bridge(free_port(), true));
    const auto view = look_at(server.port(), trusting());
    ASSERT_TRUE(view) << view.error().what();
    EXPECT_FALSE(view->name_fits);
    EXPECT_EQ(view->untrusted, "") << "the authority is right, the name is not";
}

TEST(TlsDialogue, AnotherAuthorityIsSeenAndItsCertificateShown) {
    const LoopbackServer server(tls_bridge(free_port()));
    auto wish = trusting();
    wish.ca_file = test_certificates().stranger_ca;
    const auto view = look_at(server.port(), wish);
    ASSERT_TRUE(view);
    EXPECT_NE(view->untrusted, "");
    EXPECT_FALSE(view->expired);
    EXPECT_EQ(view->chain.at(0).issuer, "Aisle test authority");
}

TEST(TlsDialogue, WhatDoesNotSpeakTlsIsAnError) {
    const LoopbackServer server(answer_and_close("HTTP/1.1 400 Bad Request\r\n\r\n"));
    EXPECT_FALSE(look_at(server.port(), trusting()));
}

TEST(TlsDialogue, FilesThatCannotBeUsedAreNamed) {
    const ScratchFolder folder;
    auto wish = trusting();
    wish.cert_file = test_certificates().device_cert;
    wish.key_file = test_certificates().server_key;
    const auto refused = TlsDialogue::begin(wish);
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().what().find(wish.key_file), std::string::npos);
    wish = trusting();
    wish.ca_file = folder.write("ca.pem", "nothing");
    EXPECT_FALSE(TlsDialogue::begin(wish));
}

}  // namespace
}  // namespace aisle
