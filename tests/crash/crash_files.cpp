// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_files.hpp"

namespace aisle {
namespace {

Result<void> result_of(DiskAnswer answer, const std::string& path) {
    if (answer == DiskAnswer::done) return {};
    const bool no_room = answer == DiskAnswer::full || answer == DiskAnswer::torn;
    if (no_room) return Error(Errc::full, path + ": no room").coded("disk_full");
    return Error(Errc::io, path + ": the disk failed");
}

}  // namespace

Result<std::string> CrashFiles::read(const std::string& path, std::size_t bytes_max) {
    TRY(result_of(disk_.ask(DiskCall::look), path));
    const auto size = disk_.size_of(path);
    if (!size) return Error(Errc::not_found, path + ": not there");
    if (*size > bytes_max) return Error(Errc::too_large, path + ": too large");
    const auto file = disk_.open(path);
    if (!file) return Error(Errc::io, path + ": cannot be opened");
    std::string bytes(*size, '\0');
    TRY(result_of(disk_.read(*file, 0, bytes), path));
    return bytes;
}

Result<void> CrashFiles::replace(const std::string& path, std::string_view bytes) {
    const std::string fresh = path + ".new";
    auto file = disk_.size_of(fresh) ? disk_.open(fresh) : disk_.create(fresh);
    if (!file)
        return result_of(disk_.refused_for_room() ? DiskAnswer::full : DiskAnswer::failed, path);
    auto answer = disk_.truncate(*file, 0);
    if (answer == DiskAnswer::done) answer = disk_.write(*file, 0, bytes);
    if (answer == DiskAnswer::done) answer = disk_.sync(*file);
    if (answer == DiskAnswer::done) answer = disk_.rename(fresh, path);
    if (answer != DiskAnswer::done) {
        static_cast<void>(disk_.remove(fresh));
        return result_of(answer, path);
    }
    return result_of(disk_.sync_directory(), path);
}

Result<void> CrashFiles::remove(const std::string& path) {
    const auto answer = disk_.remove(path);
    if (answer == DiskAnswer::missing) return {};
    TRY(result_of(answer, path));
    return result_of(disk_.sync_directory(), path);
}

Result<std::vector<std::string>> CrashFiles::list(const std::string& folder) {
    TRY(result_of(disk_.ask(DiskCall::look), folder));
    std::vector<std::string> names;
    for (const auto& path : disk_.names()) {
        if (path.starts_with(folder + "/")) names.push_back(path.substr(folder.size() + 1));
    }
    return names;
}

Result<void> CrashFiles::sync_names(const std::string& folder) {
    return result_of(disk_.sync_directory(), folder);
}

}  // namespace aisle
