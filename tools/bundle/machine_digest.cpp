// SPDX-License-Identifier: Apache-2.0
#include "tools/bundle/machine_digest.hpp"

#include "agent/base/files.hpp"
#include "agent/base/limits.hpp"

#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/utsname.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <string_view>

namespace aisle {
namespace {

constexpr std::size_t proc_bytes_max = 1 * MiB;

std::string read_or_nothing(const std::string& path) {
    SystemFiles files;
    const auto text = files.read(path, proc_bytes_max);
    return text ? *text : "";
}

// The first line that begins so.
std::string line_of(std::string_view text, std::string_view beginning) {
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        if (text.starts_with(beginning)) return std::string(text.substr(0, end)) + "\n";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return {};
}

std::string word_at(std::string_view line, int wanted) {
    for (int at = 0; !line.empty(); ++at) {
        const auto end = std::min(line.find(' '), line.size());
        if (at == wanted) return std::string(line.substr(0, end));
        line.remove_prefix(std::min(end + 1, line.size()));
    }
    return {};
}

bool is_under(std::string_view path, std::string_view mount) {
    return path.starts_with(mount) &&
           (mount == "/" || path.size() == mount.size() || path[mount.size()] == '/');
}

// How the disk under a path is mounted: /proc/self/mounts, the longest place that it lies under.
std::string mount_of(const std::string& path) {
    const auto mounts = read_or_nothing("/proc/self/mounts");
    std::string found;
    std::size_t longest = 0;
    for (std::string_view rest = mounts; !rest.empty();) {
        const auto end = std::min(rest.find('\n'), rest.size());
        const auto line = rest.substr(0, end);
        const auto place = word_at(line, 1);
        if (is_under(path, place) && place.size() >= longest) {
            longest = place.size();
            found = word_at(line, 2) + " at " + place + " with " + word_at(line, 3) + "\n";
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return found;
}

}  // namespace

std::string machine_digest(const std::string& folder) {
    std::string text = "aisle " AISLE_VERSION "\n";
    utsname system{};
    // The name of the machine is not asked for: a shop may have named it after somebody.
    if (::uname(&system) == 0) {
        text += std::string("kernel ") + system.sysname + " " + system.release + " " +
                system.version + " " + system.machine + "\n";
    }
    text += line_of(read_or_nothing("/etc/os-release"), "PRETTY_NAME=");
    const auto processors = read_or_nothing("/proc/cpuinfo");
    text += line_of(processors, "model name");
    std::size_t count = 0;
    for (auto at = processors.find("processor\t"); at != std::string::npos;
         at = processors.find("processor\t", at + 1)) {
        ++count;
    }
    text += "processors: " + std::to_string(count) + "\n";
    const auto memory = read_or_nothing("/proc/meminfo");
    text += line_of(memory, "MemTotal") + line_of(memory, "MemAvailable");
    text += "load " + read_or_nothing("/proc/loadavg");
    text += "up " + word_at(read_or_nothing("/proc/uptime"), 0) + " s\n";
    struct statvfs disk {};
    if (::statvfs(folder.c_str(), &disk) == 0) {
        const auto size = std::uint64_t{disk.f_frsize};
        text += "disk " + std::to_string(size * disk.f_blocks) + " bytes, free " +
                std::to_string(size * disk.f_bavail) + ", inodes free " +
                std::to_string(disk.f_favail) + "\n";
    }
    return text + mount_of(folder);
}

std::string folder_digest(const std::string& folder) {
    SystemFiles files;
    const auto names = files.list(folder);
    if (!names) return names.error().what() + "\n";
    std::string text;
    for (const auto& name : *names) {
        struct stat found {};
        if (::lstat((folder + "/" + name).c_str(), &found) != 0) continue;
        std::array<char, 48> mode_and_size{};
        std::snprintf(mode_and_size.data(), mode_and_size.size(), "%04o %12lld ",
                      found.st_mode & 07777U, static_cast<long long>(found.st_size));
        text += mode_and_size.data() + to_rfc3339(WallTime{Seconds{found.st_mtim.tv_sec}}) + " " +
                name + "\n";
    }
    return text;
}

}  // namespace aisle
