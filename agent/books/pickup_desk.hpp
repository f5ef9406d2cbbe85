// SPDX-License-Identifier: Apache-2.0
// Orders picked up at the counter: the code is shown and says what waits, then the order is handed
// over, once. All of it works with the line down, for an order is handed over by one device only;
// any other says where. Asking moves nothing; the mark that an order was handed over and the event
// that says so stand in one transaction, and the answer leaves after it. What is shown stands in no
// event, no log and no error. Owner's thread.
#pragma once

#include "agent/books/pickup_book.hpp"
#include "agent/books/ratchet_book.hpp"
#include "agent/books/recorder.hpp"
#include "agent/books/sure_time.hpp"
#include "agent/domain/scan/code.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

struct PickupDeskParts {
    Recorder& recorder;
    PickupBook& pickups;
    RatchetBook& ratchet;  // whether anything may be given away now
    SureTime& time;
    const CodeReader& codes;
    std::string device;                // this one
    Function<std::uint32_t()> holder;  // the number by which tokens name it
};

class PickupDesk {
public:
    explicit PickupDesk(PickupDeskParts parts) : parts_(std::move(parts)) {}

    // Answers with ready_json or rejected_json. Errors: invalid (placed).
    void present(std::string_view body, Answer answer);
    // Errors beside those of the body: not_found ("unknown_pickup"), conflict
    // ("already_picked_up", "pickup_elsewhere", "pickup_expired", "rights_frozen").
    void complete(std::string_view order, std::string_view body, Accept accept);

private:
    // What was shown: the digest of a code, or a token that is central's; and to whom.
    struct Shown {
        Digest code{};
        std::optional<Token> token{};
        PickupDecision objection = PickupDecision::ready;
        std::uint32_t holder = 0;
    };
    Shown read(const std::string& code);
    // From here on inside a Txn on the store thread.
    Result<PickupMoment> moment(WallTime now, std::optional<WallTime> handed_over);
    Result<std::string> answer_to(const Shown& shown, WallTime now);
    Result<PickupRefusal> judge(const KnownPickup& known, const Shown& shown, WallTime now);
    Result<void> hand_over(Pen& pen, std::string_view order, WallTime now,
                           std::optional<WallTime> truth);

    PickupDeskParts parts_;
};

}  // namespace aisle
