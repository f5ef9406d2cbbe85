// SPDX-License-Identifier: Apache-2.0
// A scanner on a pseudo-terminal, behind a path that stays the same when it is plugged in again
// (as udev's links do), and a folder of its own for it.
#pragma once

#include "agent/base/check.hpp"

#include <pty.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

namespace aisle {

class Folder {
public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "aisle-drivers-XXXXXX").string();
        CHECK(::mkdtemp(pattern.data()) != nullptr, "a test needs a folder");
        path_ = pattern;
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    std::string operator/(std::string_view name) const { return path_ / name; }

private:
    std::filesystem::path path_;
};

class PtyScanner {
public:
    PtyScanner() { plug(); }
    ~PtyScanner() { unplug(); }
    PtyScanner(const PtyScanner&) = delete;
    PtyScanner& operator=(const PtyScanner&) = delete;

    void plug() {
        std::array<char, 64> name{};
        int slave = -1;
        CHECK(::openpty(&master_, &slave, name.data(), nullptr, nullptr) == 0, "a pty");
        ::close(slave);
        std::filesystem::create_symlink(name.data(), path());
    }
    void unplug() {
        if (master_ < 0) return;
        std::filesystem::remove(path());
        ::close(std::exchange(master_, -1));
    }
    void type(std::string_view bytes) const {
        CHECK(::write(master_, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()),
              "the pty takes it all");
    }
    std::string path() const { return folder_ / "scanner"; }

private:
    Folder folder_;
    int master_ = -1;
};

}  // namespace aisle
