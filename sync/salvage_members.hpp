// SPDX-License-Identifier: Apache-2.0
// The part of a salvage that is about members. The last answer to a question stays the last one, a
// withdrawal above all; who signed up here stays a member; what was changed of her preferences and
// is to her credit stays so. A row of somebody whom one of the two files has forgotten is left
// behind, and that she was forgotten comes along. At start, before any thread; the other file is
// only read.
#pragma once

#include "agent/base/result.hpp"
#include "sync/journal.hpp"
#include "sync/salvage_rows.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>

namespace aisle {

class SalvageMembers {
public:
    explicit SalvageMembers(SalvageRows& rows) : rows_(rows) {}

    // When the entries have been carried over; `head` is the ledger's then. Errors: those of the
    // new file.
    Result<void> run(Seq head);
    // Whom the other file has forgotten. Last of all: until here, who is known as forgotten here is
    // so by the new file's own word.
    Result<void> remember();

private:
    struct Answer {
        std::string decision;
        std::string id;
        std::int64_t seq = 0;
        std::int64_t at = 0;
        std::optional<std::int64_t> acked_at{};
    };
    using Question = std::tuple<std::string, std::string, std::string>;  // whom, what for, by what
    using Answers = std::map<Question, Answer>;

    Result<void> copy_consents(Seq head);
    Result<void> keep_answers(const Answers& answers, Seq head);
    Result<void> copy_sign_ups();
    Result<void> copy_preferences();
    Result<void> copy_credits();
    Result<void> copy_points();

    SalvageRows& rows_;
};

}  // namespace aisle
