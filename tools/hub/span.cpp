// SPDX-License-Identifier: Apache-2.0
#include "tools/hub/span.hpp"

#include <algorithm>

namespace aisle {

std::vector<SeqSpan> uncovered(const SeqSpan& whole, std::vector<SeqSpan> covers) {
    std::sort(covers.begin(), covers.end());
    std::vector<SeqSpan> left;
    Seq next = whole.first;
    for (const auto& cover : covers) {
        if (next > whole.last || cover.first > whole.last) break;
        if (cover.first > next) left.push_back({next, cover.first.before()});
        next = std::max(next, cover.last.next());
    }
    if (next <= whole.last) left.push_back({next, whole.last});
    return left;
}

std::uint64_t count_of(const std::vector<SeqSpan>& spans) {
    std::uint64_t count = 0;
    for (const auto& span : spans) count += span.count();
    return count;
}

}  // namespace aisle
