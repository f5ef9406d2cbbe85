// SPDX-License-Identifier: Apache-2.0
#include "agent/base/metrics.hpp"

#include <charconv>
#include <string_view>

namespace aisle {
namespace {

struct Described {
    Count which;
    std::string_view name;
    std::string_view help;
};

constexpr std::array<Described, static_cast<std::size_t>(Count::count_)> table{{
    {Count::captured_ledger, "aisle_captured_ledger_total", "Events saved in the ledger lane"},
    {Count::captured_touch, "aisle_captured_touch_total", "Events saved in the touch lane"},
    {Count::capture_repeated, "aisle_capture_repeated_total", "Repeats answered from memory"},
    {Count::capture_conflicts, "aisle_capture_conflicts_total", "Repeated ids with another body"},
    {Count::capture_refused, "aisle_capture_refused_total", "Captures refused"},
    {Count::scans, "aisle_scans_total", "Scans read from devices"},
    {Count::scans_duplicate, "aisle_scans_duplicate_total", "Scans dropped as the same again"},
    {Count::scans_overlong, "aisle_scans_overlong_total", "Scans thrown away as too long"},
    {Count::scans_torn, "aisle_scans_torn_total", "Scans thrown away as incomplete"},
    {Count::scans_dropped, "aisle_scans_dropped_total", "Scans the kernel's queue had no room for"},
    {Count::scans_suppressed, "aisle_scans_suppressed_total",
     "Payment codes, cards and ids that were scanned and forgotten"},
    {Count::scanner_reopened, "aisle_scanner_reopened_total", "Scanners opened again"},
    {Count::receipts_read, "aisle_receipts_read_total", "Purchases read from printed receipts"},
    {Count::receipts_repeated, "aisle_receipts_repeated_total",
     "Printed receipts of purchases that were known already"},
    {Count::receipts_unparsed, "aisle_receipts_unparsed_total",
     "Printed receipts that could not be read"},
    {Count::receipts_torn, "aisle_receipts_torn_total",
     "Printed receipts of which a part was not seen"},
    {Count::tail_records, "aisle_tail_records_total", "Purchases read from journal files"},
    {Count::tail_refused, "aisle_tail_refused_total",
     "Records of journal files that could not be read"},
    {Count::slips_printed, "aisle_slips_printed_total", "Slips that came out of a printer"},
    {Count::slips_failed, "aisle_slips_failed_total", "Slips given up or in doubt"},
    {Count::commits, "aisle_commits_total", "Database commits"},
    {Count::commit_jobs, "aisle_commit_jobs_total", "Jobs committed"},
    {Count::journal_acknowledged, "aisle_journal_acknowledged_total", "Numbers central committed"},
    {Count::journal_evicted, "aisle_journal_evicted_total", "Touch events evicted for room"},
    {Count::journal_trimmed, "aisle_journal_trimmed_total", "Acknowledged events deleted"},
    {Count::journal_forks, "aisle_journal_forks_total", "Epochs begun because of a fork"},
    {Count::journal_quarantined, "aisle_journal_quarantined_total", "Events set aside as poison"},
    {Count::feed_entries, "aisle_feed_entries_total", "Decisions of central applied"},
    {Count::feed_pages_refused, "aisle_feed_pages_refused_total", "Feed pages quarantined"},
    {Count::wire_messages_refused, "aisle_wire_messages_refused_total", "Messages not understood"},
    {Count::sync_connects, "aisle_sync_connects_total", "Connections to a broker"},
    {Count::sync_disconnects, "aisle_sync_disconnects_total", "Connections lost"},
    {Count::sync_batches, "aisle_sync_batches_total", "Batches published"},
    {Count::sync_bytes, "aisle_sync_bytes_total", "Bytes published"},
    {Count::sync_resends, "aisle_sync_resends_total", "Times sending went back to the last ack"},
    {Count::asks_sent, "aisle_asks_sent_total", "Questions asked of central"},
    {Count::asks_unanswered, "aisle_asks_unanswered_total", "Questions without an answer in time"},
    {Count::asks_late, "aisle_asks_late_total", "Answers that came too late"},
    {Count::commands_heard, "aisle_commands_heard_total", "Commands of central"},
    {Count::coupons_granted, "aisle_coupons_granted_total", "Coupons granted"},
    {Count::coupons_rejected, "aisle_coupons_rejected_total", "Coupons refused, with the reason"},
    {Count::coupons_overrun, "aisle_coupons_overrun_total",
     "Coupons closed after their right was given back"},
    {Count::leases_refused, "aisle_leases_refused_total", "Grants and recalls not understood"},
    {Count::identities_erased, "aisle_identities_erased_total",
     "Erasures carried out on this device"},
    {Count::pins_refused, "aisle_pins_refused_total", "Sign-ins refused"},
    {Count::http_requests, "aisle_http_requests_total", "Requests on the local interface"},
    {Count::http_refused, "aisle_http_refused_total", "Requests refused"},
}};

constexpr bool in_order() {
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].which) != i) return false;
    }
    return true;
}
static_assert(in_order(), "the table follows the enumeration");

void append_help(std::string& out, std::string_view name, std::string_view help,
                 std::string_view type) {
    out += "# HELP ";
    out += name;
    out += " ";
    out += help;
    out += "\n# TYPE ";
    out += name;
    out += " ";
    out += type;
    out += "\n";
}

}  // namespace

std::string Metrics::prometheus() const {
    std::string out;
    for (const auto& row : table) {
        append_help(out, row.name, row.help, "counter");
        out += row.name;
        out += " " + std::to_string(get(row.which)) + "\n";
    }
    return out;
}

void append_gauge(std::string& out, std::string_view name, std::string_view help,
                  std::string_view labels, double value) {
    // One HELP and TYPE per name, however many label sets follow.
    if (out.find("# TYPE " + std::string(name) + " ") == std::string::npos) {
        append_help(out, name, help, "gauge");
    }
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out += name;
    out += labels;
    out += " ";
    out.append(digits.data(), end);
    out += "\n";
}

}  // namespace aisle
