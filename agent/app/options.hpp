// SPDX-License-Identifier: Apache-2.0
// From the configuration's words to each part's own options. Pure but for the secrets, which are
// read from the files that the configuration names. At start.
#pragma once

#include "agent/api/http_server.hpp"
#include "agent/base/files.hpp"
#include "agent/base/result.hpp"
#include "agent/domain/store_profile.hpp"
#include "config/config.hpp"
#include "drivers/device_options.hpp"
#include "sync/retention.hpp"
#include "sync/runner.hpp"

#include <vector>

namespace aisle {

// Errors: not_found, io: a file of secrets cannot be read.
Result<RunnerOptions> runner_options(const Config& config, Files& files);
Result<HttpOptions> http_options(const Config& config);
std::vector<DeviceOptions> device_options(const Config& config);
RetentionOptions retention_options(const Config& config);
StoreProfile store_profile(const Config& config);

}  // namespace aisle
