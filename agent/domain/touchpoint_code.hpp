// SPDX-License-Identifier: Apache-2.0
// A code that leads from the store to a channel online (a group, a mini programme, a clerk), as
// central puts it into the feed `touchpoints` under the code's id. Its links are templates: the
// device fills in where it was shown and by whom, so that who joins can be told apart by store,
// touchpoint and clerk. Links come from outside, and only https ones with a host of their own are
// taken. Pure; any thread.
//
//   {"kind":"clerk","title":"Add me","url":"https://work.weixin.qq.com/ca/x?state={store}.{clerk}",
//    "rotate":["https://…"],"staff":"op7","campaign":"90417","valid_until":"2026-07-01T00:00:00Z"}
#pragma once

#include "agent/base/json.hpp"
#include "agent/base/json_writer.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

enum class TouchpointKind { community, mini_programme, clerk, other };
enum class ExposedHow { screen, print };

struct TouchpointCode {
    TouchpointKind kind = TouchpointKind::other;
    std::string title{};
    std::vector<std::string> urls{};  // templates, shown in turn; at least one
    std::string staff{};              // whose own it is; empty: everybody's
    std::string campaign{};
    std::optional<WallTime> valid_until{};
};

// Where it is shown, and who shows it. What is empty is not known.
struct TouchpointPlace {
    std::string store{};
    std::string touchpoint{};
    std::string clerk{};
};

// Members that are not known are let pass, and a kind that is not known is `other`, as in every
// feed. Errors: invalid ("bad_url" among others), coded and placed by JSON pointer.
Result<TouchpointCode> parse_touchpoint_code(const Json& body);

// Whether it is to be shown there at this time: it is not over, it is nobody else's, and its links
// need nothing that is not known there.
bool is_shown(const TouchpointCode& code, const TouchpointPlace& place, WallTime now);
// Its own clerk's, or else whoever shows it.
std::string_view clerk_of(const TouchpointCode& code, const TouchpointPlace& place);
// Whether one of its links asks for the clerk.
bool names_clerk(const TouchpointCode& code);
// The link of so many displays before, filled in; values are percent-encoded, each on its own.
std::string touchpoint_link(const TouchpointCode& code, const TouchpointPlace& place,
                            std::uint64_t displays);
// What the link says in its "state", decoded; empty when it says nothing.
std::string state_of_link(std::string_view link);

// One member of the list that a screen asks for.
struct ShownTouchpoint {
    std::string_view key;
    const TouchpointCode& code;
    std::string_view link;
    std::uint64_t turn = 0;  // how often it was shown before
};
void write_touchpoint(JsonWriter& json, const ShownTouchpoint& shown);

// Somebody's body: that a code was shown.
struct ExposedCode {
    std::string id;  // the caller's, so that it may say the same twice; empty if none
    ExposedHow how = ExposedHow::screen;
    std::string clerk;                  // whoever showed it; empty: who is signed in
    std::optional<std::uint64_t> turn;  // of the list that it was taken from
};
// Errors: invalid, coded and placed by JSON pointer.
Result<ExposedCode> parse_exposed_code(const Json& body);

EventDraft touchpoint_exposed(const ShownTouchpoint& shown, const TouchpointPlace& place,
                              ExposedHow how);

}  // namespace aisle
