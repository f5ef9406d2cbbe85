// SPDX-License-Identifier: Apache-2.0
// Planted faults. `tools/fuzz` lets nobody pass before it has seen that its set-up finds the first
// by searching, with a bounded number of runs from a fixed seed and nothing to begin with, and that
// it notices the others, which AISLE_PLANTED in the environment asks for.
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string_view>

namespace aisle {
namespace {

// Reads one byte past what was allocated, behind five letters that have to be found; by a pointer
// that the compiler does not follow, so that it is the address sanitizer's to see.
int read_past_the_end(std::string_view text) {
    const auto copy = std::make_unique<char[]>(text.size());
    std::memcpy(copy.get(), text.data(), text.size());
    static char* volatile bytes;
    bytes = copy.get();
    return bytes[text.size()];
}

int lose_memory() {
    static void* volatile kept;
    kept = std::malloc(100);
    const bool had = kept != nullptr;
    kept = nullptr;
    return had ? 1 : 0;
}

int never_end() {
    volatile int turns = 0;
    while (turns >= 0) turns = turns % 2;
    return turns;
}

int take_everything() {
    constexpr std::size_t too_much = std::size_t{600} << 20;
    const auto block = std::make_unique<char[]>(too_much);
    std::memset(block.get(), 1, too_much);
    return block[too_much / 2];
}

int run(std::string_view text) {
    if (text.starts_with("aisle")) return read_past_the_end(text);
    const char* const planted = std::getenv("AISLE_PLANTED");
    const std::string_view fault = planted ? planted : "";
    if (fault == "leak") return lose_memory();
    if (fault == "hang") return never_end();
    if (fault == "fill") return take_everything();
    return 0;
}

}  // namespace
}  // namespace aisle

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const volatile int seen = aisle::run({reinterpret_cast<const char*>(bytes), size});
    static_cast<void>(seen);
    return 0;
}
