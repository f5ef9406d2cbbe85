// SPDX-License-Identifier: Apache-2.0
// The files in which a till's journal stands: one that is followed by name with those that it was
// renamed to, or all of a folder. It blocks on the disk, which may be a network's. Any thread.
#pragma once

#include "agent/base/descriptor.hpp"
#include "agent/base/result.hpp"
#include "agent/base/time.hpp"

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aisle {

struct TailFile {
    std::string name;
    bool current = true;  // the followed one itself, and each of a folder
    ::dev_t device = 0;
    ::ino_t number = 0;
    std::uint64_t size = 0;
    WallTime changed{};

    using Id = std::pair<::dev_t, ::ino_t>;
    Id id() const { return {device, number}; }
};

class TailFolder {
public:
    // "…/journal.csv", or "…/journals/" for each file in it. Of a followed file those whose names
    // begin with its own and a dot or a dash are looked at, too. Hidden files, those that are being
    // copied in (".tmp", ".part") and packed ones are not.
    explicit TailFolder(const std::string& path);

    // In the order in which they were last written.
    // Errors: not_found, denied, io, each with what to do.
    Result<std::vector<TailFile>> look() const;
    // Nothing when it cannot be opened, or is another one by now.
    std::optional<Descriptor> open(const TailFile& file) const;
    // All of it, and not one file that is followed.
    bool is_whole() const { return name_.empty(); }

private:
    bool concerns(const std::string& name) const;

    std::string folder_;
    std::string name_;  // empty: all of the folder
};

// As many bytes from there as there are, up to `bytes_max`.
Result<std::string> read_at(const Descriptor& file, std::uint64_t position, std::size_t bytes_max);

}  // namespace aisle
