// SPDX-License-Identifier: Apache-2.0
// The last look at everything that goes into a bundle. What is put there holds no secrets and no
// persons to begin with; should a broker's answer or a log line repeat one all the same, it is
// crossed out here. Pure.
#pragma once

#include "config/config.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class Scrubber {
public:
    // Secrets of fewer than four bytes are not looked for: they would cross out half of all words.
    explicit Scrubber(std::vector<std::string> secrets);

    std::string without_secrets(std::string_view text) const;
    // For lines that other programs may have written: addresses of mail, and numbers as long as a
    // phone's, lose their middle as well.
    std::string without_persons(std::string_view text) const;

private:
    std::vector<std::string> secrets_;
};

// What follows a question mark in a broker's address may be a token; the user's name may be one.
Config without_secrets(Config config);
// The secrets themselves: what is in the files that the configuration names, and in its addresses.
std::vector<std::string> secrets_of(const Config& config);

}  // namespace aisle
