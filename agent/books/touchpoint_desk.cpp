// SPDX-License-Identifier: Apache-2.0
#include "agent/books/touchpoint_desk.hpp"

namespace aisle {
namespace {

// A device that is no touchpoint of its own by name is the touchpoint under its own.
TouchpointPlace place_of(const EventContext& context, std::string_view clerk) {
    return {context.store, context.touchpoint.empty() ? context.device : context.touchpoint,
            clerk.empty() ? context.operator_id : std::string(clerk)};
}

}  // namespace

void TouchpointDesk::show(std::string_view clerk, Answer answer) {
    parts_.recorder.read([this, place = place_of(parts_.context(), clerk),
                          now = parts_.recorder.now()] { return parts_.list.json(place, now); },
                         std::move(answer));
}

void TouchpointDesk::exposed(std::string_view key, std::string_view body, Accept accept) {
    const auto json = Json::parse(body);
    if (!json) return parts_.recorder.reject("touchpoint_exposed", json.error(), accept);
    auto read = parse_exposed_code(*json);
    if (!read) return parts_.recorder.reject("touchpoint_exposed", read.error(), accept);
    auto turn = parts_.recorder.prepare({}, "touchpoint_exposed", read->id,
                                        std::string(key).append("\n").append(body));
    if (turn) {
        turn->moves = [this, key = std::string(key), exposed = std::move(*read)](Pen& pen) {
            return write_exposed(pen, key, exposed);
        };
    }
    parts_.recorder.commit(std::move(turn), std::move(accept));
}

Result<void> TouchpointDesk::write_exposed(Pen& pen, std::string_view key,
                                           const ExposedCode& exposed) {
    TRY(const auto known, parts_.codes.look_up(key));
    const auto place = place_of(pen.moment(), exposed.clerk);
    if (clerk_of(known.code, place).empty() && names_clerk(known.code)) {
        return Error(Errc::conflict,
                     "the link of this code names a clerk: sign in, or say whose it is")
            .coded("clerk_missing")
            .placed("/clerk");
    }
    const auto turn = exposed.turn.value_or(known.displays);
    const auto link = touchpoint_link(known.code, place, turn);
    TRY(pen.write(touchpoint_exposed({key, known.code, link, turn}, place, exposed.how)));
    return parts_.codes.count(pen.txn(), key);
}

}  // namespace aisle
