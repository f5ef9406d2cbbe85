// SPDX-License-Identifier: Apache-2.0
// Seam: small files that are read and replaced as a whole (settings, marks, keys), never the
// store's. Promise: after replace() has succeeded the new bytes survive a power cut, and at every
// moment a reader finds the old bytes or the new ones, whole. It blocks: not for the io thread
// once the program serves.
#pragma once

#include "agent/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

class Files {
public:
    virtual ~Files() = default;

    // Errors: not_found, too_large, denied, io.
    virtual Result<std::string> read(const std::string& path, std::size_t bytes_max) = 0;
    // Creates it too, for its owner only. The folder must exist. Errors: not_found, denied, io.
    virtual Result<void> replace(const std::string& path, std::string_view bytes) = 0;
    // What is not there is removed already. Errors: denied, io.
    virtual Result<void> remove(const std::string& path) = 0;
    // The names of the files in a folder, sorted, without folders. Errors: not_found, denied, io.
    virtual Result<std::vector<std::string>> list(const std::string& folder) = 0;
    // After it, the names a folder holds survive a power cut, whoever made them. Errors: not_found,
    // denied, io.
    virtual Result<void> sync_names(const std::string& folder) = 0;
};

class SystemFiles final : public Files {
public:
    Result<std::string> read(const std::string& path, std::size_t bytes_max) override;
    Result<void> replace(const std::string& path, std::string_view bytes) override;
    Result<void> remove(const std::string& path) override;
    Result<std::vector<std::string>> list(const std::string& folder) override;
    Result<void> sync_names(const std::string& folder) override;
};

}  // namespace aisle
