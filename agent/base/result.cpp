// SPDX-License-Identifier: Apache-2.0
#include "agent/base/result.hpp"

#include "agent/base/check.hpp"

namespace aisle {

std::string_view to_string(Errc kind) {
    switch (kind) {
        case Errc::invalid:
            return "invalid";
        case Errc::not_found:
            return "not_found";
        case Errc::conflict:
            return "conflict";
        case Errc::denied:
            return "denied";
        case Errc::too_large:
            return "too_large";
        case Errc::full:
            return "full";
        case Errc::unavailable:
            return "unavailable";
        case Errc::timeout:
            return "timeout";
        case Errc::io:
            return "io";
        case Errc::corrupt:
            return "corrupt";
        case Errc::newer:
            return "newer";
        case Errc::dead:
            return "dead";
    }
    return "unknown";
}

Error Error::coded(std::string_view code) && {
    code_ = code;
    return std::move(*this);
}

Error Error::placed(std::string place) && {
    place_ = std::move(place);
    return std::move(*this);
}

Error Error::at(std::string_view context) const {
    Error outer = *this;
    outer.what_ = std::string(context) + ": " + what_;
    return outer;
}

void throw_exception_from_error(const Error& error, const boost::source_location& at) {
    check_failed(at.file_name(), static_cast<int>(at.line()), "result has a value",
                 error.what().c_str());
}

}  // namespace aisle
