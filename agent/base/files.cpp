// SPDX-License-Identifier: Apache-2.0
#include "agent/base/files.hpp"

#include "agent/base/descriptor.hpp"
#include "agent/base/file_failure.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

namespace aisle {
namespace {

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(file, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

std::string folder_of(const std::string& path) {
    auto folder = std::filesystem::path(path).parent_path().string();
    return folder.empty() ? "." : folder;
}

Result<void> write_new(const std::string& path, std::string_view bytes) {
    constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
    Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, owner_only));
    if (!file.open()) return file_failure("creating", path, errno);
    const bool written = write_all(file.get(), bytes) && ::fsync(file.get()) == 0 && file.close();
    if (!written) return file_failure("writing", path, errno);
    return {};
}

}  // namespace

Result<std::string> SystemFiles::read(const std::string& path, std::size_t bytes_max) {
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!file.open()) return file_failure("opening", path, errno);
    std::string bytes;
    std::array<char, 4096> block;
    for (;;) {
        const ssize_t n = ::read(file.get(), block.data(), block.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return file_failure("reading", path, errno);
        if (n == 0) return bytes;
        bytes.append(block.data(), static_cast<std::size_t>(n));
        if (bytes.size() > bytes_max) {
            return Error(Errc::too_large, path + " is larger than the " +
                                              std::to_string(bytes_max) + " bytes it may have");
        }
    }
}

Result<void> SystemFiles::replace(const std::string& path, std::string_view bytes) {
    const std::string fresh = path + ".new";
    auto written = write_new(fresh, bytes);
    if (written && ::rename(fresh.c_str(), path.c_str()) != 0) {
        written = file_failure("replacing", path, errno);
    }
    if (!written) {
        ::unlink(fresh.c_str());
        return written;
    }
    return sync_names(folder_of(path));  // a rename is on the disk only when the folder is
}

Result<void> SystemFiles::remove(const std::string& path) {
    if (::unlink(path.c_str()) == 0) return sync_names(folder_of(path));
    if (errno == ENOENT) return {};
    return file_failure("removing", path, errno);
}

Result<std::vector<std::string>> SystemFiles::list(const std::string& folder) {
    std::error_code error;
    std::filesystem::directory_iterator entries(folder, error);
    if (error) return file_failure("listing", folder, error.value());
    std::vector<std::string> names;
    while (entries != std::filesystem::directory_iterator()) {
        std::error_code ignored;  // one that vanished meanwhile is no file any more
        if (entries->is_regular_file(ignored)) names.push_back(entries->path().filename().string());
        entries.increment(error);
        if (error) return file_failure("listing", folder, error.value());
    }
    std::ranges::sort(names);
    return names;
}

Result<void> SystemFiles::sync_names(const std::string& folder) {
    const Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!opened.open() || ::fsync(opened.get()) != 0) return file_failure("syncing", folder, errno);
    return {};
}

}  // namespace aisle
