// SPDX-License-Identifier: Apache-2.0
// Which version of MQTT to speak next. "Automatic" tries 5 and falls back to 3.1.1 for a day when
// the broker says so, or (RabbitMQ 3.10) twice hangs up without a word. One that hangs up on 3.1.1
// as well has something else in mind, as a captive portal has, and teaches nothing. Pure.
#pragma once

#include "agent/base/time.hpp"
#include "sync/link.hpp"

namespace aisle {

enum class VersionPreference { automatic, v5, v311 };

class VersionMemory {
public:
    explicit VersionMemory(VersionPreference choice) : choice_(choice) {}

    MqttVersion next(MonoTime now) const;
    void connected() {
        closed_silently_ = 0;
        guessed_ = false;
    }
    // A connection with `tried` came to nothing. True when that teaches us to speak 3.1.1.
    bool failed(MqttVersion tried, LinkLoss loss, MonoTime now);

private:
    VersionPreference choice_;
    MonoTime old_until_{};
    int closed_silently_ = 0;
    bool guessed_ = false;  // from closes alone, and 3.1.1 has not connected yet
};

}  // namespace aisle
