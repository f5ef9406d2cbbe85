// SPDX-License-Identifier: Apache-2.0
// What members have consented to, as it was said last on this device: one answer for each member,
// purpose and channel, and it counts from the moment it is saved, with the line down as well. What
// was said to an id that central has merged into another counts for that one. Central keeps the
// records; here an answer goes thirty days after central has it. Inside a Txn on the store thread.
#pragma once

#include "agent/base/json_writer.hpp"
#include "agent/domain/consent.hpp"
#include "agent/store/committer.hpp"
#include "sync/journal.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace aisle {

struct StoredConsent {
    std::string id;
    ConsentDecision decision = ConsentDecision::refused;
};

class ConsentBook {
public:
    explicit ConsentBook(Database& db);

    // The answer takes the place of the one before. Inside the transaction of its event.
    Result<void> note(Txn& txn, const Consent& consent, const ConsentRecord& record,
                      const Receipt& by, WallTime now);
    // What was answered to exactly this question.
    Result<std::optional<StoredConsent>> find(std::string_view member, std::string_view purpose,
                                              std::string_view channel);
    // Whether there is a yes for this purpose over this channel: the newest answer that names the
    // channel or any. Nothing when nobody has answered here.
    Result<std::optional<bool>> allows(std::string_view member, std::string_view purpose,
                                       std::string_view channel);
    // [{"purpose":…,"channel":…,"decision":…,"consent_id":…,"at":…},…]
    Result<void> write(JsonWriter& json, std::string_view member);
    // Returns how many there were.
    Result<std::size_t> erase(Txn& txn, std::string_view member);
    // Dates what central has through `acked` and deletes what is past its time, at most `rows_max`
    // each. `now` is the true time.
    Result<void> forget(Txn& txn, Seq acked, WallTime now, std::size_t rows_max);

private:
    Statement note_;
    Statement find_;
    Statement answers_;
    Statement of_member_;
    Statement erase_;
    Statement date_;
    Statement forget_;
};

}  // namespace aisle
