// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/seal_pair.hpp"

#include "agent/base/crypto/seal_key.hpp"
#include "agent/base/limits.hpp"

namespace aisle {

Result<std::string> make_seal_pair(const std::string& name, Files& files, Entropy& entropy) {
    const auto secret = name + ".key";
    const auto shown = name + ".pem";
    for (const auto& path : {secret, shown}) {
        const auto there = files.read(path, key_file_bytes_max);
        if (there || there.error().kind() == Errc::too_large) {
            return Error(Errc::conflict, path + " is there already; it is not overwritten");
        }
        if (there.error().kind() != Errc::not_found) return there.error().at(path);
    }
    const auto key = make_seal_key(entropy);
    TRY(files.replace(secret, to_pem(key)));
    const auto shows = files.replace(shown, to_pem(public_of(key)));
    if (!shows) {
        // Alone it would keep the next try from making a pair.
        const auto removed = files.remove(secret);
        return shows.error().at(removed ? shown : shown + ", and " + secret + " is to be removed");
    }
    return "key " + key_id(public_of(key)) + ": " + secret + " for aisle-hub import --key, " +
           shown + " for seal_key_file of every device";
}

}  // namespace aisle
