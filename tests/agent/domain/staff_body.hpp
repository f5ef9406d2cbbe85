// SPDX-License-Identifier: Apache-2.0
// Bodies of the feed "staff" for tests, with PINs that cost little to try.
#pragma once

#include "agent/base/base64.hpp"
#include "agent/base/crypto/scrypt.hpp"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace aisle {

inline constexpr ScryptCost cheap_cost{1024, 1, 1};
inline constexpr std::string_view pin_salt = "0123456789abcdef";

inline std::string pin_digest(std::string_view pin) {
    const auto digest = scrypt(pin, pin_salt, cheap_cost, 32);
    EXPECT_TRUE(digest);
    return digest ? *digest : std::string();
}

inline std::string pin_json(std::string_view pin) {
    return R"({"scrypt":{"n":1024,"r":1,"p":1},"salt":")" + to_base64(pin_salt) + R"(","hash":")" +
           to_base64(pin_digest(pin)) + R"("})";
}

// Without its last bracket, so that more may follow.
inline std::string staff_beginning(std::string_view roles = R"("clerk")",
                                   std::string_view until = "2026-08-01T00:00:00Z") {
    return R"({"name":"Li Lei-Canary","roles":[)" + std::string(roles) + R"(],"valid_until":")" +
           std::string(until) + R"(")";
}

inline std::string staff_with_pin(std::string_view pin, std::string_view roles = R"("clerk")",
                                  std::string_view until = "2026-08-01T00:00:00Z") {
    return staff_beginning(roles, until) + R"(,"pin":)" + pin_json(pin) + "}";
}

}  // namespace aisle
