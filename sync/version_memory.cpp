// SPDX-License-Identifier: Apache-2.0
#include "sync/version_memory.hpp"

#include "agent/base/limits.hpp"

#include <utility>

namespace aisle {
namespace {
constexpr int silent_closes_max = 2;
}

MqttVersion VersionMemory::next(MonoTime now) const {
    const bool fallen_back = choice_ == VersionPreference::automatic && now < old_until_;
    const bool old = choice_ == VersionPreference::v311 || fallen_back;
    return old ? MqttVersion::v311 : MqttVersion::v5;
}

bool VersionMemory::failed(MqttVersion tried, LinkLoss loss, MonoTime now) {
    if (choice_ != VersionPreference::automatic) return false;
    const bool silent = loss == LinkLoss::closed_before_connack;
    if (tried == MqttVersion::v311) {
        if (silent && std::exchange(guessed_, false)) old_until_ = {};
        return false;
    }
    if (silent) ++closed_silently_;
    if (loss != LinkLoss::refused_version && closed_silently_ < silent_closes_max) return false;
    closed_silently_ = 0;
    guessed_ = silent;
    old_until_ = now + version_memory;
    return true;
}

}  // namespace aisle
