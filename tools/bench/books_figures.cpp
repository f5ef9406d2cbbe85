// SPDX-License-Identifier: Apache-2.0
// Full books: a feed of coupons that comes while the counter works, coupons presented beside bare
// commits and beside a store with few of them, members asked for, and what a daemon with all of
// that takes of memory.
#include "agent/base/check.hpp"
#include "tests/support/loopback.hpp"
#include "tests/support/scratch_folder.hpp"
#include "tools/bench/families.hpp"
#include "tools/bench/process.hpp"
#include "tools/bench/rig.hpp"
#include "tools/bench/stocked_store.hpp"

#include <filesystem>
#include <iterator>

namespace aisle {
namespace {

constexpr std::size_t rounds = 5;
constexpr Seconds settling{2};
constexpr int asked_of_daemon = 500;
constexpr std::uint64_t few_coupons = 10'000;

// Of powers of ten; see StockedStore.
StockSizes sizes_of(const BenchOptions& options) {
    if (options.quick) return {.campaigns = 100, .members = 10'000, .coupons = 100'000};
    return {};
}

StockSizes with_few(StockSizes sizes) {
    sizes.coupons = few_coupons;
    return sizes;
}

std::string folder_in(const ScratchFolder& scratch, const std::string& name) {
    std::filesystem::create_directory(scratch.path() / name);
    return scratch.file(name);
}

std::string shown(double number) {
    return std::to_string(number).substr(0, 5);
}

// ---- The feed ----

struct Fed {
    FeedRun snapshot;
    FeedRun changes;
    Samples idle_ms;      // a capture, while nothing comes
    Samples snapshot_ms;  // a capture, meanwhile
    Samples changes_ms;
};

Fed feed(const BenchOptions& options, StockedStore& store) {
    Shop shop(options.seed);
    Fed fed;
    store.take_campaigns();
    store.take_members();
    SteadyCaptures idle(store.library(), shop);
    const std::size_t captures = options.quick ? 300 : 1'000;
    options.say("captures while nothing comes");
    idle.work_until([&] { return idle.saved_ms().count() >= captures; });
    fed.idle_ms = idle.saved_ms();
    options.say("a feed of " + std::to_string(store.stock().sizes().coupons) + " coupons");
    SteadyCaptures during_snapshot(store.library(), shop);
    fed.snapshot = store.take_coupons(&during_snapshot);
    fed.snapshot_ms = during_snapshot.saved_ms();
    SteadyCaptures during_changes(store.library(), shop);
    fed.changes = store.take_changes(store.stock().sizes().coupons / 10, &during_changes);
    fed.changes_ms = during_changes.saved_ms();
    return fed;
}

Figures figures_of(const Fed& fed) {
    Figure apply{"feed-apply", fed.snapshot.rate(), "coupons/s", {Reach::value_at_least, 50'000}};
    apply.note = std::to_string(fed.snapshot.entries) + ", in pages; the longest page took " +
                 shown(fed.snapshot.page_ms.most()) + " ms, the median " +
                 shown(fed.snapshot.page_ms.median());
    Figure slowed{
        "capture-p99-during-feed", fed.snapshot_ms.at(0.99), "ms p99", {Reach::ratio_at_most, 4}};
    slowed.baseline = fed.idle_ms.at(0.99);
    slowed.note = std::to_string(fed.snapshot_ms.count()) + " captures, median " +
                  shown(fed.snapshot_ms.median()) + " ms, longest " + shown(fed.snapshot_ms.most());
    Figure changes{"feed-changes", fed.changes.rate(), "coupons/s"};
    changes.note = "captures meanwhile p99 " + shown(fed.changes_ms.at(0.99)) + " ms, longest " +
                   shown(fed.changes_ms.most());
    return {apply, slowed, changes};
}

// ---- Coupons presented ----

struct Presented {
    Samples many_ms;
    Samples bare_ms;
    // Of the medians of each round.
    Samples medians_ms;
    Samples few_medians_ms;
    Samples over_bare;
    Samples over_few;
};

// What a bare store needs for the newest rows, one by one.
Samples bare_commits(StockedStore& store, std::size_t count) {
    const auto rows = rows_of(store.library().database());
    CHECK(rows.size() >= count, "what was presented stands in the journal");
    const std::vector<BareRow> newest(rows.end() - static_cast<std::ptrdiff_t>(count), rows.end());
    return repeat_bare(newest, std::vector<std::size_t>(count, 1)).latency_ms;
}

Presented present(const BenchOptions& options, StockedStore& many, StockedStore& few) {
    Presented presented;
    const std::size_t count = options.quick ? 300 : 1'000;
    for (std::size_t round = 0; round < rounds; ++round) {
        options.say("coupons presented, round " + std::to_string(round + 1));
        const auto ours = many.present(count);
        const auto bare = bare_commits(many, count);
        const auto others = few.present(count);
        presented.many_ms.add(ours);
        presented.bare_ms.add(bare);
        presented.medians_ms.add(ours.median());
        presented.few_medians_ms.add(others.median());
        presented.over_bare.add(ours.median() / bare.median());
        presented.over_few.add(ours.median() / others.median());
    }
    return presented;
}

Figures figures_of(const Presented& presented) {
    const auto median = presented.medians_ms.median();
    Figure over_bare{"coupon-present", median, "ms p50", {Reach::ratio_at_most, 2.5}};
    // The median of the ratios of single rounds, not the ratio of medians.
    over_bare.baseline = median / presented.over_bare.median();
    over_bare.note = "granted of a lease, and held; over one bare commit";
    Figure slowest{
        "coupon-present-p99", presented.many_ms.at(0.99), "ms p99", {Reach::value_at_most, 20}};
    slowest.note = "a bare commit's " + shown(presented.bare_ms.at(0.99));
    Figure by_size{"coupon-present-by-size", median, "ms p50", {Reach::ratio_at_most, 1.2}};
    by_size.baseline = median / presented.over_few.median();
    by_size.note = "over a store with " + std::to_string(few_coupons) + " coupons";
    return {over_bare, slowest, by_size};
}

// ---- Members asked for ----

Figures ask_for_members(const BenchOptions& options, StockedStore& store, double bare_p99) {
    const std::size_t count = options.quick ? 500 : 2'000;
    options.say("members asked for");
    const auto found = store.find(count);
    const auto answered = store.identify(count);
    Figure book{"member-look-up", found.at(0.99), "ms p99", {Reach::value_at_most, 1}};
    book.note = "in the book alone, by phone and card; p50 " + shown(found.median());
    Figure desk{"member-identify", answered.at(0.99), "ms p99"};
    desk.baseline = bare_p99;
    desk.note =
        "to the answer, which waits for the commit that notes it; p50 " + shown(answered.median());
    return {book, desk};
}

// ---- Memory ----

// Of the daemon on that folder, with nobody to talk to, when it has looked into all of the books.
Figure memory(const BenchOptions& options, const std::string& folder) {
    options.say("the daemon with all of that");
    const Stock stock(sizes_of(options));
    const Daemon daemon({options.programs, folder, 0});
    for (std::uint64_t i = 0; i < asked_of_daemon; ++i) {
        const auto coupon = stock.sizes().coupons / asked_of_daemon * i;
        const auto member = stock.sizes().members / asked_of_daemon * i;
        const auto granted = ask_http(daemon.port(), "POST /v1/coupons/present",
                                      stock.presentation(coupon, "later-" + std::to_string(i)));
        CHECK(granted.find(R"("decision":"granted")") != granted.npos, granted.c_str());
        const auto known = ask_http(daemon.port(), "POST /v1/members/identify",
                                    R"({"member_id":")" + stock.member(member).key + R"("})");
        CHECK(known.find(R"("known":true)") != known.npos, known.c_str());
    }
    pause_for(settling);
    const auto taken = memory_of(daemon.pid());
    Figure figure{"books-pss", taken.pss_mb, "MB", {Reach::value_at_most, 12}};
    figure.note = "RSS " + shown(taken.rss_mb) + " MB, after " + std::to_string(asked_of_daemon) +
                  " coupons and as many members";
    return figure;
}

void add(Figures& all, Figures more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
}

}  // namespace

Figures books_figures(const BenchOptions& options) {
    const auto sizes = sizes_of(options);
    const ScratchFolder scratch;
    const auto folder = folder_in(scratch, "many");
    Figures figures;
    {
        StockedStore many(folder, sizes);
        const auto fed = feed(options, many);
        StockedStore few(folder_in(scratch, "few"), with_few(sizes));
        few.take_campaigns();
        few.take_members();
        few.take_coupons();
        const auto presented = present(options, many, few);
        add(figures, figures_of(presented));
        add(figures, ask_for_members(options, many, presented.bare_ms.at(0.99)));
        add(figures, figures_of(fed));
    }
    figures.push_back(memory(options, folder));
    if (!options.quick) return figures;
    const auto smaller = "quick: " + std::to_string(sizes.coupons) + " coupons, " +
                         std::to_string(sizes.members) + " members; ";
    for (auto& figure : figures) figure.note = smaller + figure.note;
    return figures;
}

}  // namespace aisle
