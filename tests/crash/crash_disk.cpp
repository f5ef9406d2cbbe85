// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/crash_disk.hpp"

#include <algorithm>
#include <array>

namespace aisle {

using Kind = DiskOperation::Kind;

void put_bytes(std::string& content, std::uint64_t offset, std::string_view bytes) {
    if (content.size() < offset + bytes.size()) content.resize(offset + bytes.size());
    content.replace(offset, bytes.size(), bytes);
}

CrashDisk::CrashDisk(DiskImage start) : start_(std::move(start)) {
    for (const auto& [name, bytes] : start_) {
        names_[name] = files_.size();
        files_.push_back({bytes});
    }
}

std::optional<DiskFile> CrashDisk::open(std::string_view name) {
    const std::lock_guard lock(mutex_);
    if (answer(DiskCall::open) != DiskAnswer::done) return std::nullopt;
    const auto found = names_.find(name);
    if (found == names_.end()) return std::nullopt;
    return found->second;
}

std::optional<DiskFile> CrashDisk::create(std::string_view name) {
    const std::lock_guard lock(mutex_);
    if (answer(DiskCall::open) != DiskAnswer::done || names_.contains(name)) return std::nullopt;
    const DiskFile file = files_.size();
    files_.emplace_back();
    names_.emplace(name, file);
    log_.push_back({.kind = Kind::create, .file = file, .name = std::string(name)});
    return file;
}

DiskFile CrashDisk::create_temporary() {
    const std::lock_guard lock(mutex_);
    files_.push_back({.temporary = true});
    return files_.size() - 1;
}

DiskAnswer CrashDisk::read(DiskFile file, std::uint64_t offset, std::span<char> into) {
    const std::lock_guard lock(mutex_);
    if (const auto said = answer(DiskCall::read); said != DiskAnswer::done) return said;
    const std::string& bytes = files_[file].bytes;
    const std::size_t size =
        offset < bytes.size() ? std::min<std::size_t>(into.size(), bytes.size() - offset) : 0;
    if (size > 0) std::copy_n(bytes.data() + offset, size, into.data());
    std::fill(into.begin() + static_cast<std::ptrdiff_t>(size), into.end(), '\0');
    return size == into.size() ? DiskAnswer::done : DiskAnswer::short_read;
}

DiskAnswer CrashDisk::write(DiskFile file, std::uint64_t offset, std::string_view bytes) {
    const std::lock_guard lock(mutex_);
    const auto said = answer(DiskCall::write);
    if (said == DiskAnswer::torn) bytes = bytes.substr(0, bytes.size() / 2);
    if (said != DiskAnswer::done && said != DiskAnswer::torn) return said;
    Content& content = files_[file];
    const std::uint64_t end = offset + bytes.size();
    const std::uint64_t growth = end > content.bytes.size() ? end - content.bytes.size() : 0;
    if (!content.temporary && growth > 0 && budget_ != UINT64_MAX && used() + growth > budget_) {
        refused_for_room_ = true;
        return DiskAnswer::full;
    }
    put_bytes(content.bytes, offset, bytes);
    if (!content.temporary) {
        log_.push_back(
            {.kind = Kind::write, .file = file, .offset = offset, .bytes = std::string(bytes)});
    }
    return said;
}

DiskAnswer CrashDisk::truncate(DiskFile file, std::uint64_t size) {
    const std::lock_guard lock(mutex_);
    if (const auto said = answer(DiskCall::truncate); said != DiskAnswer::done) return said;
    files_[file].bytes.resize(size);
    if (!files_[file].temporary) {
        log_.push_back({.kind = Kind::truncate, .file = file, .offset = size});
    }
    return DiskAnswer::done;
}

DiskAnswer CrashDisk::sync(DiskFile file) {
    const std::lock_guard lock(mutex_);
    const auto said = answer(DiskCall::sync);
    if (said == DiskAnswer::lied) return DiskAnswer::done;
    if (!files_[file].temporary && !left_) {
        const bool done = said == DiskAnswer::done;
        files_[file].doubtful = files_[file].doubtful || !done;
        log_.push_back({.kind = done ? Kind::sync : Kind::sync_failed, .file = file});
    }
    return said;
}

DiskAnswer CrashDisk::remove(std::string_view name) {
    const std::lock_guard lock(mutex_);
    if (const auto said = answer(DiskCall::remove); said != DiskAnswer::done) return said;
    const auto found = names_.find(name);
    if (found == names_.end()) return DiskAnswer::missing;
    log_.push_back({.kind = Kind::remove, .file = found->second, .name = found->first});
    names_.erase(found);
    return DiskAnswer::done;
}

DiskAnswer CrashDisk::rename(std::string_view from, std::string_view to) {
    const std::lock_guard lock(mutex_);
    if (const auto said = answer(DiskCall::remove); said != DiskAnswer::done) return said;
    const auto found = names_.find(from);
    if (found == names_.end()) return DiskAnswer::missing;
    const DiskFile file = found->second;
    log_.push_back(
        {.kind = Kind::rename, .file = file, .name = found->first, .to = std::string(to)});
    names_.erase(found);
    names_.insert_or_assign(std::string(to), file);
    return DiskAnswer::done;
}

DiskAnswer CrashDisk::sync_directory() {
    const std::lock_guard lock(mutex_);
    const auto said = answer(DiskCall::sync);
    if (said == DiskAnswer::lied) return DiskAnswer::done;
    if (said == DiskAnswer::done) log_.push_back({.kind = Kind::sync_directory});
    return said;
}

DiskAnswer CrashDisk::ask(DiskCall call) {
    const std::lock_guard lock(mutex_);
    return answer(call);
}

std::uint64_t CrashDisk::size(DiskFile file) const {
    const std::lock_guard lock(mutex_);
    return files_[file].bytes.size();
}

std::optional<std::uint64_t> CrashDisk::size_of(std::string_view name) const {
    const std::lock_guard lock(mutex_);
    const auto found = names_.find(name);
    if (found == names_.end()) return std::nullopt;
    return files_[found->second].bytes.size();
}

std::vector<std::string> CrashDisk::names() const {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> names;
    for (const auto& [name, file] : names_) names.push_back(name);
    return names;
}

void CrashDisk::promise() {
    const std::lock_guard lock(mutex_);
    log_.push_back({.kind = Kind::promise});
}

void CrashDisk::plant(DiskFault fault) {
    const std::lock_guard lock(mutex_);
    fault_ = fault;
    healed_ = false;
    calls_ = 0;
    tripped_ = false;
    tripped_at_change_ = false;
}

void CrashDisk::heal() {
    const std::lock_guard lock(mutex_);
    healed_ = true;
}

void CrashDisk::leave() {
    const std::lock_guard lock(mutex_);
    left_ = true;
}

void CrashDisk::come_back() {
    const std::lock_guard lock(mutex_);
    left_ = false;
}

bool CrashDisk::doubtful(DiskFile file) const {
    const std::lock_guard lock(mutex_);
    return files_[file].doubtful;
}

void CrashDisk::show_what_it_holds(DiskFile file, std::string bytes) {
    const std::lock_guard lock(mutex_);
    files_[file].bytes = std::move(bytes);
    files_[file].doubtful = false;
}

void CrashDisk::set_budget(std::uint64_t bytes) {
    const std::lock_guard lock(mutex_);
    budget_ = bytes;
}

bool CrashDisk::tripped() const {
    const std::lock_guard lock(mutex_);
    return tripped_;
}

std::size_t CrashDisk::calls() const {
    const std::lock_guard lock(mutex_);
    return calls_;
}

bool CrashDisk::tripped_at_change() const {
    const std::lock_guard lock(mutex_);
    return tripped_at_change_;
}

bool CrashDisk::refused_for_room() const {
    const std::lock_guard lock(mutex_);
    return refused_for_room_;
}

DiskImage CrashDisk::image() const {
    const std::lock_guard lock(mutex_);
    DiskImage image;
    for (const auto& [name, file] : names_) image[name] = files_[file].bytes;
    return image;
}

DiskAnswer CrashDisk::answer(DiskCall call) {
    if (left_) return DiskAnswer::failed;
    if (healed_ || (fault_.call != DiskCall::any && fault_.call != call)) return DiskAnswer::done;
    ++calls_;
    if (calls_ < fault_.nth || (calls_ > fault_.nth && !fault_.for_ever)) return DiskAnswer::done;
    tripped_ = true;
    refused_for_room_ = fault_.answer == DiskAnswer::full || fault_.answer == DiskAnswer::torn;
    constexpr std::array changes{DiskCall::write, DiskCall::truncate, DiskCall::sync,
                                 DiskCall::remove};
    if (std::ranges::find(changes, call) != changes.end()) tripped_at_change_ = true;
    return fault_.answer;
}

std::uint64_t CrashDisk::used() const {
    std::uint64_t total = 0;
    for (const auto& [name, file] : names_) total += files_[file].bytes.size();
    return total;
}

}  // namespace aisle
