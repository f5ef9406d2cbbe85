// SPDX-License-Identifier: Apache-2.0
// The daemon without its symbols, as a package would carry it.
#include "agent/base/check.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tools/bench/families.hpp"

namespace aisle {

Figures size_figures(const BenchOptions& options) {
    const ScratchFolder scratch;
    const auto ran =
        run_program({"strip", "-o", scratch.file("aisled"), options.programs + "/aisled"});
    CHECK(ran.status == 0, ran.output.c_str());
    const auto bytes = std::filesystem::file_size(scratch.file("aisled"));
    return {{"program-size", static_cast<double>(bytes) / 1e6, "MB", {Reach::value_at_most, 5}}};
}

}  // namespace aisle
