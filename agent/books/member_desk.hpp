// SPDX-License-Identifier: Apache-2.0
// What may be done with members at the counter: sign one up, change what she consents to, ask who
// stands there. Contact data is sealed and digested here, before anything is handed to the store.
// Owner's thread; what moves the books runs inside a Txn on the store thread.
#pragma once

#include "agent/books/recorder.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/store_profile.hpp"

#include <string>
#include <string_view>

namespace aisle {

struct MemberDeskParts {
    Recorder& recorder;
    MemberKeys keys{};
    // This device's own: a body with a phone number in it is remembered under a keyed digest, which
    // nobody can guess.
    std::string digest_key{};
};

class MemberDesk {
public:
    MemberDesk(MemberDeskParts parts, StoreProfile profile);

    void sign_up(std::string_view body, Accept accept);

private:
    Digest digest_of(std::string_view body) const;

    MemberDeskParts parts_;
    Recorder& recorder_;
    StoreProfile profile_;
};

}  // namespace aisle
