// SPDX-License-Identifier: Apache-2.0
// Files that live in a map: replaced whole, and refused when a test says the disk is gone.
#pragma once

#include "agent/base/files.hpp"

#include <map>
#include <utility>

namespace aisle {

class MemoryFiles final : public Files {
public:
    void put(const std::string& path, std::string bytes) { files_[path] = std::move(bytes); }
    // From now on every call fails with this error.
    void fail(Error error) { failure_ = std::move(error); }

    Result<std::string> read(const std::string& path, std::size_t bytes_max) override {
        if (!failure_.what().empty()) return failure_;
        const auto file = files_.find(path);
        if (file == files_.end()) return Error(Errc::not_found, "opening " + path + ": not there");
        if (file->second.size() > bytes_max) return Error(Errc::too_large, path + " is too large");
        return file->second;
    }
    Result<void> replace(const std::string& path, std::string_view bytes) override {
        if (!failure_.what().empty()) return failure_;
        files_[path] = bytes;
        return {};
    }
    Result<void> remove(const std::string& path) override {
        if (!failure_.what().empty()) return failure_;
        files_.erase(path);
        return {};
    }
    Result<std::vector<std::string>> list(const std::string& folder) override {
        if (!failure_.what().empty()) return failure_;
        std::vector<std::string> names;
        for (const auto& [path, bytes] : files_) {
            const auto name = path.rfind('/') + 1;
            if (path.substr(0, name) == folder + "/") names.push_back(path.substr(name));
        }
        return names;
    }
    Result<void> sync_names(const std::string&) override {
        if (!failure_.what().empty()) return failure_;
        return {};
    }

private:
    std::map<std::string, std::string> files_;
    Error failure_;
};

}  // namespace aisle
