// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/power_cut.hpp"

#include <algorithm>
#include <unordered_set>

namespace aisle {
namespace {

using Kind = DiskOperation::Kind;
constexpr std::size_t sector_bytes = 512;

std::uint64_t mix(std::uint64_t into, std::uint64_t value) {
    const std::uint64_t mixed = (into ^ value) * 0x9E3779B97F4A7C15U;
    return mixed ^ (mixed >> 29);
}

}  // namespace

// One throw of all the dice of one disk. How likely a piece survives is itself a throw: disks that
// miss a single sector find other bugs than disks that miss half of them.
struct PowerCut::Chance {
    Chance(Loss how, Entropy& from) : loss(how), entropy(from), keep(1 + from.below(15)) {}

    bool keeps() {
        if (loss == Loss::everything || loss == Loss::nothing) return loss == Loss::nothing;
        return entropy.below(16) < keep;
    }
    bool junks() { return loss == Loss::junk && entropy.below(2) == 0; }
    std::string junk(std::size_t size) {
        std::string bytes(size, '\0');
        if (entropy.below(4) == 0) return bytes;
        entropy.fill({reinterpret_cast<std::uint8_t*>(bytes.data()), bytes.size()});
        return bytes;
    }
    void note(std::uint64_t what) { fingerprint = mix(fingerprint + 1, what); }

    Loss loss;
    Entropy& entropy;
    std::uint64_t keep;
    std::uint64_t fingerprint = 0;
};

std::string_view to_string(Loss loss) {
    switch (loss) {
        case Loss::everything:
            return "everything unsynced lost";
        case Loss::nothing:
            return "nothing lost";
        case Loss::writes:
            return "writes lost";
        case Loss::sectors:
            return "sectors lost";
        case Loss::junk:
            return "sectors turned to junk";
    }
    return "?";
}

PowerCut::PowerCut(const CrashDisk& disk) : log_(disk.log()) {
    for (const auto& [name, bytes] : disk.start()) {
        names_[name] = files_.size();
        files_.push_back({.safe = bytes});
    }
}

bool PowerCut::step() {
    if (operation_ == log_.size()) return false;
    const std::size_t at = operation_++;
    const DiskOperation& operation = log_[at];
    if (files_.size() <= operation.file) files_.resize(operation.file + 1);
    Stored& file = files_[operation.file];
    switch (operation.kind) {
        case Kind::write:
        case Kind::truncate:
            file.unsafe.push_back(at);
            break;
        case Kind::sync:
            sync(file);
            break;
        case Kind::sync_failed:
            file.doomed = file.unsafe.size();
            break;
        case Kind::create:
        case Kind::remove:
        case Kind::rename:
            unsafe_names_.push_back(at);
            break;
        case Kind::sync_directory:
            for (const std::size_t index : unsafe_names_) apply(log_[index], names_);
            unsafe_names_.clear();
            names_synced_at_ = at;
            break;
        case Kind::promise:
            ++promises_;
            break;
    }
    return true;
}

void PowerCut::sync(Stored& file) {
    if (file.unsafe.empty()) return;
    for (std::size_t i = file.doomed; i < file.unsafe.size(); ++i) {
        const DiskOperation& operation = log_[file.unsafe[i]];
        if (operation.kind == Kind::truncate) {
            file.safe.resize(operation.offset);
        } else {
            put_bytes(file.safe, operation.offset, operation.bytes);
        }
    }
    file.unsafe.clear();
    file.doomed = 0;
    file.synced_at = operation_;
}

void PowerCut::apply(const DiskOperation& operation, Names& names) {
    if (operation.kind != Kind::create) names.erase(operation.name);
    if (operation.kind == Kind::create) names[operation.name] = operation.file;
    if (operation.kind == Kind::rename) names[operation.to] = operation.file;
}

std::string PowerCut::content(const Stored& file, Chance& chance) const {
    std::string bytes = file.safe;
    chance.note(file.synced_at);
    const bool whole = chance.loss == Loss::nothing || chance.loss == Loss::writes;
    for (const std::size_t index : file.unsafe) {
        const DiskOperation& operation = log_[index];
        if (operation.kind == Kind::truncate) {
            if (!chance.keeps()) continue;
            chance.note(index);
            bytes.resize(operation.offset);
            continue;
        }
        const std::string_view written = operation.bytes;
        std::size_t from = 0;
        while (from < written.size()) {
            const std::uint64_t place = operation.offset + from;
            const std::size_t piece = whole ? written.size() : sector_bytes - place % sector_bytes;
            const std::string_view part = written.substr(from, piece);
            from += part.size();
            if (chance.keeps()) {
                chance.note(mix(index, place));
                put_bytes(bytes, place, part);
            } else if (chance.junks()) {
                chance.note(mix(index, ~place));
                put_bytes(bytes, place, chance.junk(part.size()));
            }
        }
    }
    return bytes;
}

PowerCut::Disk PowerCut::disk(Loss loss, Entropy& entropy) const {
    Chance chance(loss, entropy);
    std::size_t happened = 0;
    if (loss == Loss::nothing) {
        happened = unsafe_names_.size();
    } else if (loss != Loss::everything) {
        happened = static_cast<std::size_t>(entropy.below(unsafe_names_.size() + 1));
    }
    Names names = names_;
    for (std::size_t i = 0; i < happened; ++i) apply(log_[unsafe_names_[i]], names);
    chance.note(names_synced_at_);
    chance.note(happened);
    Disk left;
    for (const auto& [name, file] : names) {
        left.image.emplace_hint(left.image.end(), name, content(files_[file], chance));
    }
    left.fingerprint = chance.fingerprint;
    return left;
}

std::string CrashState::describe() const {
    return "after operation " + std::to_string(operation) + " of " + std::to_string(operations) +
           ", " + std::string(to_string(loss)) + ", " + std::to_string(promises) +
           " promises made, seed " + std::to_string(seed);
}

std::size_t explore(const CrashDisk& disk, const Exploration& exploration,
                    const std::function<void(CrashState&)>& look) {
    std::unordered_set<std::uint64_t> seen;
    for (std::size_t round = 0; round < exploration.rounds_max; ++round) {
        if (round > 0 && seen.size() >= exploration.states_wanted) break;
        const std::uint64_t seed = exploration.seed + round;
        PowerCut cut(disk);
        do {
            for (const Loss loss : exploration.losses) {
                // Each disk has its own dice, so that one can be looked at without the others.
                const auto which = mix(cut.operation(), static_cast<std::uint64_t>(loss));
                SeededEntropy dice(mix(seed, which));
                auto left = cut.disk(loss, dice);
                if (!seen.insert(mix(left.fingerprint, cut.promises())).second) continue;
                CrashState state{.image = std::move(left.image),
                                 .promises = cut.promises(),
                                 .operation = cut.operation(),
                                 .operations = disk.log().size(),
                                 .loss = loss,
                                 .seed = seed};
                look(state);
            }
        } while (cut.step());
    }
    return seen.size();
}

}  // namespace aisle
