// SPDX-License-Identifier: Apache-2.0
// Where somebody else builds a program with the library: it is installed into a scratch prefix from
// what this test was built with, and compiled against with the same sanitizers, for a program must
// have them when a library that it loads does.
#pragma once

#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

namespace aisle {

// Nobody answers there, and no name has to be looked up.
inline const std::string configuration =
    "[identity]\ntenant = \"demo\"\ndevice = \"s0042-pos1\"\nstore = \"s0042\"\n"
    "[store]\nutc_offset = \"+08:00\"\ncurrency = \"CNY\"\n"
    "[broker]\nurls = [\"mqtt://127.0.0.1:1\"]\n";

class Workshop : public testing::Test {
protected:
    static void SetUpTestSuite() {
        installed_ = std::make_unique<ScratchFolder>();
        for (const std::string component : {"library", "development"}) {
            const auto ran = run_program({"cmake", "--install", AISLE_BUILD_DIR, "--prefix",
                                          prefix(), "--component", component});
            ASSERT_EQ(ran.status, 0) << ran.output;
        }
    }
    static void TearDownTestSuite() { installed_.reset(); }

    static std::string prefix() { return installed_->path().string(); }
    // The first file of that name under the prefix.
    static std::string installed(const std::string& name) {
        for (const auto& entry : std::filesystem::recursive_directory_iterator(prefix())) {
            if (entry.path().filename() == name) return entry.path().string();
        }
        ADD_FAILURE() << name << " was not installed";
        return {};
    }
    static std::string folder_of(const std::string& name) {
        return std::filesystem::path(installed(name)).parent_path().string();
    }
    static void run(const std::vector<std::string>& words) {
        const auto ran = run_program(words);
        ASSERT_EQ(ran.status, 0) << words.front() << ": " << ran.output;
    }
    static std::vector<std::string> words_of(const std::string& text) {
        std::istringstream in(text);
        std::vector<std::string> words;
        for (std::string word; in >> word;) words.push_back(word);
        return words;
    }
    // The program opens an agent on a fresh state folder, and says by its status whether all went
    // as it should.
    void run_till(const std::string& program) {
        const ScratchFolder state;
        run({program, bench.write("till.toml", configuration), state.path().string()});
    }

    ScratchFolder bench;

private:
    inline static std::unique_ptr<ScratchFolder> installed_;
};

inline const std::string examples = AISLE_SOURCE_DIR "/tests/embed/examples";
inline const std::string sanitizers = AISLE_SANITIZERS;

}  // namespace aisle
