// SPDX-License-Identifier: Apache-2.0
// The small files beside the journal, on a CrashDisk: the same calls in the same order as
// SystemFiles, so that a power cut finds the same half-done states. Any thread.
#pragma once

#include "agent/base/files.hpp"
#include "tests/crash/crash_disk.hpp"

namespace aisle {

class CrashFiles final : public Files {
public:
    explicit CrashFiles(CrashDisk& disk) : disk_(disk) {}

    Result<std::string> read(const std::string& path, std::size_t bytes_max) override;
    Result<void> replace(const std::string& path, std::string_view bytes) override;
    Result<void> remove(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& folder) override;
    Result<void> sync_names(const std::string& folder) override;

private:
    CrashDisk& disk_;
};

}  // namespace aisle
