// SPDX-License-Identifier: Apache-2.0
// From the description of a device to the device: the only place that knows every kind of source.
// Counter thread, or before it runs.
#pragma once

#include "drivers/device.hpp"
#include "drivers/device_options.hpp"

#include <memory>

namespace aisle {

// Nothing is opened before Device::start. Errors: invalid, with what to correct.
Result<std::unique_ptr<Device>> make_device(DeviceOptions options, const Surroundings& around);

}  // namespace aisle
