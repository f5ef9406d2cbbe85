// SPDX-License-Identifier: Apache-2.0
#include "drivers/tail_folder.hpp"

#include "agent/base/file_failure.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string_view>
#include <tuple>

namespace aisle {
namespace {

constexpr std::string_view left_alone[] = {".tmp", ".part", ".gz",  ".xz",
                                           ".zst", ".bz2",  ".zip", "~"};

struct CloseFolder {
    void operator()(DIR* folder) const { ::closedir(folder); }
};

std::optional<TailFile> file_of(const struct stat& about, std::string name) {
    if (!S_ISREG(about.st_mode)) return std::nullopt;
    TailFile file;
    file.name = std::move(name);
    file.device = about.st_dev;
    file.number = about.st_ino;
    file.size = static_cast<std::uint64_t>(about.st_size);
    file.changed = WallTime(Seconds(about.st_mtim.tv_sec) + Micros(about.st_mtim.tv_nsec / 1000));
    return file;
}

Error failure(const std::string& path, int number) {
    const auto what = file_failure("looking into", path, number);
    const std::string next = what.kind() == Errc::denied
                                 ? "let the user aisle read it"
                                 : "see that the folder is there, and mounted";
    return Error(what.kind(), what.what() + "; " + next);
}

}  // namespace

TailFolder::TailFolder(const std::string& path) {
    const auto slash = path.rfind('/');
    folder_ = slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
    name_ = slash == std::string::npos ? path : path.substr(slash + 1);
}

bool TailFolder::concerns(const std::string& name) const {
    if (name == name_) return true;
    const auto packed = [&](std::string_view end) { return name.ends_with(end); };
    if (name.starts_with('.') || std::ranges::any_of(left_alone, packed)) return false;
    if (name_.empty()) return true;
    return name.size() > name_.size() && name.starts_with(name_) &&
           (name[name_.size()] == '.' || name[name_.size()] == '-');
}

Result<std::vector<TailFile>> TailFolder::look() const {
    const std::unique_ptr<DIR, CloseFolder> folder(::opendir(folder_.c_str()));
    if (!folder) return failure(folder_, errno);
    std::vector<TailFile> files;
    while (const auto* entry = ::readdir(folder.get())) {
        const std::string name = entry->d_name;
        struct stat about {};
        if (!concerns(name) || ::fstatat(::dirfd(folder.get()), entry->d_name, &about, 0) != 0) {
            continue;
        }
        auto file = file_of(about, name);
        if (!file) continue;
        file->current = name_.empty() || name == name_;
        files.push_back(std::move(*file));
    }
    std::ranges::sort(files, [](const TailFile& a, const TailFile& b) {
        return std::tie(a.changed, a.name) < std::tie(b.changed, b.name);
    });
    return files;
}

std::optional<Descriptor> TailFolder::open(const TailFile& file) const {
    const auto path = folder_ + "/" + file.name;
    Descriptor opened(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    struct stat about {};
    if (!opened.open() || ::fstat(opened.get(), &about) != 0) return std::nullopt;
    const auto is = file_of(about, file.name);
    if (!is || is->id() != file.id()) return std::nullopt;
    return opened;
}

Result<std::string> read_at(const Descriptor& file, std::uint64_t position, std::size_t bytes_max) {
    std::string bytes(bytes_max, '\0');
    std::size_t have = 0;
    while (have < bytes.size()) {
        const auto got = ::pread(file.get(), bytes.data() + have, bytes.size() - have,
                                 static_cast<::off_t>(position + have));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return file_failure("reading", "the journal file", errno);
        if (got == 0) break;
        have += static_cast<std::size_t>(got);
    }
    bytes.resize(have);
    return bytes;
}

}  // namespace aisle
