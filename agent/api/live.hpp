// SPDX-License-Identifier: Apache-2.0
// What changes, told as it happens: server-sent events for screens and tools. Nothing is durable
// here. A reader that was away says the last id it saw and is given what it missed from a short
// memory, or told "missed" and asks for the whole picture; one that does not keep up is let go, so
// that it costs the others nothing. Pure: no socket, no clock; one thread, the io thread.
#pragma once

#include "agent/api/response.hpp"
#include "agent/base/entropy.hpp"
#include "agent/base/result.hpp"

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class Live {
public:
    // Ids of an earlier run mean nothing in this one; chance tells the runs apart.
    explicit Live(Entropy& entropy);
    ~Live();

    // `name` is a word, `json` one line of JSON. Of one `topic` (a literal) a reader that is behind
    // is told the newest only, so that a burst of sales does not drown it; empty: told each.
    void publish(std::string_view name, std::string_view json, std::string_view topic = {});
    // `last_event_id` as the reader sent it, empty for none. Errors: unavailable, coded
    // too_many_readers.
    Result<std::shared_ptr<BodyStream>> subscribe(std::string_view last_event_id);
    std::size_t readers();

private:
    class Reader;
    using Text = std::shared_ptr<const std::string>;

    void forget_gone();
    std::string id_of(std::uint64_t number) const;
    void catch_up(Reader& reader, std::string_view last_event_id) const;

    std::string run_;
    std::uint64_t last_ = 0;  // number of the newest event
    std::deque<Text> kept_;   // the newest at the back
    std::vector<std::weak_ptr<Reader>> readers_;
};

}  // namespace aisle
