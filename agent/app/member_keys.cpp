// SPDX-License-Identifier: Apache-2.0
#include "agent/app/member_keys.hpp"

#include "agent/base/limits.hpp"
#include "agent/base/wipe.hpp"

namespace aisle {
namespace {

template <class Key>
std::optional<Key> read_key(const std::string& path, Files& files, Log& log,
                            Result<Key> (*parse)(std::string_view)) {
    if (path.empty()) return std::nullopt;
    auto text = files.read(path, key_file_bytes_max);
    auto key = text ? parse(*text) : Result<Key>(text.error());
    if (text) wipe(*text);
    if (key) return std::move(*key);
    log.warn("members.key_unread", {{"file", path}, {"why", key.error().what()}});
    return std::nullopt;
}

}  // namespace

MemberKeys read_member_keys(const CentralConfig& config, Files& files, Log log) {
    return {read_key(config.seal_key_file, files, log, parse_seal_public_key),
            read_key(config.identifier_key_file, files, log, parse_identifier_key)};
}

}  // namespace aisle
