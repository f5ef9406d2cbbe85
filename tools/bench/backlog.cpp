// SPDX-License-Identifier: Apache-2.0
#include "tools/bench/backlog.hpp"

#include "sync/state_folder.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::uint64_t events_per_commit = 5'000;

// What the journal appends in one job.
Result<std::uint64_t> append_some(Txn& txn, Journal& journal, Shop& shop, std::uint64_t count) {
    const SystemClock clock;
    std::uint64_t bytes = 0;
    for (std::uint64_t i = 0; i < count; ++i) {
        TRY(const auto event,
            encode_event(scan_draft(shop.scan().scan), shop_context(clock.wall()), shop.entropy()));
        TRY(journal.append(txn, event));
        bytes += event.bytes.size();
    }
    return bytes;
}

}  // namespace

BacklogFile make_backlog(const std::string& folder, std::uint64_t events, Shop& shop) {
    const SystemClock clock;
    SystemEntropy entropy;
    SystemFiles files;
    Metrics metrics;
    StderrSink sink(clock, LogFormat::text, false);
    auto opened = open_state_folder({folder, files, entropy, Log(sink, LogLevel::warn), metrics});
    CHECK(opened, opened.error().what().c_str());
    std::uint64_t bytes = 0;
    for (std::uint64_t done = 0; done < events; done += events_per_commit) {
        const auto count = std::min(events_per_commit, events - done);
        std::vector<Write> group;
        group.push_back({[&](Txn& txn) -> Result<void> {
                             TRY(const auto more, append_some(txn, *opened->journal, shop, count));
                             bytes += more;
                             return {};
                         },
                         {}});
        const auto outcomes = opened->committer->commit(group);
        CHECK(outcomes.front(), outcomes.front().error().what().c_str());
        opened->committer->tidy_up();
    }
    const double count = static_cast<double>(std::max<std::uint64_t>(events, 1));
    return {folder + "/" + opened->file, static_cast<double>(bytes) / count};
}

}  // namespace aisle
