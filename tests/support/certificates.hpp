// SPDX-License-Identifier: Apache-2.0
// Throw-away certificates for tests: an authority, a broker and a device, all EC P-256, made once a
// process with the openssl command. And a second authority that signed nothing here.
#pragma once

#include <string>

namespace aisle {

struct Certificates {
    std::string ca;
    std::string server_cert;  // for localhost and 127.0.0.1
    std::string server_key;
    std::string elsewhere_cert;  // same authority, for broker.elsewhere.example only
    std::string elsewhere_key;
    std::string expired_cert;  // for localhost, until yesterday
    std::string expired_key;
    std::string device_cert;  // CN s0042-pos1
    std::string device_key;
    std::string stranger_ca;
};

const Certificates& test_certificates();

}  // namespace aisle
