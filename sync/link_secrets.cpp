// SPDX-License-Identifier: Apache-2.0
#include "sync/link_secrets.hpp"

#include "agent/base/limits.hpp"

namespace aisle {

// Editors like to add one more end of line.
Result<std::string> read_secret(const std::string& path, Files& files) {
    auto text = files.read(path, secret_bytes_max);
    if (!text) return text.error().at("reading the secret in " + path);
    return text->substr(0, text->find_first_of("\r\n"));
}

Result<void> read_secrets(LinkTarget& target, Files& files) {
    if (!target.password_file.empty()) {
        TRY(target.password, read_secret(target.password_file, files));
    }
    if (target.proxy && !target.proxy_credentials_file.empty()) {
        TRY(target.proxy->credentials, read_secret(target.proxy_credentials_file, files));
    }
    return {};
}

}  // namespace aisle
