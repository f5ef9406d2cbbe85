// SPDX-License-Identifier: Apache-2.0
#include "agent/app/verify.hpp"

#include "agent/base/files.hpp"
#include "agent/store/schema.hpp"
#include "sync/state_folder.hpp"

#include <algorithm>

namespace aisle {
namespace {

constexpr std::size_t rows_per_slice = 10'000;
constexpr int problems_max = 20;

Result<void> check_pages(Database& db, VerifyReport& report) {
    auto check = db.prepare("PRAGMA quick_check(20)");
    auto row = check.bind();
    for (int i = 0; i < problems_max; ++i) {
        TRY(const bool found, row.next());
        if (!found) return {};
        if (row.bytes(0) != "ok") {
            report.problems.push_back("database: " + std::string(row.bytes(0)));
        }
    }
    return {};
}

// That the person part beside an event is the one it was made with. None is fine: it may have been
// erased since.
Result<void> check_persons(Database& db, VerifyReport& report) {
    auto persons = db.prepare(
        "SELECT place, event, person, salt FROM entry"
        " WHERE person IS NOT NULL ORDER BY place");
    auto row = persons.bind();
    for (int found = 0; found < problems_max;) {
        TRY(const bool more, row.next());
        if (!more) return {};
        const auto header = decode_event_header(row.bytes(1));
        if (header && header->personhash == person_hash(row.bytes(3), row.bytes(2))) continue;
        const auto place = row.integer(0);
        report.problems.push_back(std::string(to_string(lane_of(place))) + " " +
                                  std::to_string(seq_of(place).value()) +
                                  " does not fit the part about a person that stands beside it");
        ++found;
    }
    return {};
}

Result<void> check_all(Database& db, VerifyReport& report) {
    TRY(check_tables(db));
    TRY(check_pages(db, report));
    JournalReader reader(db);
    TRY(report.journal, reader.state());
    JournalWalk walk(db);
    while (true) {
        const auto more = walk.step(rows_per_slice);
        report.walk = walk.report();
        if (!more) return more.error();
        if (!*more) break;
    }
    for (const auto& problem : report.walk.problems) report.problems.push_back(problem);
    return check_persons(db, report);
}

}  // namespace

Result<VerifyReport> verify_state(const std::string& folder) {
    SystemFiles files;
    VerifyReport report;
    TRY(report.file, current_journal(folder, files));
    TRY(const auto names, files.list(folder));
    if (std::find(names.begin(), names.end(), report.file) == names.end()) {
        return Error(Errc::not_found, "there is no " + report.file + " in " + folder);
    }
    DatabaseOptions options;
    options.path = folder + "/" + report.file;
    options.read_only = true;
    auto db = Database::open(options);
    auto checked = db ? check_all(*db, report) : Result<void>(db.error());
    if (!checked && checked.error().kind() != Errc::corrupt) return checked.error();
    if (!checked) report.problems.push_back(checked.error().what());
    return report;
}

}  // namespace aisle
