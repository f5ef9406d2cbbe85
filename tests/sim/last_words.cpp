// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/last_words.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdio>

namespace aisle {
namespace {

std::array<char, 96> words;
std::atomic<int> words_bytes = 0;

void say() {
    [[maybe_unused]] const auto ignored =
        write(STDERR_FILENO, words.data(), static_cast<std::size_t>(words_bytes.load()));
}

void say_and_end(int signal) {
    say();
    std::signal(signal, SIG_DFL);
    std::raise(signal);
}

}  // namespace

LastWords::LastWords(std::uint64_t seed) {
    words_bytes = std::snprintf(
        words.data(), words.size(), "seed %llu was being lived; again: AISLE_SIM_SEED=%llu\n",
        static_cast<unsigned long long>(seed), static_cast<unsigned long long>(seed));
    std::signal(SIGABRT, say_and_end);
    std::signal(SIGTERM, say_and_end);
}

LastWords::~LastWords() {
    std::signal(SIGABRT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
}

}  // namespace aisle

#ifdef AISLE_SANITIZED
extern "C" [[gnu::visibility("default")]] void __asan_on_error() {
    aisle::say();
}
#endif
