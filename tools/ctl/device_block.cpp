// SPDX-License-Identifier: Apache-2.0
#include "tools/ctl/device_block.hpp"

#include "agent/base/descriptor.hpp"
#include "agent/base/file_failure.hpp"
#include "agent/base/limits.hpp"
#include "config/description.hpp"
#include "config/value.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <system_error>

namespace aisle {
namespace {

namespace fs = std::filesystem;

struct Ownership {
    uid_t user = 0;
    gid_t group = 0;
    mode_t mode = 0;
};

bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(file, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
}

// Who may read it is settled before the first byte is in it: a configuration names secrets' places.
Result<void> write_fresh(const std::string& path, std::string_view bytes, const Ownership& like) {
    constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
    Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, owner_only));
    if (!file.open()) return file_failure("creating", path, errno);
    struct stat now {};
    if (::fstat(file.get(), &now) != 0) return file_failure("looking at", path, errno);
    const bool owned = now.st_uid == like.user && now.st_gid == like.group;
    if (!owned && ::fchown(file.get(), like.user, like.group) != 0) {
        return file_failure("giving its owner back to", path, errno);
    }
    const bool written = ::fchmod(file.get(), like.mode) == 0 && write_all(file.get(), bytes) &&
                         ::fsync(file.get()) == 0 && file.close();
    if (!written) return file_failure("writing", path, errno);
    return {};
}

Result<void> replace_file(const std::string& path, std::string_view bytes, const Ownership& like) {
    const auto fresh = path + ".new";
    auto done = write_fresh(fresh, bytes, like);
    if (done && ::rename(fresh.c_str(), path.c_str()) != 0) {
        done = file_failure("replacing", path, errno);
    }
    if (!done) {
        ::unlink(fresh.c_str());
        return done;
    }
    SystemFiles files;
    return files.sync_names(fs::path(path).parent_path().string());
}

Ownership ownership_of(const std::string& path) {
    constexpr mode_t usual = S_IRUSR | S_IWUSR | S_IRGRP;
    constexpr mode_t bits = 07777;
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return {::geteuid(), ::getegid(), usual};
    return {found.st_uid, found.st_gid, found.st_mode & bits};
}

// The name of what has this one's name or path already.
template <class List>
bool has_name(const Config& config, const List& list, const std::string& name) {
    const auto& items = config.*list.items;
    return std::ranges::any_of(items, [&](const auto& item) { return item.name == name; });
}

Result<void> check_conflicts(const Config& config, const DeviceConfig& device) {
    const bool taken = has_name(config, device_list(), device.name) ||
                       has_name(config, tap_list(), device.name) ||
                       has_name(config, journal_list(), device.name) ||
                       has_name(config, printer_list(), device.name);
    if (taken) {
        return Error(Errc::conflict, "the configuration has a device named " + device.name +
                                         " already; choose another --name, or take that one out");
    }
    for (const auto& other : config.devices) {
        const bool same = !device.path.empty()
                              ? other.path == device.path
                              : !device.address.empty() && other.address == device.address;
        if (!same) continue;
        return Error(Errc::conflict, "the device " + other.name +
                                         " of the configuration reads it already; take that "
                                         "[[device]] out before it is set up anew");
    }
    return {};
}

Error mistaken(const ConfigProblem& problem, const std::string& next) {
    return Error(Errc::invalid, to_string(problem) + "; " + next);
}

}  // namespace

std::string device_block(const DeviceConfig& device) {
    DeviceConfig usual;
    auto shown = device;
    std::string block = "[[device]]\n";
    for (const auto& key : device_list().keys) {
        const auto value = print_value(key.slot(shown));
        if (!key.rule.required && value == print_value(key.slot(usual))) continue;
        block += std::string(key.name()) + " = " + value + "\n";
    }
    return block;
}

Result<DeviceAddition> DeviceAddition::prepare(const std::string& file,
                                               const std::vector<std::string>& environment,
                                               const DeviceConfig& device) {
    DeviceAddition addition;
    std::error_code error;
    const auto place = fs::canonical(file, error);
    addition.file_ = error ? fs::absolute(file).string() : place.string();
    SystemFiles files;
    auto text = files.read(addition.file_, config_bytes_max);
    if (!text && text.error().kind() != Errc::not_found) return text.error();
    addition.there_ = text.has_value();
    if (text) addition.before_ = std::move(*text);
    const auto overrides = overrides_from(environment);
    const auto before = parse_config(addition.before_, file, overrides);
    if (!before.problems.empty()) {
        return mistaken(before.problems.front(),
                        "nothing is added to a configuration that has mistakes: see aisle config "
                        "check");
    }
    TRY(check_conflicts(before.config, device));
    const bool ended = addition.before_.empty() || addition.before_.ends_with('\n');
    addition.after_ = addition.before_ + (ended ? "" : "\n") +
                      (addition.before_.empty() ? "" : "\n") + device_block(device);
    if (addition.after_.size() > config_bytes_max) {
        return Error(Errc::too_large, file + " would be larger than the " +
                                          std::to_string(config_bytes_max) + " bytes it may have");
    }
    const auto after = parse_config(addition.after_, file, overrides);
    if (!after.problems.empty()) {
        return mistaken(after.problems.front(), "the device was not added");
    }
    auto wanted = before.config;
    wanted.devices.push_back(device);
    if (after.config == wanted) return addition;
    return Error(Errc::invalid, "behind what stands in " + file +
                                    " a [[device]] would not be read as one; add it by hand");
}

Result<std::string> DeviceAddition::write() const {
    SystemFiles files;
    const auto now = files.read(file_, config_bytes_max);
    if (now.has_value() != there_ || (now && *now != before_)) {
        return Error(Errc::conflict, file_ + " was changed meanwhile; begin again");
    }
    const auto like = ownership_of(file_);
    const auto kept = there_ ? file_ + ".bak" : std::string();
    if (there_) TRY(replace_file(kept, before_, like));
    TRY(replace_file(file_, after_, like));
    return kept;
}

}  // namespace aisle
