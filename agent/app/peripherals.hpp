// SPDX-License-Identifier: Apache-2.0
// What stands on this counter, told to central: each at the start, and when one comes or goes. A
// scanner that hangs up after every code comes and goes all day, and has not changed. Owner's
// thread.
#pragma once

#include "agent/domain/peripheral.hpp"
#include "config/config.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace aisle {

class Peripherals {
public:
    explicit Peripherals(const Config& config);

    std::vector<EventDraft> registrations() const;
    // An empty trouble: it works. Else the words may change with every try and are no news while
    // the condition stays. Nothing when that is known already, or nobody has the name.
    std::optional<EventDraft> changed(std::string_view name, std::string_view trouble,
                                      std::string_view condition = "does not work");

private:
    struct Known {
        Peripheral peripheral;
        std::string state;  // as it was last told
    };
    std::vector<Known> all_;
};

}  // namespace aisle
