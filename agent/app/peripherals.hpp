// SPDX-License-Identifier: Apache-2.0
// What stands on this counter, told to central: each at the start, and when one comes or goes. A
// scanner that hangs up after every code comes and goes all day, and has not changed; nor has a tap
// that is started again. Owner's thread.
#pragma once

#include "agent/api/status.hpp"
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
    // What central is to be told. An empty trouble: it works. Else the words may change with every
    // try and are no news while the condition stays. Nothing when that is known already, nobody is
    // there and nothing is wrong (`waiting`), or nobody has the name.
    std::optional<EventDraft> changed(std::string_view name, std::string_view trouble,
                                      std::string_view condition);
    // How they are just now, in the order of the configuration.
    std::vector<PeripheralStatus> statuses(PeripheralCategory category) const;

private:
    static constexpr std::string_view waiting = "waiting";
    struct Known {
        Peripheral peripheral;
        std::string told{};  // to central, at last
        std::string condition{waiting};
        std::string trouble{};
    };
    std::vector<Known> all_;
};

}  // namespace aisle
