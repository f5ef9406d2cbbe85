// SPDX-License-Identifier: Apache-2.0
// Stands in for libFuzzer where the compiler has none: runs the target over a folder of inputs, and
// over seeded mutations of each, so that every test run looks a little beyond the corpus.
#include "agent/base/entropy.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size);

namespace aisle {
namespace {

void run(const std::string& input) {
    // A copy of exactly this size, so that the address sanitizer sees a read past its end.
    const std::vector<std::uint8_t> bytes(input.begin(), input.end());
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
}

std::string mutate(std::string input, Entropy& entropy) {
    for (auto edits = 1 + entropy.below(4); edits > 0; --edits) {
        const auto place = static_cast<std::size_t>(entropy.below(input.size() + 1));
        const auto size = static_cast<std::size_t>(entropy.below(8));
        switch (entropy.below(4)) {
            case 0:
                input.insert(place, 1, static_cast<char>(entropy.below(256)));
                break;
            case 1:
                input.erase(place, size);
                break;
            case 2:
                input.insert(place, input.substr(input.size() - place, size));
                break;
            default:
                if (place < input.size()) input[place] = static_cast<char>(entropy.below(256));
        }
    }
    return input;
}

int run_folder(const std::string& folder, int mutations) {
    std::vector<std::filesystem::path> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    SeededEntropy entropy{paths.size()};
    for (const auto& path : paths) {
        std::ifstream file(path, std::ios::binary);
        const std::string input{std::istreambuf_iterator<char>(file), {}};
        run(input);
        for (int i = 0; i < mutations; ++i) run(mutate(input, entropy));
    }
    std::printf("%zu inputs, %d mutations of each\n", paths.size(), mutations);
    return paths.empty() ? 1 : 0;
}

}  // namespace
}  // namespace aisle

int main(int count, char** arguments) {
    if (count != 3) {
        std::fprintf(stderr, "usage: %s FOLDER MUTATIONS\n", arguments[0]);
        return 2;
    }
    return aisle::run_folder(arguments[1], std::atoi(arguments[2]));
}
