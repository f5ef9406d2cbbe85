// SPDX-License-Identifier: Apache-2.0
// What the daemon said, understood: a JSON value, or the problem it named, with the member of the
// body it was about.
#pragma once

#include "agent/base/json.hpp"
#include "tools/ctl/local_client.hpp"

#include <memory>
#include <string>
#include <string_view>

namespace aisle {

struct DaemonAnswer {
    std::string_view text() const { return *body; }  // as it came

    std::unique_ptr<const std::string> body;  // where the JSON looks
    Json json;
};

// Errors: those of the client; and those the daemon answered, in its words.
Result<DaemonAnswer> ask_daemon(const LocalClient& client, const Question& question);
// Of an answer that has come.
Result<DaemonAnswer> understand(const HttpAnswer& answer);

// A text that no terminal obeys or turns round: what was captured or answered may hold anything.
std::string plain(std::string_view text);
// For people: texts and whole numbers as they are, "-" for what is not there.
std::string text_at(const Json& object, std::string_view key);

}  // namespace aisle
