// SPDX-License-Identifier: Apache-2.0
// What a counter waits for: a scan until it is saved, and a receipt that a tap lets through.
#include "agent/base/check.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tools/bench/families.hpp"
#include "tools/bench/library.hpp"
#include "tools/bench/receipts.hpp"
#include "tools/bench/rig.hpp"

namespace aisle {
namespace {

constexpr std::size_t rounds = 5;

// A purchase or a sign-up does not come down a scanner's line.
std::vector<std::string> codes_of(Shop& shop, std::size_t count) {
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < count; ++i) {
        const auto scan = shop.scan().scan;
        codes.push_back(scan.aim + scan.bytes);
    }
    return codes;
}

Figure scan_to_saved(const BenchOptions& options) {
    Shop shop(options.seed);
    Samples ours;
    Samples ratios;
    for (std::size_t round = 0; round < rounds; ++round) {
        options.say("a scanner on a pseudo-terminal, round " + std::to_string(round + 1));
        const auto codes = codes_of(shop, options.quick ? 300 : 1'000);
        const ScratchFolder scratch;
        const PtyScanner scanner;
        Library library(scratch.path().string(), nullptr);
        const auto times = library.scan(scanner, codes);
        library.stop();
        const auto rows = rows_of(library.database());
        CHECK(rows.size() == codes.size(), "each scan was saved, and no other");
        const auto bare = repeat_bare(rows, std::vector<std::size_t>(rows.size(), 1));
        ours.add(times.median());
        ratios.add(times.median() / bare.latency_ms.median());
    }
    Figure figure{"scan-to-saved", ours.median(), "ms p50", {Reach::ratio_at_most, 2}};
    figure.baseline = figure.value / ratios.median();
    return figure;
}

// ---- The tap ----

constexpr std::size_t part_bytes = 4096;
constexpr Millis pace{10};

// What the till prints is on its way until the printer has the last byte of it.
double way_of(Stream& till, Stream& printer, const std::string& part) {
    const auto start = now();
    CHECK(till.write(part), "a till can print");
    CHECK(printer.read_exactly(part.size()) == part, "a printer gets what the till printed");
    return milliseconds_since(start);
}

class TappedTill {
public:
    // The daemon reads along.
    explicit TappedTill(const std::string& programs)
        : template_(folder_.write("template.json", till_template())),
          daemon_({.programs = programs,
                   .state = state_.path().string(),
                   .more = "[[tap]]\nname = \"till-1\"\nlisten = \"" + copy() +
                           "\"\ntemplate_file = \"" + template_ + "\"\n"}),
          tap_({programs + "/aisle-tap", "--from", "tcp:127.0.0.1:0", "--to",
                "tcp:127.0.0.1:" + std::to_string(door_.port()), "--copy", copy()},
               folder_.file("said")) {
        wait_until([this] { return port() != 0; }, "the tap listens");
        till_ = Stream::connect_to(port());
        printer_ = door_.accept();
    }
    double print(const std::string& part) { return way_of(till_, printer_, part); }
    // Receipts that the daemon read meanwhile.
    std::uint64_t read_along() const {
        const auto metrics = ask_http(daemon_.port(), "GET /metrics");
        const std::string_view name = "\naisle_receipts_read_total ";
        const auto at = metrics.find(name);
        return at == metrics.npos ? 0 : std::stoull(metrics.substr(at + name.size()));
    }

private:
    std::string copy() const { return folder_.file("tap.sock"); }
    std::uint16_t port() const {
        const auto said = read_whole(folder_.file("said"));
        const auto at = said.find("port ");
        if (at == said.npos || !said.ends_with('\n')) return 0;
        return static_cast<std::uint16_t>(std::stoi(said.substr(at + 5)));
    }

    ScratchFolder folder_;
    ScratchFolder state_;
    std::string template_;
    Daemon daemon_;
    Listener door_;
    ChildProcess tap_;
    Stream till_;
    Stream printer_;
};

Figure tap_delay(const BenchOptions& options) {
    options.say("receipts through a tap");
    TappedTill tapped(options.programs);
    Listener door;
    auto till = Stream::connect_to(door.port());
    auto printer = door.accept();
    Samples direct;
    Samples through;
    std::string paper;
    std::uint64_t number = 1000;
    const std::size_t parts = options.quick ? 300 : 2'000;
    while (through.count() < parts) {
        while (paper.size() < part_bytes) paper += till_receipt(++number);
        const auto part = paper.substr(0, part_bytes);
        paper.erase(0, part_bytes);
        direct.add(way_of(till, printer, part));
        through.add(tapped.print(part));
        pause_for(pace);
    }
    const auto read = tapped.read_along();
    CHECK(read > 0, "the daemon reads along");
    const auto p99 = through.at(0.99);
    Figure figure{"tap-delay", p99 - direct.median(), "ms p99", {Reach::value_at_most, 5}};
    const auto shown = [](double ms) { return std::to_string(ms).substr(0, 5); };
    figure.note = "4 KiB take " + shown(direct.median()) + " ms without, p50 " +
                  shown(through.median()) + " with; " + std::to_string(read) + " receipts read";
    return figure;
}

}  // namespace

Figures counter_figures(const BenchOptions& options) {
    return {scan_to_saved(options), tap_delay(options)};
}

}  // namespace aisle
