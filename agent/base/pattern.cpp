// SPDX-License-Identifier: Apache-2.0
#include "agent/base/pattern.hpp"

#include "agent/base/limits.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <utility>

namespace aisle {

struct Pattern::Parts {
    Parts(std::string_view text, const RE2::Options& options)
        : compiled(re2::StringPiece(text.data(), text.size()), options), expression(text) {}

    RE2 compiled;
    std::string expression;
    std::vector<std::string> groups;
};

Pattern::Pattern(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Pattern::~Pattern() = default;
Pattern::Pattern(Pattern&& other) noexcept = default;
Pattern& Pattern::operator=(Pattern&& other) noexcept = default;

Result<Pattern> Pattern::compile(std::string_view expression) {
    if (expression.size() > pattern_bytes_max) {
        return Error(Errc::too_large,
                     "an expression has at most " + std::to_string(pattern_bytes_max) + " bytes");
    }
    RE2::Options options;
    options.set_log_errors(false);
    options.set_max_mem(pattern_memory_max);
    auto parts = std::make_unique<Parts>(expression, options);
    if (!parts->compiled.ok()) {
        const bool large = parts->compiled.error_code() == RE2::ErrorPatternTooLarge;
        const auto& where = parts->compiled.error_arg();
        return Error(large ? Errc::too_large : Errc::invalid,
                     (where.empty() ? "" : "\"" + where + "\": ") + parts->compiled.error());
    }
    const auto groups = static_cast<std::size_t>(parts->compiled.NumberOfCapturingGroups());
    if (groups > pattern_groups_max) {
        return Error(Errc::too_large, "more than " + std::to_string(pattern_groups_max) +
                                          " groups; write (?:…) for those that take nothing");
    }
    parts->groups.resize(groups);
    for (const auto& [number, name] : parts->compiled.CapturingGroupNames()) {
        auto& place = parts->groups[static_cast<std::size_t>(number) - 1];
        if (std::ranges::find(parts->groups, name) != parts->groups.end()) {
            return Error(Errc::invalid, "two groups are named \"" + name + "\"");
        }
        place = name;
    }
    return Pattern(std::move(parts));
}

bool Pattern::fits(std::string_view text) const {
    return RE2::FullMatchN(re2::StringPiece(text.data(), text.size()), parts_->compiled, nullptr,
                           0);
}

bool Pattern::fits(std::string_view text, std::vector<std::string_view>& into) const {
    std::array<re2::StringPiece, pattern_groups_max + 1> found;
    const re2::StringPiece whole(text.data(), text.size());
    const auto groups = parts_->groups.size();
    if (!parts_->compiled.Match(whole, 0, text.size(), RE2::ANCHOR_BOTH, found.data(),
                                static_cast<int>(groups) + 1)) {
        return false;
    }
    into.resize(groups);
    for (std::size_t i = 0; i < groups; ++i) into[i] = {found[i + 1].data(), found[i + 1].size()};
    return true;
}

std::uint64_t Pattern::steps_max(std::size_t bytes) const {
    // Where states do not fit into the memory, each byte may meet each instruction.
    return static_cast<std::uint64_t>(parts_->compiled.ProgramSize()) * (bytes + 1);
}

const std::vector<std::string>& Pattern::groups() const {
    return parts_->groups;
}

const std::string& Pattern::expression() const {
    return parts_->expression;
}

std::string Pattern::common_beginning() const {
    constexpr int looked_at = 32;
    std::string least, most;
    if (!parts_->compiled.PossibleMatchRange(&least, &most, looked_at)) return {};
    const auto [end, ignored] = std::ranges::mismatch(least, most);
    return {least.begin(), end};
}

}  // namespace aisle
