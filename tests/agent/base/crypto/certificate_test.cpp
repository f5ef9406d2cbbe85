// SPDX-License-Identifier: Apache-2.0
#include "agent/base/crypto/certificate.hpp"

#include "tests/support/certificates.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

namespace aisle {
namespace {

TEST(Certificate, SaysWhoseItIsAndUntilWhen) {
    const auto found = read_certificates(read_whole(test_certificates().device_cert));
    ASSERT_TRUE(found);
    ASSERT_EQ(found->size(), 1U);
    const auto& one = found->front();
    EXPECT_EQ(one.subject, "s0042-pos1");
    EXPECT_EQ(one.issuer, "Aisle test authority");
    EXPECT_EQ(one.not_after - one.not_before, Seconds{2 * 86'400});
}

TEST(Certificate, ABundleIsReadWhole) {
    const auto bundle =
        read_whole(test_certificates().ca) + read_whole(test_certificates().stranger_ca);
    EXPECT_EQ(read_certificates(bundle)->size(), 2U);
    const auto cut = read_certificates(bundle.substr(0, bundle.size() - 100));
    EXPECT_FALSE(cut) << "half of it would be trusted in silence";
}

TEST(Certificate, WhatIsNoneIsRefused) {
    EXPECT_FALSE(read_certificates(""));
    EXPECT_FALSE(read_certificates(read_whole(test_certificates().device_key)));
}

TEST(Certificate, AKeyBelongsToOneCertificateOnly) {
    const auto& made = test_certificates();
    const auto device = read_whole(made.device_cert);
    EXPECT_TRUE(*key_matches(device, read_whole(made.device_key)));
    EXPECT_FALSE(*key_matches(device, read_whole(made.server_key)));
    EXPECT_FALSE(key_matches(device, "no key"));
    EXPECT_FALSE(key_matches("no certificate", read_whole(made.device_key)));
}

}  // namespace
}  // namespace aisle
