// SPDX-License-Identifier: Apache-2.0
// A regular expression for texts from outside: RE2, whose time grows with the text and not with
// what somebody wrote into the expression. It has to fit the whole text. Any thread.
#pragma once

#include "agent/base/result.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class Pattern {
public:
    // Errors: invalid, with what is wrong and where; too_large, when it would take much memory.
    static Result<Pattern> compile(std::string_view expression);
    ~Pattern();
    Pattern(Pattern&& other) noexcept;
    Pattern& operator=(Pattern&& other) noexcept;

    bool fits(std::string_view text) const;
    // What the groups took, by the order of their names below; of a group that took no part an
    // empty view. False when the text does not fit.
    bool fits(std::string_view text, std::vector<std::string_view>& into) const;
    // How much work a text of so many bytes is at most. Most texts are a hundredth of it; which are
    // not depends on both.
    std::uint64_t steps_max(std::size_t bytes) const;
    // Of each group in order, empty for one without a name.
    const std::vector<std::string>& groups() const;
    const std::string& expression() const;
    // What every text that fits begins with, as far as it is known.
    std::string common_beginning() const;

private:
    struct Parts;
    explicit Pattern(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace aisle
