// SPDX-License-Identifier: Apache-2.0
#include "tests/crash/workload.hpp"

#include "agent/base/check.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace aisle {
namespace {

constexpr Lane ledger = Lane::ledger;
constexpr Lane touch = Lane::touch;

void a_working_day(Till& till) {
    till.capture(ledger, 6);
    till.capture(touch, 20);
    till.acknowledge(ledger, Seq{4});
    till.acknowledge(touch, Seq{8});
}

Page page_of(std::uint64_t generation, std::uint64_t after, const std::vector<std::string>& keys) {
    Page page{.feed = "tasks",
              .scope = "fleet",
              .generation = Generation(generation),
              .after = Cursor(after),
              .head = Cursor(after + keys.size()),
              .entries = {}};
    for (const auto& key : keys) {
        const std::string body =
            R"({"title":")" + key + R"(","text":")" + std::string(300, '.') + "\"}";
        page.entries.push_back({Cursor(++after), true, key, body});
    }
    return page;
}

std::vector<FeedHead> heads(std::uint64_t generation, std::uint64_t head) {
    return {{"tasks", "fleet", Generation(generation), Cursor(head)}};
}

void a_board_with_tasks(Till& till) {
    till.follow(heads(1, 3));
    Page page = page_of(1, 0, {"open", "clean", "count"});
    page.last = true;
    till.apply(page);
}

void a_board_and_a_day(Till& till) {
    a_board_with_tasks(till);
    till.complete_task("open");
    till.purchase("receipt-1");
    a_working_day(till);
}

void go_on(Till& till) {
    till.purchase("receipt-2");
    till.purchase("receipt-1");
}

void mark_as_damaged(DiskImage& image) {
    image["state/damaged"] = "journal-1.db: a row was not what its id says";
}

void spoil_a_page(DiskImage& image) {
    std::string& file = image.at(first_file);
    const auto event = file.find("io.aisle.scan.captured");
    CHECK(event != std::string::npos, "a scan stands in the file");
    file.replace(event / page_bytes * page_bytes, page_bytes, std::string(page_bytes, 'x'));
}

void spoil_the_header(DiskImage& image) {
    image.at(first_file).replace(0, 100, std::string(100, 'x'));
}

void say_newer(DiskImage& image) {
    image.at(first_file).replace(60, 4, std::string("\0\0\0\x63", 4));  // user_version
}

