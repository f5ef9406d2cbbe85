// SPDX-License-Identifier: Apache-2.0
// A shop that never closes: scans, purchases and sign-ups, the same ones for the same seed.
// 60 % are scans of GS1 Digital Links, 30 % purchases of 1 to 12 lines, 10 % sign-ups. Purchases
// and sign-ups carry their caller's own id, as a till sends it.
#pragma once

#include "agent/base/entropy.hpp"
#include "agent/base/time.hpp"
#include "agent/domain/event.hpp"
#include "agent/domain/identifier.hpp"
#include "agent/domain/scan.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace aisle {

enum class Happening { scan, purchase, sign_up };

struct Occasion {
    Happening kind = Happening::scan;
    Scan scan;         // of a scan
    std::string body;  // as it is posted over HTTP, for all three

    std::string path() const;
};

class Shop {
public:
    explicit Shop(std::uint64_t seed) : entropy_(seed) {}

    Occasion next();
    Occasion scan();
    Occasion purchase();
    Occasion sign_up();
    Entropy& entropy() { return entropy_; }

private:
    std::string digits(std::size_t count);

    SeededEntropy entropy_;
    std::int64_t number_ = 0;
};

// A scan as the event that it becomes.
EventDraft scan_draft(const Scan& scan);
// Digits with the check digit of a trade number behind them.
std::string with_check(std::string digits);

// What the shop's forms show, and the keys that its members' data is kept apart with.
inline constexpr std::string_view notice_text = "We keep your number to call you.";
MemberKeys shop_keys(Entropy& entropy);

// Where and when the events of a bench happen.
EventContext shop_context(WallTime now);

}  // namespace aisle
