// SPDX-License-Identifier: Apache-2.0
// What central says of one of the staff, and behind an 's' what somebody sends who wants to sign
// in. Whatever they are: what was read is within its bounds and costs what a till can pay, a
// sign-in never outlasts what central said, and what is refused is refused without what was typed.
#include "agent/base/check.hpp"
#include "agent/base/limits.hpp"
#include "agent/domain/sign_in.hpp"
#include "tests/support/manual_clock.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {
namespace {

constexpr std::string_view marked_pin = "83174";

void judge_pin(const PinDigest& pin) {
    CHECK(is_bearable(pin.cost), "a till can compute it");
    CHECK(pin.salt.size() >= 8 && pin.salt.size() <= 64, "a salt is bounded");
    CHECK(pin.digest.size() >= 16 && pin.digest.size() <= 64, "a digest is bounded");
}

void judge_session(const StaffEntry& entry) {
    const BootMoment now{"boot", MonoTime{Seconds{100}}, ManualClock::morning};
    CHECK(decide_validity(entry, entry.valid_until) == SignInDecision::expired, "it ends");
    if (decide_validity(entry, now.wall) != SignInDecision::ok) return;
    const auto session = begin_session("op7", entry, now);
    CHECK(session.until <= entry.valid_until, "not longer than central said");
    CHECK(!is_over(session, now.mono) && is_over(session, now.mono + sign_in_max), "of a shift");
    CHECK(continue_session(session, entry, now) == session, "nothing has changed");
    CHECK(StaffRoles::from_bits(session.roles.bits()) == session.roles, "roles are kept");
    CHECK(Json::parse(std::string_view(operator_signed_in(session, SignInMethod::pin).data)),
          "what is told is JSON");
}

void read_staff(std::string_view text) {
    const auto json = Json::parse(text);
    if (!json) return;
    const auto entry = parse_staff(*json);
    if (!entry) {
        CHECK(!entry.error().code().empty(), "it says why");
        return;
    }
    CHECK(!entry->name.empty() && entry->name.size() <= name_bytes_max, "a name is bounded");
    CHECK(entry->badges.size() <= 8, "badges are bounded");
    CHECK(!entry->valid_from || *entry->valid_from < entry->valid_until, "a time has an end");
    if (entry->pin) judge_pin(*entry->pin);
    judge_session(*entry);
}

void read_sign_in(std::string_view text) {
    const auto json = Json::parse(text);
    if (!json) return;
    const auto wish = parse_sign_in(*json);
    if (!wish) {
        const auto error = wish.error();
        const bool by_name = error.code() == "unknown_member";
        CHECK(by_name || error.what().find(marked_pin) == std::string::npos, "nothing is repeated");
        return;
    }
    if (wish->method == SignInMethod::badge) {
        CHECK(!wish->badge.empty() && wish->pin.empty(), "a badge alone");
        return;
    }
    CHECK(!wish->operator_id.empty() && wish->badge.empty(), "an operator and a PIN");
    CHECK(wish->pin.size() >= pin_digits_min && wish->pin.size() <= pin_digits_max, "of a length");
    CHECK(std::ranges::all_of(wish->pin, [](char c) { return c >= '0' && c <= '9'; }), "digits");
}

void run(std::string_view text) {
    if (text.starts_with('s')) return read_sign_in(text.substr(1));
    read_staff(text);
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    aisle::run({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
