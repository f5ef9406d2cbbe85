// SPDX-License-Identifier: Apache-2.0
#include "tools/tap/reader_watch.hpp"

#include <system_error>

namespace aisle {

std::string ReaderWatch::look(int failed, MonoTime now) {
    if (path_.empty()) return {};
    if (failed == 0) {
        was_read_ = true;
        since_.reset();
        return std::exchange(said_, 0) == 0 ? std::string() : "aisled reads along at " + path_;
    }
    if (!since_) since_ = now;
    if (failed == said_ || (was_read_ && now - *since_ < reader_away)) return {};
    if (!may_complain(now)) return {};
    said_ = failed;
    return "nobody reads along at " + path_ + ": " + std::generic_category().message(failed) +
           "; receipts are printed all the same, and are no purchases: start aisled, or let --copy "
           "and listen of its [[tap]] name the same socket";
}

bool ReaderWatch::may_complain(MonoTime now) {
    constexpr Seconds hour{3600};
    if (!hour_ || now - *hour_ >= hour) {
        hour_ = now;
        complaints_ = 0;
    }
    if (complaints_ == complaints_an_hour) return false;
    ++complaints_;
    return true;
}

}  // namespace aisle
