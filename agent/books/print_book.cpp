// SPDX-License-Identifier: Apache-2.0
#include "agent/books/print_book.hpp"

#include "agent/base/limits.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace aisle {
namespace {

constexpr std::array<std::string_view, 5> state_words{"waiting", "going", "printed", "doubtful",
                                                      "given_up"};

int number_of(PrintJobState state) {
    return static_cast<int>(state);
}

std::optional<std::string_view> text_if(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

PrintJob job_of(const Query& row) {
    PrintJob job;
    job.number = PrintNumber(static_cast<std::uint64_t>(row.integer(0)));
    job.id = row.bytes(1);
    job.printer = row.bytes(2);
    job.request = row.bytes(3);
    job.original = PrintNumber(static_cast<std::uint64_t>(row.integer(4)));
    job.copy = static_cast<int>(row.integer(5));
    job.state = static_cast<PrintJobState>(row.integer(6));
    job.why = row.bytes(7);
    job.at = WallTime{Micros{row.integer(8)}};
    return job;
}

Result<std::optional<PrintJob>> one_of(Query row) {
    TRY(const bool found, row.next());
    if (!found) return std::optional<PrintJob>{};
    return std::optional(job_of(row));
}

Error id_conflict() {
    return Error(Errc::conflict, "this id was used before, for something else")
        .coded("id_conflict")
        .placed("/id");
}

}  // namespace

std::string_view to_string(PrintJobState state) {
    return state_words[static_cast<std::size_t>(state)];
}

PrintBook::PrintBook(Database& db)
    : find_number_(db.prepare("SELECT number, id, printer, request, original, copy, state, why, at"
                              " FROM print_job WHERE number = ?1")),
      find_id_(db.prepare("SELECT number, id, printer, request, original, copy, state, why, at"
                          " FROM print_job WHERE id = ?1")),
      next_(db.prepare("SELECT number, id, printer, request, original, copy, state, why, at"
                       " FROM print_job WHERE printer = ?1 AND state = 0"
                       " ORDER BY number LIMIT 1")),
      unfinished_(db.prepare("SELECT count(*) FROM print_job WHERE printer = ?1 AND state < 2")),
      // How many of them are unfinished, and the last copy that may stand on paper.
      family_(db.prepare("SELECT count(*) FILTER (WHERE state < 2),"
                         " max(copy) FILTER (WHERE state <> 4)"
                         " FROM print_job WHERE number = ?1 OR original = ?1")),
      insert_(db.prepare("INSERT INTO print_job(id, printer, request, original, copy, at)"
                         " VALUES(?1, ?2, ?3, ?4, ?5, ?6)")),
      settle_(db.prepare("UPDATE print_job SET state = ?2, why = ?3 WHERE number = ?1")),
      interrupted_(db.prepare("UPDATE print_job SET state = 3, why = 'interrupted'"
                              " WHERE state = 1 RETURNING number")),
      queues_(db.prepare("SELECT DISTINCT printer FROM print_job WHERE state = 0")),
      give_up_(db.prepare("UPDATE print_job SET state = 4, why = 'no_printer'"
                          " WHERE printer = ?1 AND state = 0")),
      // The newest row is never among them, so no number is given twice.
      prune_(db.prepare("DELETE FROM print_job WHERE state >= 2 AND number NOT IN"
                        " (SELECT number FROM print_job WHERE state >= 2"
                        " ORDER BY number DESC LIMIT ?1)")),
      forget_said_(db.prepare("UPDATE print_job SET request = x'' WHERE state >= 2")) {}

Result<PrintJob> PrintBook::add(Txn& txn, const PrintJob& wanted) {
    TRY(auto before, find(wanted.id));
    if (!before) return insert(txn, wanted);
    const bool same = before->request.empty() || before->request == wanted.request;
    if (!before->original.none() || !same) return id_conflict();
    before->repeated = true;
    return std::move(*before);
}

Result<PrintJob> PrintBook::add_copy(Txn& txn, PrintNumber of, const PrintJob& wanted) {
    TRY(const auto found, find(of));
    if (!found || found->request.empty()) {
        return Error(Errc::not_found, "there is no such slip here, or no more")
            .coded("unknown_print_job");
    }
    const auto first = found->original.none() ? found->number : found->original;
    TRY(auto before, find(wanted.id));
    if (before) {
        if (before->original != first) return id_conflict();
        before->repeated = true;
        return std::move(*before);
    }
    PrintJob copy = wanted;
    copy.printer = found->printer;
    copy.request = found->request;
    copy.original = first;
    {
        auto family = family_.bind(first.value());
        TRY(family.one());
        if (family.integer(0) > 0) {
            return Error(Errc::conflict, "this slip is still to be printed; wait for it first")
                .coded("print_job_unfinished");
        }
        // What was given up before a byte went is no copy of anything.
        // Of a copy whose original is forgotten the next is a copy all the same.
        const int known = found->original.none() ? 0 : found->copy + 1;
        copy.copy = family.is_null(1) ? known : static_cast<int>(family.integer(1)) + 1;
    }
    return insert(txn, copy);
}

Result<std::optional<PrintJob>> PrintBook::take(Txn& txn, std::string_view printer) {
    TRY(auto job, one_of(next_.bind(printer)));
    if (!job) return std::optional<PrintJob>{};
    TRY(settle(txn, job->number, PrintJobState::going, ""));
    job->state = PrintJobState::going;
    return job;
}

Result<void> PrintBook::settle(Txn&, PrintNumber number, PrintJobState state,
                               std::string_view why) {
    return settle_.bind(number.value(), number_of(state), text_if(why)).run();
}

Result<std::vector<PrintNumber>> PrintBook::recover(Txn&,
                                                    const std::vector<std::string>& printers) {
    std::vector<PrintNumber> doubtful;
    {
        auto row = interrupted_.bind();
        while (true) {
            TRY(const bool more, row.next());
            if (!more) break;
            doubtful.emplace_back(row.integer(0));
        }
    }
    std::vector<std::string> gone;
    {
        auto row = queues_.bind();
        while (true) {
            TRY(const bool more, row.next());
            if (!more) break;
            std::string printer(row.bytes(0));
            if (std::ranges::find(printers, printer) == printers.end()) {
                gone.push_back(std::move(printer));
            }
        }
    }
    for (const auto& printer : gone) TRY(give_up_.bind(printer).run());
    return doubtful;
}

Result<void> PrintBook::forget_said(Txn&) {
    return forget_said_.bind().run();
}

Result<std::optional<PrintJob>> PrintBook::find(PrintNumber number) {
    return one_of(find_number_.bind(number.value()));
}

Result<std::optional<PrintJob>> PrintBook::find(std::string_view id) {
    return one_of(find_id_.bind(id));
}

Result<PrintJob> PrintBook::insert(Txn&, const PrintJob& wanted) {
    {
        auto row = unfinished_.bind(wanted.printer);
        TRY(row.one());
        if (static_cast<std::size_t>(row.integer(0)) >= print_jobs_max) {
            return Error(Errc::unavailable, std::to_string(print_jobs_max) +
                                                " slips wait for the printer " + wanted.printer +
                                                " already; see to the printer, then ask again")
                .coded("printer_queue_full");
        }
    }
    const auto original =
        wanted.original.none() ? std::nullopt : std::optional(wanted.original.value());
    TRY(insert_
            .bind(wanted.id, wanted.printer, Blob{wanted.request}, original, wanted.copy,
                  micros(wanted.at))
            .run());
    TRY(prune_.bind(print_jobs_kept_max).run());
    TRY(auto made, find(wanted.id));
    if (!made) return Error(Errc::corrupt, "a slip that was written down is not there");
    return std::move(*made);
}

PrintList::PrintList(Database& db)
    : all_(db.prepare("SELECT number, id, printer, request, original, copy, state, why, at"
                      " FROM print_job ORDER BY number DESC")) {}

Result<std::vector<PrintJob>> PrintList::all() {
    std::vector<PrintJob> jobs;
    auto row = all_.bind();
    while (true) {
        TRY(const bool more, row.next());
        if (!more) return jobs;
        jobs.push_back(job_of(row));
    }
}

}  // namespace aisle
