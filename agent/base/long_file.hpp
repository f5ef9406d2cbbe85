// SPDX-License-Identifier: Apache-2.0
// Files too long to be held in memory: written a piece at a time under another name and given their
// own when they are whole, and read a piece at a time. Blocks; for operators' commands.
// Promise: under its own name a NewFile is whole and on the medium, or not there at all; what was
// begun and not finished is removed.
#pragma once

#include "agent/base/descriptor.hpp"
#include "agent/base/result.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace aisle {

class NewFile {
public:
    // For its owner only. Errors: conflict (something has the name already), not_found, denied, io.
    static Result<NewFile> begin(const std::string& path);
    ~NewFile();
    NewFile(NewFile&& other) noexcept = default;
    NewFile& operator=(NewFile&&) = delete;

    // Errors: full, io.
    Result<void> write(std::string_view bytes);
    // Synced, named, and the name synced. Errors: as write(), conflict.
    Result<void> finish();

private:
    NewFile(std::string path, int file) : path_(std::move(path)), file_(file) {}
    std::string unfinished() const { return path_ + ".part"; }

    std::string path_;
    Descriptor file_;  // open until it is finished
};

class OldFile {
public:
    // `from_medium`: synced first, and then not what the kernel still remembers of it, as far as
    // the medium allows. Errors: those of file_failure().
    static Result<OldFile> open(const std::string& path, bool from_medium = false);

    // So many bytes, fewer only at its end. Errors: io.
    Result<std::string> read(std::size_t bytes);

private:
    OldFile(std::string path, int file) : path_(std::move(path)), file_(file) {}

    std::string path_;
    Descriptor file_;
};

}  // namespace aisle
