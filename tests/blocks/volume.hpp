// SPDX-License-Identifier: Apache-2.0
// Volumes that a test mounts: an ext4 on a loop device on any file. They are seen by the test and
// its children only, and are gone with the last of them, loop device and all, however that ends.
// Root's alone; one thread.
#pragma once

#include "agent/base/result.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace aisle {

// A name space of mounts for this process and its children. Errors: denied, with what is missing.
Result<void> keep_mounts_private();

class Mount {
public:
    // Of the whole file behind `fd`, as ext4 with its journal. Errors: io, naming the step.
    static Result<Mount> ext4_on(int fd, const std::string& folder);
    explicit Mount(std::string folder) : folder_(std::move(folder)) {}
    ~Mount();
    Mount(Mount&& other) noexcept : folder_(std::move(other.folder_)) { other.folder_.clear(); }
    Mount& operator=(Mount&&) = delete;

private:
    std::string folder_;
};

// A fresh ext4 on a disk of which a recorder notes every write and every flush.
class RecordedVolume {
public:
    RecordedVolume() = default;
    ~RecordedVolume();
    RecordedVolume(const RecordedVolume&) = delete;
    RecordedVolume& operator=(const RecordedVolume&) = delete;

    // Errors: denied or io, naming the step.
    Result<void> open(std::uint64_t bytes);
    std::string folder() const { return scratch_.file("volume"); }
    // The disk before it was mounted.
    const std::string& image() const { return image_; }
    // How much the recorder has noted by now.
    std::uint64_t log_bytes() const;
    std::string log() const { return read_whole(scratch_.file("log")); }

private:
    ScratchFolder scratch_;
    std::string image_;
    ChildProcess recorder_;
    std::unique_ptr<Mount> recorded_;
    std::unique_ptr<Mount> volume_;
};

}  // namespace aisle
