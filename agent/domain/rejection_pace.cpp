// SPDX-License-Identifier: Apache-2.0
#include "agent/domain/rejection_pace.hpp"

#include "agent/base/ascii.hpp"
#include "agent/domain/rejection.hpp"

#include <utility>

namespace aisle {
namespace {

bool may_note(const std::optional<MonoTime>& noted, MonoTime now) {
    return !noted || now - *noted >= rejection_interval;
}

// The line of a receipt, or the byte of a body, that was wrong is no other kind.
std::string name_of(std::string_view what, const Error& error) {
    std::string name(what);
    name.append("\n").append(error.code()).append("\n").append(rejected_field(error));
    std::erase_if(name, is_digit);
    return name;
}

}  // namespace

std::optional<std::uint64_t> RejectionPace::due(std::string_view what, const Error& error,
                                                MonoTime now) {
    return due(name_of(what, error), now);
}

std::optional<std::uint64_t> RejectionPace::due(std::string name, MonoTime now) {
    auto& kind = kind_of(std::move(name), now);
    if (!may_note(kind.noted, now)) {
        ++kind.left_out;
        return std::nullopt;
    }
    kind.noted = now;
    return std::exchange(kind.left_out, 0);
}

RejectionPace::Kind& RejectionPace::kind_of(std::string name, MonoTime now) {
    const auto known = kinds_.find(name);
    if (known != kinds_.end()) return known->second;
    if (kinds_.size() >= rejection_kinds_max) {
        // What has not come for a while makes room; what it still had to tell is told with others.
        std::erase_if(kinds_, [&](const auto& item) {
            const bool over = may_note(item.second.noted, now);
            if (over) others_.left_out += item.second.left_out;
            return over;
        });
    }
    if (kinds_.size() >= rejection_kinds_max) return others_;
    return kinds_[std::move(name)];
}

}  // namespace aisle