// Three quarters of it hold the tables of schema 3, which take so many pages, and little more.
constexpr std::uint64_t pages_of_tables = 90;
constexpr std::uint64_t full_till_bytes = (pages_of_tables * page_bytes + 11'400) / 3 * 4;

void a_full_till(Till& till) {
    till.purchase("receipt-1");
    till.capture(touch, 30, 4000);
}

const Workload all_workloads[] = {
    {"FirstStart", nullptr, [](Till& till) { till.capture(ledger, 1); }},
    {"Capture", a_working_day,
     [](Till& till) {
         till.capture(ledger, 1);
         till.capture(touch, 1);
         till.capture(ledger, 3);
         till.capture(touch, 5);
     }},
    {"LargeEvents", a_working_day,
     [](Till& till) {
         till.capture(ledger, 1, 20'000);
         till.capture(ledger, 2, 5'000);
     }},
    {"Checkpoint", a_working_day,
     [](Till& till) {
         till.capture(ledger, 2);
         till.checkpoint(false);
         till.capture(ledger, 1);
         till.checkpoint(true);
         till.capture(touch, 2);
         till.checkpoint(false);
         till.capture(ledger, 1);
     }},
    {"Acknowledge", a_working_day,
     [](Till& till) {
         till.acknowledge(ledger, Seq{5});
         till.capture(ledger, 2);
         till.acknowledge(touch, Seq{20});
         till.acknowledge(ledger, Seq{8});
     }},
    {"Trim", a_working_day,
     [](Till& till) {
         till.trim(ledger, Seq{3});
         till.capture(ledger, 1);
         till.trim(touch, Seq{8});
         till.checkpoint(false);
         till.shrink();
         till.capture(touch, 1);
     }},
    {"Evict", a_working_day,
     [](Till& till) {
         till.evict(4);
         till.capture(touch, 2);
         till.evict(3);
         till.shrink();
         till.acknowledge(touch, Seq{14});
     }},
    {"Quarantine", a_working_day,
     [](Till& till) {
         till.quarantine(ledger, Seq{5});
         till.capture(ledger, 1);
         till.quarantine(touch, Seq{12});
         till.acknowledge(ledger, Seq{6});
     }},
    {"RewindAndFork", a_working_day,
     [](Till& till) {
         till.trim(ledger, Seq{2});
         till.rewind(ledger, Seq{1});
         till.capture(ledger, 1);
         till.fork();
         till.capture(ledger, 1);
     }},
    {"Counter", a_board_with_tasks,
     [](Till& till) {
         till.purchase("receipt-1");
         till.sign_up("form-1");
         till.complete_task("clean");
         till.scan("https://id.example/01/04006381333931");
         till.purchase("receipt-1");
     }},
    {"Budget", a_full_till,
     [](Till& till) {
         for (int i = 0; i < 4; ++i) till.scan(std::string(4000, 'b'));
         till.purchase("receipt-2");
     },
     full_till_bytes},
    {"SalvageWhole", a_board_and_a_day, go_on, disk_budget_default, mark_as_damaged},
    {"SalvageTornPage", a_board_and_a_day, go_on, disk_budget_default, spoil_a_page, true},
    {"SalvageNothing", a_board_and_a_day, go_on, disk_budget_default, spoil_the_header, true},
    {"NewerFile", a_board_and_a_day, go_on, disk_budget_default, say_newer, true},
    {"FeedPages", a_board_with_tasks,
     [](Till& till) {
         till.apply(page_of(1, 3, {"stock", "clean"}));
         Page removal = page_of(1, 5, {"open"});
         removal.entries.front().put = false;
         till.apply(removal);
         till.apply(page_of(1, 3, {"stock", "clean"}));
         till.capture(ledger, 1);
         Page poison = page_of(1, 6, {"broken"});
         poison.entries.front().body = "[]";
         till.apply(poison);
     }},
    {"FeedGenerations", a_board_with_tasks,
     [](Till& till) {
         till.follow(heads(2, 4));
         till.apply(page_of(2, 0, {"fresh-1", "fresh-2"}));
         till.capture(touch, 1);
         Page last = page_of(2, 2, {"fresh-3", "fresh-4"});
         last.last = true;
         till.apply(last);
         till.follow({});
     }},
    {"Restart", a_working_day,
     [](Till& till) {
         till.capture(ledger, 1);
         till.restart();
         till.capture(ledger, 1);
         till.restart();
         till.capture(touch, 1);
     }},
};

}  // namespace

std::span<const Workload> workloads() {
    return all_workloads;
}

const Workload& workload_named(std::string_view name) {
    const auto found = std::ranges::find(all_workloads, name, &Workload::name);
    CHECK(found != std::end(all_workloads), "a workload of this name");
    return *found;
}

bool opens_like_an_earlier(const Workload& workload) {
    const auto first = std::ranges::find_if(all_workloads, [&workload](const Workload& one) {
        return one.before == workload.before && one.damage == workload.damage;
    });
    return std::string_view(first->name) != workload.name;
}

Start::Start(const Workload& workload, Ending ending) {
    // WAL salts come from SQLite's own generator; seeded, a run is the same run every time.
    sqlite3_test_control(SQLITE_TESTCTRL_PRNG_SEED, 42, nullptr);
    if (!workload.before) return;
    CrashDisk disk;
    Till till(disk);
    CHECK(till.open(), "an undisturbed till opens");
    till.tell(story);
    workload.before(till);
    CHECK(story.refusals.empty(), story.last_refusal().c_str());
    story.begin_here();
    image = disk.image();
    till.close();
    if (ending == Ending::stopped) image = disk.image();
    if (workload.damage) workload.damage(image);
    if (workload.forgets) story.told.clear();
}

Recording::Recording(const Workload& workload, const Start& start, TillOptions options)
    : story(start.story), disk(start.image) {
    options.budget_bytes = workload.budget_bytes;
    options.birth_seed = 2;
    Till till(disk, options);
    if (!till.open()) return;
    till.tell(story);
    workload.run(till);
    evicted = till.metrics().get(Count::journal_evicted);
}

}  // namespace aisle
