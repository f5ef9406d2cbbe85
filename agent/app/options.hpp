// SPDX-License-Identifier: Apache-2.0
// From the configuration's words to each part's own options. Files of secrets are only named here:
// the link reads them when it connects. Pure. At start.
#pragma once

#include "agent/api/http_server.hpp"
#include "agent/base/result.hpp"
#include "agent/domain/scan/scan_event.hpp"
#include "agent/domain/store_profile.hpp"
#include "config/config.hpp"
#include "drivers/device_options.hpp"
#include "drivers/escpos_writer.hpp"
#include "drivers/printer_line.hpp"
#include "sync/retention.hpp"
#include "sync/runner.hpp"

#include <string>
#include <vector>

namespace aisle {

// Errors: invalid, of addresses; those of a configuration that was checked are valid.
Result<RunnerOptions> runner_options(const Config& config);
Result<HttpOptions> http_options(const Config& config);
std::vector<DeviceOptions> device_options(const Config& config);
std::vector<PrinterOptions> printer_options(const Config& config);
PrinterProfile printer_profile(const PrinterConfig& printer);
// Whether a slip in Chinese can be read on it.
bool prints_chinese(const PrinterConfig& printer);
std::vector<std::string> tap_paths(const Config& config);
RetentionOptions retention_options(const Config& config);
StoreProfile store_profile(const Config& config);
// Central's keys, by which codes of ours are known. Errors: invalid.
Result<std::vector<TokenKey>> token_keys(const Config& config);
// Errors: invalid, of keys and patterns.
Result<ScanPolicy> scan_policy(const Config& config, std::string digest_key);

}  // namespace aisle
