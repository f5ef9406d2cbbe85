// SPDX-License-Identifier: Apache-2.0
// Durable capture through the library, beside bare SQLite that commits the same bytes in the same
// groups. The two take turns, so that what else the machine does falls on both.
#include "tests/support/scratch_folder.hpp"
#include "tools/bench/counting_vfs.hpp"
#include "tools/bench/families.hpp"
#include "tools/bench/library.hpp"

namespace aisle {
namespace {

constexpr std::size_t rounds = 5;

std::vector<Occasion> occasions_of(Shop& shop, std::size_t count) {
    std::vector<Occasion> occasions;
    occasions.reserve(count);
    for (std::size_t i = 0; i < count; ++i) occasions.push_back(shop.next());
    return occasions;
}

std::string folder_in(const ScratchFolder& scratch, const std::string& name) {
    std::filesystem::create_directory(scratch.path() / name);
    return scratch.file(name);
}

struct Pair {
    LibraryRun ours;
    LibraryRun bare;
    double bytes_per_event = 0;
    double rows = 0;
};

Pair measure(Shop& shop, std::size_t count, std::size_t callers) {
    const ScratchFolder scratch;
    Pair pair;
    const auto occasions = occasions_of(shop, count);
    Library library(folder_in(scratch, "state"), nullptr);
    pair.ours = library.run(occasions, callers);
    library.stop();
    const auto rows = rows_of(library.database());
    pair.rows = static_cast<double>(rows.size());
    for (const auto& row : rows) {
        pair.bytes_per_event += static_cast<double>(row.event.size()) / pair.rows;
    }
    pair.bare = repeat_bare(rows, pair.ours.groups);
    return pair;
}

Figure many_callers(const BenchOptions& options, Shop& shop) {
    Samples rates;
    Samples bare_rates;
    Samples ratios;
    double bytes = 0;
    double groups = 0;
    for (std::size_t round = 0; round < rounds; ++round) {
        options.say("64 callers, round " + std::to_string(round + 1));
        const auto pair = measure(shop, options.quick ? 20'000 : 100'000, 64);
        rates.add(pair.rows / pair.ours.seconds);
        bare_rates.add(pair.rows / pair.bare.seconds);
        ratios.add(pair.bare.seconds / pair.ours.seconds);
        bytes = pair.bytes_per_event;
        groups = pair.rows / static_cast<double>(pair.ours.groups.size());
    }
    Figure figure{"capture-library-64", rates.median(), "events/s", {Reach::ratio_at_least, 0.6}};
    // The median of the ratios of single rounds, not the ratio of medians.
    figure.baseline = figure.value / ratios.median();
    figure.note = std::to_string(static_cast<int>(groups)) + " events a commit, " +
                  std::to_string(static_cast<int>(bytes)) + " bytes an event";
    return figure;
}

Figure one_caller(const BenchOptions& options, Shop& shop) {
    Samples ours;
    Samples ratios;
    for (std::size_t round = 0; round < rounds; ++round) {
        options.say("1 caller, round " + std::to_string(round + 1));
        const auto pair = measure(shop, options.quick ? 1'000 : 4'000, 1);
        ours.add(pair.ours.latency_ms.median());
        ratios.add(pair.ours.latency_ms.median() / pair.bare.latency_ms.median());
    }
    Figure figure{"capture-library-1", ours.median(), "ms p50", {Reach::ratio_at_most, 1.5}};
    figure.baseline = figure.value / ratios.median();
    return figure;
}

}  // namespace

Figures library_figures(const BenchOptions& options) {
    Shop shop(options.seed);
    Figures figures;
    figures.push_back(many_callers(options, shop));
    figures.push_back(one_caller(options, shop));
    return figures;
}

// One commit an event, as at a counter with 10 events a second: how often the disk is asked for its
// word, and how many bytes it is given in all, the log's and the copies back into the file.
Figures disk_figures(const BenchOptions& options) {
    const ScratchFolder scratch;
    Shop shop(options.seed);
    Library library(folder_in(scratch, "state"), counting_vfs());
    options.say("single commits through a counting VFS");
    // Few enough that the log is not yet copied back.
    const auto first = occasions_of(shop, 100);
    auto before = file_work();
    auto commits = library.commits();
    library.run(first, 1);
    const double syncs = static_cast<double>(file_work().syncs - before.syncs) /
                         static_cast<double>(library.commits() - commits);
    const auto rest = occasions_of(shop, options.quick ? 2'000 : 10'000);
    before = file_work();
    library.run(rest, 1);
    library.copy_back();
    const auto work = file_work();
    const auto events = static_cast<double>(rest.size());
    library.stop();
    Figure flash{"bytes-per-event-flash", 0, "KB", {Reach::value_at_most, 20}};
    flash.value = static_cast<double>(work.bytes_written - before.bytes_written) / events / 1000;
    flash.note = std::to_string(static_cast<double>(work.syncs - before.syncs) / events) +
                 " syncs an event, copies back included";
    return {{"fdatasync-per-commit", syncs, "calls", {Reach::value_at_most, 1}}, flash};
}

}  // namespace aisle
