// SPDX-License-Identifier: Apache-2.0
// What can be asked on the local interface: every path, what it takes and what it answers, as
// openapi.yaml describes it. A capture is answered only after its commit: 201 the first time, 200
// with the same answer when it is repeated. The io thread only; everything named outlives the
// router.
#pragma once

#include "agent/api/journal_page.hpp"
#include "agent/api/live.hpp"
#include "agent/api/router.hpp"
#include "agent/api/status.hpp"
#include "agent/base/time.hpp"
#include "agent/books/desk.hpp"
#include "agent/domain/scanner_setup.hpp"

#include <span>
#include <string>
#include <vector>

namespace aisle {

template <class T>
using Tell = Function<void(Result<T>)>;

// What only the wiring knows. Each may answer later, on the io thread, once.
struct Outlook {
    Function<void(Tell<TillStatus>)> status;
    Function<void(Tell<std::vector<FeedStatus>>)> feeds;
    Function<void(const JournalQuery&, Tell<JournalPage>)> journal;
    // Prometheus text.
    Function<void(Tell<std::string>)> metrics;
    // Whether the disk and the database work; never the network. The error says what does not.
    Function<void(Tell<void>)> ready;

    // Setting a scanner up: what may be one, and what its answers to the test sheet say.
    Function<void(Tell<std::vector<ScannerCandidate>>)> scanners;
    Function<ScannerDetection(ScannerLine, std::span<const Arrived>)> detect;
};

class Routes {
public:
    Routes(Desk& desk, Live& live, const Clock& clock, Outlook outlook);
    void add_to(Router& router);

private:
    void add_captures(Router& router);
    void add_lists(Router& router);
    void add_probes(Router& router);

    void capture_scan(const Request& request, Respond respond);
    void list_coupons(const Request& request, Respond respond);
    void show_journal(const Request& request, Respond respond);
    void open_live(const Request& request, Respond respond);

    Desk& desk_;
    Live& live_;
    const Clock& clock_;
    Outlook outlook_;
};

}  // namespace aisle
