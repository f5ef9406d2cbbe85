// SPDX-License-Identifier: Apache-2.0
// Counters, named once in a table. Every refusal and every repair moves one. Any thread.
// What is a level and not a count (backlog, age) is read from the store when it is asked for.
// Text form: Prometheus exposition format 0.0.4.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

namespace aisle {

enum class Count {
    captured_ledger,
    captured_touch,
    capture_repeated,
    capture_conflicts,
    capture_refused,
    scans,
    scans_duplicate,
    scans_overlong,
    scans_torn,
    scans_dropped,
    scans_suppressed,
    scanner_reopened,
    receipts_read,
    receipts_repeated,
    receipts_unparsed,
    receipts_torn,
    tail_records,
    tail_refused,
    slips_printed,
    slips_failed,
    commits,
    commit_jobs,
    journal_acknowledged,
    journal_evicted,
    journal_trimmed,
    journal_forks,
    journal_quarantined,
    feed_entries,
    feed_pages_refused,
    wire_messages_refused,
    sync_connects,
    sync_disconnects,
    sync_batches,
    sync_bytes,
    sync_resends,
    asks_sent,
    asks_unanswered,
    asks_late,
    commands_heard,
    coupons_granted,
    coupons_rejected,
    coupons_overrun,
    leases_refused,
    identities_erased,
    pins_refused,
    http_requests,
    http_refused,
    count_  // how many there are
};

class Metrics {
public:
    void add(Count which, std::uint64_t by = 1) {
        values_[static_cast<std::size_t>(which)].fetch_add(by, std::memory_order_relaxed);
    }
    std::uint64_t get(Count which) const {
        return values_[static_cast<std::size_t>(which)].load(std::memory_order_relaxed);
    }
    std::string prometheus() const;

private:
    std::array<std::atomic<std::uint64_t>, static_cast<std::size_t>(Count::count_)> values_{};
};

// "# HELP …", "# TYPE … gauge" and the sample, for levels. `labels` is "" or "{name=\"value\"}".
void append_gauge(std::string& out, std::string_view name, std::string_view help,
                  std::string_view labels, double value);

}  // namespace aisle
