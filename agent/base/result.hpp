// SPDX-License-Identifier: Apache-2.0
// Result<T>: a value, or an Error whose kind says what the caller does next and whose text is a
// sentence for the person who reads the till's log. Context is added on the way up with at();
// handling happens once. Decisions (coupon expired) are values, not errors; bugs are CHECKs.
#pragma once

#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>

namespace aisle {

enum class Errc {
    invalid,      // the input is wrong: say where, do not retry
    not_found,    // what was named does not exist
    conflict,     // it exists already and differs
    denied,       // understood, and refused
    too_large,    // over a bound of limits.hpp
    full,         // no room: make some, or refuse out loud
    unavailable,  // not now: retry later
    timeout,      // no answer in time: retry later
    io,           // the world failed: a file, a socket, a device
    corrupt,      // what was read cannot be believed
    newer,        // written by a newer program: leave it alone
    dead,         // the disk's word is gone: stop and let the supervisor restart
};

std::string_view to_string(Errc kind);

class Error {
public:
    // What error() of a success gives: nothing to report.
    Error() : kind_(Errc::invalid) {}
    Error(Errc kind, std::string what) : kind_(kind), what_(std::move(what)) {}

    Errc kind() const { return kind_; }
    const std::string& what() const { return what_; }
    // A stable word for programs, e.g. "totals_disagree"; the kind's own name if none was given.
    std::string_view code() const { return code_.empty() ? to_string(kind_) : code_; }
    // Where in the input, as a JSON pointer (RFC 6901) or file:line:column; empty if unknown.
    const std::string& place() const { return place_; }

    Error coded(std::string_view code) &&;
    Error placed(std::string place) &&;
    // "recording a scan from lane1: disk full"
    Error at(std::string_view context) const;

private:
    Errc kind_;
    std::string what_;
    std::string code_;
    std::string place_;
};

// Asked for a value that is not there: a bug in the caller.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& at);

template <class T>
class [[nodiscard]] Result : public boost::system::result<T, Error> {
public:
    using boost::system::result<T, Error>::result;
};

}  // namespace aisle

// TRY(auto row, find.one());   TRY(statement.run());   Leaves the function with the error.
#define AISLE_TRY_JOIN_(a, b) a##b
#define AISLE_TRY_NAME_(a, b) AISLE_TRY_JOIN_(a, b)
#define AISLE_TRY_1_(outcome, expression) \
    if (auto&& outcome = (expression); !outcome) return std::move(outcome).error()
#define AISLE_TRY_2_(outcome, declaration, expression) \
    AISLE_TRY_VALUE_(outcome, declaration, expression)
#define AISLE_TRY_VALUE_(outcome, declaration, expression) \
    auto&& outcome = (expression);                         \
    if (!outcome) return std::move(outcome).error();       \
    declaration = *std::forward<decltype(outcome)>(outcome)
#define AISLE_TRY_PICK_(one, two, macro, ...) macro
#define AISLE_TRY_WITH_(macro, outcome, ...) macro(outcome, __VA_ARGS__)
#define TRY(...)                                                                \
    AISLE_TRY_WITH_(AISLE_TRY_PICK_(__VA_ARGS__, AISLE_TRY_2_, AISLE_TRY_1_, ), \
                    AISLE_TRY_NAME_(try_outcome_, __COUNTER__), __VA_ARGS__)
