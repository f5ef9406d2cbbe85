// SPDX-License-Identifier: Apache-2.0
// aisle-bench [FIGURE ...] [--only NAME,...] [--quick] [--json]: measures the product beside its
// own baselines and prints what it found beside the bars. Exit codes: 0 all bars met, 1 some not, 2
// usage.
#include "agent/app/process.hpp"
#include "agent/base/wiping_memory.hpp"
#include "agent/store/sqlite.hpp"
#include "tools/bench/families.hpp"
#include "tools/bench/training.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>

namespace aisle {
namespace {

std::string own_folder() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path().string();
}

bool chosen(const std::vector<std::string>& only, const std::string& name) {
    return only.empty() || std::find(only.begin(), only.end(), name) != only.end();
}

std::string check_name(const std::string& name) {
    for (const auto& family : families()) {
        const auto& names = family.names;
        if (name == family.title || std::find(names.begin(), names.end(), name) != names.end()) {
            return "";
        }
    }
    std::string known = "no figure or family is called " + name + "; there are";
    for (const auto& family : families()) {
        for (const auto& one : family.names) known += " " + one;
    }
    return known;
}

Figures measure(const BenchOptions& options, const std::vector<std::string>& only) {
    Figures all;
    for (const auto& family : families()) {
        const bool whole = chosen(only, family.title);
        const bool wanted =
            whole || std::any_of(family.names.begin(), family.names.end(),
                                 [&](const std::string& name) { return chosen(only, name); });
        if (!wanted) continue;
        for (auto& figure : family.measure(options)) {
            if (whole || chosen(only, figure.name)) all.push_back(std::move(figure));
        }
    }
    return all;
}

int run_program(int argc, char** argv) {
    CLI::App app{"Measures Aisle beside its own baselines."};
    BenchOptions options;
    std::vector<std::string> only;
    bool as_json = false;
    std::string training;
    app.add_option("--only", only, "Names of figures, with commas between")
        ->delimiter(',')
        ->check(check_name);
    app.add_option("FIGURE", only, "The same: names of figures or of families, such as decode")
        ->check(check_name);
    app.add_flag("--quick", options.quick, "Smaller counts, same ratios");
    app.add_flag("--json", as_json, "One JSON object");
    app.add_option("--seed", options.seed, "Of the generated events")->default_val(1);
    app.add_option("--programs", options.programs, "The folder with aisled and aisle-hub")
        ->default_val(own_folder());
    app.add_option("--write-training", training,
                   "Instead of measuring: a folder for messages to train a dictionary on")
        ->check(CLI::ExistingDirectory);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    options.say = [](const std::string& step) {
        std::fprintf(stderr, "aisle-bench: %s\n", step.c_str());
    };
    options.say("seed " + std::to_string(options.seed));
    if (!training.empty()) {
        write_training(training, options.seed);
        return 0;
    }
    const auto figures = measure(options, only);
    const auto text = as_json ? json(figures) + "\n" : table(figures);
    std::fputs(text.c_str(), stdout);
    const bool met = std::all_of(figures.begin(), figures.end(),
                                 [](const Figure& figure) { return figure.met().value_or(true); });
    return met && std::fflush(stdout) == 0 ? 0 : 1;
}

}  // namespace

const std::vector<Family>& families() {
    static const std::vector<Family> all{
        {"library", {"capture-library-64", "capture-library-1"}, library_figures},
        {"disk", {"fdatasync-per-commit", "bytes-per-event-flash"}, disk_figures},
        {"http", {"capture-http-64"}, http_figures},
        {"live",
         {"pss", "rss", "idle-cpu", "idle-wakeups", "capture-to-committed",
          "bytes-per-event-wire-live"},
         live_figures},
        {"start", {"start-0", "start-10000", "start-1000000", "pss-growth"}, start_figures},
        {"drain",
         {"drain", "drain-vs-bare", "purchase-during-drain", "capture-p99-during-drain",
          "bytes-per-event-wire-drain"},
         drain_figures},
        {"size", {"program-size"}, size_figures},
        {"decode",
         {"decode-gs1", "decode-link", "decode-ean", "decode-wallet", "decode-card",
          "decode-member", "decode-web", "decode-token", "decode-unknown", "receipt-lines"},
         decode_figures},
        {"counter", {"scan-to-saved", "tap-delay"}, counter_figures},
        {"books",
         {"coupon-present", "coupon-present-p99", "coupon-present-by-size", "member-look-up",
          "member-identify", "feed-apply", "capture-p99-during-feed", "feed-changes", "books-pss"},
         books_figures}};
    return all;
}

}  // namespace aisle

int main(int argc, char** argv) {
    std::signal(SIGPIPE, SIG_IGN);
    aisle::prepare_process();
    return aisle::run_program(argc, argv);
}
