// SPDX-License-Identifier: Apache-2.0
// The queue of what is to be printed. A slip is written down before its caller hears of it, and
// `going` before the first byte leaves for the printer.
// Promise: nothing is printed twice by itself. What was going when the program ended is in doubt:
// it may stand on paper, and only a person who has looked may have it printed again. That is a
// printing of its own, numbered, and marked as a copy. The same id is the same slip for as long as
// it is known: unfinished, or one of the last print_jobs_kept_max that are done. Inside a Txn on
// the store thread; the listing on the read thread.
#pragma once

#include "agent/base/strong.hpp"
#include "agent/base/time.hpp"
#include "agent/store/committer.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace aisle {

using PrintNumber = Strong<struct PrintNumberTag>;

enum class PrintJobState { waiting, going, printed, doubtful, given_up };
std::string_view to_string(PrintJobState state);

struct PrintJob {
    PrintNumber number{};
    std::string id;  // the caller's
    std::string printer;
    std::string request;     // the body that came; see domain/print/slip.hpp
    PrintNumber original{};  // none: this is the first printing
    int copy = 0;            // 0: nothing of it stood on paper before
    PrintJobState state = PrintJobState::waiting;
    std::string why{};  // a word; empty while nothing is wrong
    WallTime at{};
    bool repeated = false;  // it was there before it was asked for
};

class PrintBook {
public:
    explicit PrintBook(Database& db);

    // `wanted` has its id, printer, request and time. Errors: conflict ("id_conflict"), unavailable
    // ("printer_queue_full").
    Result<PrintJob> add(Txn& txn, const PrintJob& wanted);
    // The same slip once more; `wanted` has its id and time. Errors: not_found
    // ("unknown_print_job"), conflict ("print_job_unfinished", "id_conflict"), unavailable.
    Result<PrintJob> add_copy(Txn& txn, PrintNumber of, const PrintJob& wanted);
    // The next that waits for the printer; from now on it is going.
    Result<std::optional<PrintJob>> take(Txn& txn, std::string_view printer);
    Result<void> settle(Txn& txn, PrintNumber number, PrintJobState state, std::string_view why);
    // After a start, when nothing can be going any more: which slips are in doubt since. Slips for
    // printers that are gone are given up.
    Result<std::vector<PrintNumber>> recover(Txn& txn, const std::vector<std::string>& printers);
    // Somebody known here was erased, and no slip says whose it is: those that are done lose what
    // they said. They are known by their ids still, and printed no more. Those that wait are for
    // who stands there, and are printed.
    Result<void> forget_said(Txn& txn);

private:
    Result<std::optional<PrintJob>> find(PrintNumber number);
    Result<std::optional<PrintJob>> find(std::string_view id);
    Result<PrintJob> insert(Txn& txn, const PrintJob& wanted);

    Statement find_number_;
    Statement find_id_;
    Statement next_;
    Statement unfinished_;
    Statement family_;
    Statement insert_;
    Statement settle_;
    Statement interrupted_;
    Statement queues_;
    Statement give_up_;
    Statement prune_;
    Statement forget_said_;
};

class PrintList {
public:
    explicit PrintList(Database& read_only);
    // The newest first.
    Result<std::vector<PrintJob>> all();

private:
    Statement all_;
};

}  // namespace aisle
