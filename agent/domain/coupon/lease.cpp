// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/coupon/lease.hpp"

#include "agent/domain/choice.hpp"

namespace aisle {
namespace {

constexpr std::array classes{
    Choice<LeaseClass>{"quota", LeaseClass::quota},
    Choice<LeaseClass>{"risk", LeaseClass::risk},
    Choice<LeaseClass>{"benefit", LeaseClass::benefit},
    Choice<LeaseClass>{"sample", LeaseClass::sample},
};
constexpr std::array lease_states{
    Choice<LeaseState>{"open", LeaseState::open},
    Choice<LeaseState>{"recalled", LeaseState::recalled},
    Choice<LeaseState>{"returned", LeaseState::returned},
};
constexpr std::array lease_units{
    Choice<LeaseUnit>{"count", LeaseUnit::count},
    Choice<LeaseUnit>{"amount", LeaseUnit::amount},
};

template <class T, std::size_t n>
Result<T> parse_word(std::string_view word, const std::array<Choice<T>, n>& choices) {
    for (const auto& choice : choices) {
        if (choice.word == word) return choice.value;
    }
    return Error(Errc::invalid, "no word of a lease").coded("unknown_word");
}

}  // namespace

std::string_view to_string(LeaseClass kind) {
    return word_of(classes, kind);
}

Result<LeaseClass> parse_lease_class(std::string_view word) {
    return parse_word(word, classes);
}

Result<LeaseUnit> parse_lease_unit(std::string_view word) {
    return parse_word(word, lease_units);
}

std::string_view to_string(LeaseState state) {
    return word_of(lease_states, state);
}

Result<LeaseState> parse_lease_state(std::string_view word) {
    return parse_word(word, lease_states);
}

bool gives(const Lease& lease, std::int64_t units, WallTime now) {
    return lease.state == LeaseState::open && now < lease.not_after && units <= lease.room();
}

std::int64_t units_of(LeaseUnit unit, std::int64_t amount) {
    return unit == LeaseUnit::count ? 1 : amount;
}

}  // namespace aisle
